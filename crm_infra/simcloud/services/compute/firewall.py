"""Firewalls: classic rules, and network firewall policies with their rules and associations."""

import re
from collections.abc import Iterator
from typing import Final, cast

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.cloud.ranges import parse_any
from crm_infra.simcloud.services.call import Call, Thing, field_error
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import UNKNOWN, Values

FIREWALL: Final = "google_compute_firewall"
POLICY: Final = "google_compute_network_firewall_policy"
RULE: Final = "google_compute_network_firewall_policy_rule"
ASSOCIATION: Final = "google_compute_network_firewall_policy_association"
NETWORK: Final = "google_compute_network"
_PROTOCOLS: Final = ("all", "tcp", "udp", "icmp", "esp", "ah", "ipip", "sctp", "icmpv6")
_WITH_PORTS: Final = ("tcp", "udp", "sctp", "6", "17", "132")
_ACTIONS: Final = ("allow", "deny", "goto_next", "apply_security_profile_group")
_PORTS: Final = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")
_HIGHEST_PORT: Final = 65535
_HIGHEST_PRIORITY: Final = 2147483547
_LOWEST_CLASSIC: Final = 65535
_NUMBERS: Final = 255


@completes(FIREWALL)
def firewall(call: Call) -> Values:
    """What the API fills in for a classic firewall rule."""
    outward = call.get("direction") == "EGRESS"
    return {
        "direction": "INGRESS",
        "enable_logging": False,
        "destination_ranges": ["0.0.0.0/0"] if outward else [],
    }


@completes(POLICY)
def policy(call: Call) -> Values:
    """What the API fills in for a firewall policy."""
    number = identity.number(POLICY, call.id)
    base = f"https://www.googleapis.com/compute/v1/projects/{call.place.project}/global"
    return {
        "fingerprint": identity.fingerprint(POLICY, call.id, repr(call.get("description"))),
        "network_firewall_policy_id": number,
        "policy_type": "VPC_POLICY",
        "rule_tuple_count": 0,
        "self_link_with_id": f"{base}/firewallPolicies/{number}",
    }


@completes(RULE)
def policy_rule(call: Call) -> Values:
    """What the API fills in for a rule of a policy."""
    ranges = len(call.items("match.src_ip_ranges")) + len(call.items("match.dest_ip_ranges"))
    return {
        "kind": "compute#firewallPolicyRule",
        "rule_tuple_count": max(ranges, 1) * max(len(call.blocks("match.layer4_configs")), 1),
        "target_type": "",
        "match.dest_network_context": "",
        "match.src_network_context": "",
        "target_secure_tags.state": "EFFECTIVE",
    }


@completes(ASSOCIATION)
def association(call: Call) -> Values:
    """What the API fills in for an association."""
    return {"short_name": call.text("firewall_policy").rpartition("/")[2]}


def _ranges(call: Call, paths: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    for path in paths:
        for index, text in enumerate(call.items(path)):
            yield f"{path}[{index}]", text


@rule(
    "compute",
    FIREWALL,
    RULE,
    says="Sources and destinations of a firewall rule are ranges without host bits",
)
def ranges(call: Call) -> str | None:
    """Refuse sources and destinations that are no ranges."""
    classic = ("source_ranges", "destination_ranges")
    layered = ("match.src_ip_ranges", "match.dest_ip_ranges")
    for path, text in _ranges(call, classic if call.type == FIREWALL else layered):
        if not parse_any(text):
            return field_error(path, text, "Must be a valid IPV4 CIDR address range.")
    return None


@rule("compute", FIREWALL, says="A classic rule's priority lies between 0 and 65535")
def classic_priority(call: Call) -> str | None:
    """Refuse a priority out of bounds."""
    given = call.get("priority")
    if given is not None and not 0 <= given <= _LOWEST_CLASSIC:
        return field_error("priority", int(given), "Must be between 0 and 65535.")
    return None


def _layer4(call: Call) -> Iterator[tuple[str, str, list[object]]]:
    for path, key, spelled in (
        ("allow", "protocol", "allowed"),
        ("deny", "protocol", "denied"),
        ("match.layer4_configs", "ip_protocol", "match.layer4_configs"),
    ):
        for index, block in enumerate(call.blocks(path)):
            given = block.get("ports")
            many = cast("list[object]", given) if isinstance(given, list) else []
            yield f"{spelled}[{index}]", str(block.get(key, "")).lower(), many


@rule("compute", FIREWALL, RULE, says="A protocol is a name that Google knows, or a number to 255")
def protocols(call: Call) -> str | None:
    """Refuse unknown protocols."""
    key = "IPProtocol" if call.type == FIREWALL else "ipProtocol"
    for path, protocol, _ in _layer4(call):
        number = protocol.isdigit() and int(protocol) <= _NUMBERS
        if protocol and not number and protocol not in _PROTOCOLS:
            why = "Must be a well known protocol name or an IP protocol number."
            return field_error(f"{path}.{key}", protocol, why)
    return None


@rule("compute", FIREWALL, RULE, says="Ports are given with TCP, UDP and SCTP only")
def ports_fit(call: Call) -> str | None:
    """Refuse ports on a protocol that has none."""
    for path, protocol, ports in _layer4(call):
        if ports and protocol not in _WITH_PORTS:
            why = "Ports may only be specified on rules whose protocol is one of [TCP, UDP, SCTP]."
            return field_error(f"{path}.ports[0]", ports[0], why)
    return None


@rule("compute", FIREWALL, RULE, says="Ports are numbers to 65535, or ranges of them")
def ports(call: Call) -> str | None:
    """Refuse ports that are none."""
    for path, _, given in _layer4(call):
        for index, text in enumerate(given):
            if not _is_port(str(text)):
                why = "Must be a valid port number or port range."
                return field_error(f"{path}.ports[{index}]", text, why)
    return None


def _is_port(text: str) -> bool:
    seen = _PORTS.fullmatch(text)
    if seen is None:
        return False
    low, high = int(seen[1]), int(seen[2] or seen[1])
    return low <= high <= _HIGHEST_PORT


@rule("compute", RULE, says="The action of a policy's rule is one that exists")
def action(call: Call) -> str | None:
    """Refuse unknown actions: the provider leaves them to the API."""
    given = call.get("action")
    if given is not None and given not in _ACTIONS:
        return field_error("action", given, f"Must be one of: {', '.join(_ACTIONS)}.")
    return None


@rule("compute", RULE, says="A policy's rule has a priority from 0 to 2147483547", on=(CREATE,))
def priority(call: Call) -> str | None:
    """Refuse a priority out of bounds; the last hundred are Google's."""
    given = call.get("priority")
    if given is not None and not 0 <= given <= _HIGHEST_PRIORITY:
        why = f"Must be between 0 and {_HIGHEST_PRIORITY}."
        return field_error("priority", int(given), why)
    return None


def rules_of(call: Call, policy: Thing) -> Iterator[Thing]:
    """The rules of a firewall policy, without the one called for."""
    for thing in call.world.referrers(policy):
        if thing.type == RULE and thing.id != call.id:
            yield thing


@rule(
    "compute",
    RULE,
    says="An ingress rule says where traffic comes from, an egress rule where it goes",
)
def direction(call: Call) -> str | None:
    """Refuse a rule without the side that its direction needs."""
    inward = call.get("direction") == "INGRESS"
    match = next(iter(call.blocks("match")), None)
    if match is None:
        return None
    side = "src_" if inward else "dest_"
    told = [key for key, value in match.items() if key.startswith(side) and _is_told(value)]
    if told:
        return None
    name = "srcIpRanges" if inward else "destIpRanges"
    why = f"{'Ingress' if inward else 'Egress'} rules must specify a {side[:-1]} match."
    return field_error(f"match.{name}", "", why)


def _is_told(value: object) -> bool:
    return value is not UNKNOWN and bool(value)


@rule("compute", RULE, says="Service accounts that a rule targets exist")
def target_accounts(call: Call) -> str | None:
    """Refuse unknown service accounts as targets."""
    for index, email in enumerate(call.items("target_service_accounts")):
        known = call.find(str(email), "google_service_account")
        if known is None and not call.world.agent_exists(str(email)):
            why = "The specified service account does not exist."
            return field_error(f"target_service_accounts[{index}]", email, why)
    return None


@rule("compute", ASSOCIATION, says="A VPC is associated with one firewall policy", on=(CREATE,))
def one_association(call: Call) -> str | None:
    """Refuse a second policy on a VPC."""
    network = call.target("attachment_target", NETWORK)
    for other in call.world.referrers(network) if network else []:
        if other.type == ASSOCIATION and other.id != call.id:
            why = (
                "The network is already associated with firewall policy association"
                f" '{other.name}'."
            )
            return field_error("attachmentTarget", call.text("attachment_target"), why)
    return None
