"""Compute Engine: what the provider knows of ranges, firewall rules and TLS policies at plan."""

from collections.abc import Iterable
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.values import Values


def _network(text: Any) -> IPv4Network | IPv6Network | None:
    with suppress(ValueError):
        return ip_network(str(text), strict=False)
    return None


def _subnetwork(draft: Draft) -> Iterable[Fault]:
    """A range can grow in place around itself; any other change needs a new subnet."""
    old = _network((draft.prior or {}).get("ip_cidr_range"))
    new = _network(draft.values.get("ip_cidr_range"))
    if old is None or new is None or old == new:
        return ()
    if not (old.network_address in new and old.prefixlen >= new.prefixlen):
        draft.differs(("ip_cidr_range",), True)
    return ()


def _ssl_policy(draft: Draft) -> Iterable[Fault]:
    """Custom features belong to the custom profile and to no other."""
    name, profile = draft.values.get("name"), draft.values.get("profile")
    features = draft.values.get("custom_features")
    if profile == "CUSTOM" and not features:
        yield Fault(
            f"Error in SSL Policy {name}: the profile is set to CUSTOM but no custom_features "
            "are set."
        )
    elif profile != "CUSTOM" and isinstance(features, list) and features:
        yield Fault(
            f"Error in SSL Policy {name}: the profile is not set to CUSTOM but custom_features "
            "has been set."
        )


def _firewall_rule(element: Values) -> tuple[str, tuple[str, ...]]:
    """One protocol and its ports: the order of ports says nothing."""
    return str(element.get("protocol")).lower(), tuple(sorted(element.get("ports") or ()))


QUIRKS = {
    "google_compute_firewall": Quirks(
        same_element={"allow": _firewall_rule, "deny": _firewall_rule}
    ),
    "google_compute_global_address": Quirks(silent_defaults=frozenset({"address_type"})),
    "google_compute_ssl_policy": Quirks(adjust=_ssl_policy),
    "google_compute_subnetwork": Quirks(adjust=_subnetwork),
}
