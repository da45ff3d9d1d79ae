"""Cloud NAT: addresses that are taken out of use, gently."""

from collections.abc import Iterable
from typing import Any

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.engine.zero import has_unknown


def _nat(draft: Draft) -> Iterable[Fault]:
    """Addresses are drained that were used before, and no longer are."""
    prior = draft.prior or {}
    draining = _names(draft.values.get("drain_nat_ips")) - _names(prior.get("drain_nat_ips"))
    used, still = _names(prior.get("nat_ips")), _names(draft.values.get("nat_ips"))
    for name in sorted(draining):
        if draft.fresh:
            yield Fault(f"New RouterNat cannot have drain_nat_ips, got values {_go(draining)}")
            return
        if name not in used:
            yield Fault(f'drain_nat_ip "{name}" was not previously set in nat_ips {_go(used)}')
            return
        if name in still:
            words = "cannot be drained if still set in nat_ips"
            yield Fault(f'drain_nat_ip "{name}" {words} {_go(still)}')
            return


def _names(links: Any) -> set[str]:
    """The names in a set of links, as far as they are known."""
    if has_unknown(links):
        return set()
    return {str(link).rpartition("/")[2] for link in links or ()}


def _go(names: set[str]) -> str:
    return f"[{' '.join(sorted(names))}]"


def _same_addresses(old: Any, new: Any) -> bool:
    """Addresses are told apart by their names, however they are linked."""
    return bool(new) and _names(old) == _names(new)


NAT = Quirks(
    adjust=_nat,
    equal=dict.fromkeys(("nat_ips", "drain_nat_ips", "initial_nat_ips"), _same_addresses),
)
