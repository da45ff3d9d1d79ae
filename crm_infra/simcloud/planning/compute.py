"""Compute Engine: what the provider knows of ranges, firewalls and policies at plan time."""

from collections.abc import Iterable
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Final

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.engine.sameness import same_members
from crm_infra.simcloud.engine.zero import has_unknown
from crm_infra.simcloud.planning import balancing, forwarding, nat
from crm_infra.simcloud.values import UNKNOWN, Values

_SOURCES: Final = ("source_ranges", "source_tags", "source_service_accounts")


def _subnetwork(draft: Draft) -> Iterable[Fault]:
    """A range can grow in place around itself; any other change needs a new subnet."""
    old = _network((draft.prior or {}).get("ip_cidr_range"))
    new = _network(draft.values.get("ip_cidr_range"))
    if old is not None and new is not None and old != new and not _grown(old, new):
        draft.differs(("ip_cidr_range",), True)
    _secondary_ranges(draft)
    return ()


def _network(text: Any) -> IPv4Network | IPv6Network | None:
    with suppress(ValueError):
        return ip_network(str(text), strict=False)
    return None


def _grown(old: IPv4Network | IPv6Network, new: IPv4Network | IPv6Network) -> bool:
    return old.network_address in new and old.broadcast_address in new


def _secondary_ranges(draft: Draft) -> None:
    """Their order says nothing, and leaving all out keeps them unless emptiness is sent."""
    if draft.prior is None:
        return
    old, new = draft.prior.get("secondary_ip_range"), draft.values.get("secondary_ip_range")
    if old and new and not has_unknown(new) and same_members(old, new):
        draft.values["secondary_ip_range"] = old
    if (
        draft.values.get("send_secondary_ip_range_if_empty") is True
        and draft.config.get("secondary_ip_range") == []
    ):
        draft.set("secondary_ip_range", [])


def _ssl_policy(draft: Draft) -> Iterable[Fault]:
    """Custom features belong to the custom profile and to no other."""
    prior = draft.prior or {}
    name, profile = draft.values.get("name"), draft.values.get("profile")
    features = draft.values.get("custom_features")
    if all(prior.get(key) == draft.values.get(key) for key in ("profile", "custom_features")):
        return
    words = f"Error in SSL Policy {name}: the profile is set to {profile} but"
    if profile == "CUSTOM" and not features:
        yield Fault(f"{words} no custom_features are set.")
    elif profile not in ("CUSTOM", UNKNOWN) and features and features is not UNKNOWN:
        yield Fault(f"{words} using custom_features requires the profile to be CUSTOM.")


def _firewall(draft: Draft) -> Iterable[Fault]:
    """Incoming rules say from where, and a logging configuration needs logging."""
    values = draft.values
    if values.get("direction") in (None, "", "INGRESS", UNKNOWN) and not any(
        draft.config.get(source) for source in _SOURCES
    ):
        yield Fault("one of source_tags, source_ranges, or source_service_accounts must be defined")
    if values.get("log_config") and draft.config.get("enable_logging") is False:
        yield Fault("log_config cannot be defined when enable_logging is false")


def _firewall_rule(element: Values) -> tuple[str, tuple[str, ...]]:
    """One protocol and its ports: the order of ports says nothing."""
    return str(element.get("protocol")).lower(), tuple(sorted(element.get("ports") or ()))


def _security_policy(draft: Draft) -> Iterable[Fault]:
    """A priority names one rule."""
    rules: Any = draft.config.get("rule")
    if not rules or has_unknown(rules):
        return
    priorities = [rule.get("priority") for rule in rules]
    if len(set(priorities)) < len(priorities):
        yield Fault(
            "Two rules have the same priority, please update one of the priorities to be different."
        )


def _logged_anyway(draft: Draft, _block: Values) -> bool:
    """How is logged is kept while it is said that there is logging."""
    return draft.config.get("enable_logging") is True


QUIRKS = {
    "google_compute_backend_service": balancing.BACKENDS,
    "google_compute_forwarding_rule": forwarding.REGIONAL,
    "google_compute_global_forwarding_rule": forwarding.GLOBAL,
    "google_compute_region_backend_service": balancing.BACKENDS,
    "google_compute_firewall": Quirks(
        adjust=_firewall,
        same_element={"allow": _firewall_rule, "deny": _firewall_rule},
        unmissed={"log_config": _logged_anyway},
    ),
    "google_compute_health_check": balancing.HEALTH,
    "google_compute_region_health_check": balancing.HEALTH,
    "google_compute_router_nat": nat.NAT,
    "google_compute_address": Quirks(silent={"ip_version": "IPV4"}),
    "google_compute_global_address": Quirks(
        silent={"address_type": "EXTERNAL", "ip_version": "IPV4"}
    ),
    "google_compute_security_policy": Quirks(adjust=_security_policy),
    "google_compute_ssl_policy": Quirks(adjust=_ssl_policy),
    "google_compute_subnetwork": Quirks(adjust=_subnetwork),
}
