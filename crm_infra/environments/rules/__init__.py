"""What must hold inside one environment between its keys.

One small function per rule, collected in ``RULES``; each yields the faults that it finds and keeps
quiet about values that are missing or malformed, because ``shape`` has said so. Rules that need a
second file are in ``across``.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from crm_infra.environments.document import Document
from crm_infra.environments.rules import (
    capacity,
    change,
    databases,
    egress,
    identity,
    placement,
    production,
)
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
    capacity.pools_can_grow,
    capacity.the_system_pool_is_never_empty,
    capacity.auto_provisioning_leaves_the_pools_their_room,
    capacity.no_more_nodes_come_than_planned,
    capacity.regions_have_the_zones,
    capacity.maintenance_gets_its_time,
    capacity.services_can_grow,
    capacity.events_are_received_where_something_stands,
    databases.sizes_are_in_order,
    databases.the_disk_fits_its_size,
    databases.the_witness_stands_elsewhere,
    databases.backups_reach_further_the_rarer_they_are,
    databases.any_moment_lies_within_hourly_backups,
    databases.basic_redis_is_alone,
    databases.redis_replicas_have_memory,
    change.approvals_can_be_given,
    change.thresholds_rise,
    change.windows_open_before_they_close,
    production.only_prod_holds_production_data,
    production.production_is_guarded,
    production.production_survives_a_zone,
    production.compliance_is_for_production,
    production.approvers_do_not_write,
)
