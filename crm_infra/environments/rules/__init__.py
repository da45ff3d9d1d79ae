"""What must hold inside one environment between its keys.

One small function per rule, collected in ``RULES``; each yields the faults that it finds and keeps
quiet about values that are missing or malformed, because ``shape`` has said so. Rules that need a
second file are in ``across``.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from crm_infra.environments.document import Document
from crm_infra.environments.rules import change, egress, identity, placement, production
from crm_infra.errors import Fault

Rule: TypeAlias = Callable[[Document], Iterator[Fault]]

RULES: tuple[Rule, ...] = (
    identity.file_is_called_like_the_environment,
    identity.labels_say_who_pays,
    identity.lists_name_nothing_twice,
    placement.regions_differ,
    placement.zones_are_of_their_region,
    placement.ranges_have_their_size,
    egress.nat_ports_are_powers_of_two,
    egress.nat_ports_can_grow,
    egress.nat_has_ports_for_every_node,
    change.approvals_can_be_given,
    change.thresholds_rise,
    change.windows_open_before_they_close,
    production.only_prod_holds_production_data,
    production.production_is_guarded,
    production.approvers_do_not_write,
)
