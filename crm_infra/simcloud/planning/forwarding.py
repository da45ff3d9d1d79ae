"""Compute Engine's forwarding rules: addresses in several forms, and what forces a new rule."""

from collections.abc import Iterable
from contextlib import suppress
from ipaddress import IPv4Interface, IPv6Interface, ip_interface
from typing import Any, Final

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.equivalence import relative
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.values import UNKNOWN

_ATTACHMENT: Final = "/serviceAttachments/"


def _rule(draft: Draft) -> Iterable[Fault]:
    """What leads to another service attachment, or is seen from elsewhere, is another rule."""
    values, prior = draft.values, draft.prior
    target = str(values.get("target"))
    if values.get("recreate_closed_psc") is True and _ATTACHMENT in target:
        _reopen(draft)
    if prior is None:
        return ()
    old = str(prior.get("target"))
    if _ATTACHMENT in target and _ATTACHMENT in old and relative(target) != relative(old):
        draft.differs(("target",), True)
    seen = bool(prior.get("allow_global_access")), bool(values.get("allow_global_access"))
    if values.get("load_balancing_scheme") == "INTERNAL_MANAGED" and seen[0] is not seen[1]:
        draft.differs(("allow_global_access",), True)
    return ()


def _reopen(draft: Draft) -> None:
    """A closed connection is made anew where that was asked for."""
    if (draft.prior or {}).get("psc_connection_status") == "CLOSED":
        draft.values["psc_connection_status"] = UNKNOWN
        draft.differs(("psc_connection_status",), True)


def _same_ports(old: Any, new: Any) -> bool:
    """The API tells one port as a range of one."""
    return isinstance(new, str) and old == f"{new}-{new}"


def _same_address(old: Any, new: Any) -> bool:
    """State holds the address that a configured reference stands for."""
    before, after = _address(old), _address(new)
    if before is None or not isinstance(new, str) or not new:
        return False
    if after is None:
        return True
    masks = "/" in str(old) and "/" in new
    return before == after if masks else before.ip == after.ip


def _address(text: Any) -> IPv4Interface | IPv6Interface | None:
    with suppress(ValueError):
        return ip_interface(str(text))
    return None


REGIONAL = Quirks(adjust=_rule, equal={"ip_address": _same_address, "port_range": _same_ports})
GLOBAL = Quirks(equal={"ip_address": _same_address, "port_range": _same_ports})
