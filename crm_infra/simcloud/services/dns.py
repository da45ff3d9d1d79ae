"""Cloud DNS: zones, records, policies."""

import re
from collections.abc import Iterator
from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.call import Call, Thing, blocks
from crm_infra.simcloud.services.dns_data import data_fault
from crm_infra.simcloud.services.registry import CREATE, DELETE, completes, rule
from crm_infra.simcloud.values import Values

ZONE: Final = "google_dns_managed_zone"
RECORD: Final = "google_dns_record_set"
POLICY: Final = "google_dns_policy"
NETWORK: Final = "google_compute_network"
_ZONE_NAME: Final = re.compile(r"[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?")
_DOMAIN: Final = re.compile(
    r"(?:(?:\*|[a-zA-Z0-9_](?:[-a-zA-Z0-9_]{0,61}[a-zA-Z0-9_])?)\.)+", re.ASCII
)
_LONGEST: Final = 255
_TYPES: Final = frozenset(
    {
        "A",
        "AAAA",
        "ALIAS",
        "CAA",
        "CNAME",
        "DNSKEY",
        "DS",
        "HTTPS",
        "IPSECKEY",
        "MX",
        "NAPTR",
        "NS",
        "PTR",
        "SOA",
        "SPF",
        "SRV",
        "SSHFP",
        "SVCB",
        "TLSA",
        "TXT",
    }
)


@completes(ZONE)
def zone(call: Call) -> Values:
    """What the API fills in for a zone."""
    letter = "abcde"[identity.small_number(ZONE, call.id, below=5)]
    servers = [f"ns-cloud-{letter}{number}.googledomains.com." for number in range(1, 5)]
    private = call.get("visibility") == "private"
    return {
        "managed_zone_id": int(identity.number(ZONE, call.id, digits=15)),
        "name_servers": ["ns-gcp-private.googledomains.com."] if private else servers,
        "cloud_logging_config": [{"enable_logging": False}],
        "dnssec_config": [],
        "dnssec_config.non_existence": "nsec3",
        "dnssec_config.default_key_specs": _KEYS if call.get("dnssec_config.state") == "on" else [],
    }


_KEYS: Final = [
    {
        "algorithm": "rsasha256",
        "key_length": length,
        "key_type": kind,
        "kind": "dns#dnsKeySpec",
    }
    for kind, length in (("keySigning", 2048), ("zoneSigning", 1024))
]


@completes(POLICY)
def policy(_call: Call) -> Values:
    """What the API fills in for a policy."""
    return {"dns64_config": [{"scope": [{"all_queries": False}]}]}


def is_domain(text: object) -> bool:
    """Whether it is a full domain name with its final dot."""
    return isinstance(text, str) and len(text) < _LONGEST and bool(_DOMAIN.fullmatch(text))


@rule("dns", ZONE, says="A zone's name is a label", on=(CREATE,))
def zone_name(call: Call) -> str | None:
    """Refuse a zone name that is none."""
    given = call.text("name")
    if given and not _ZONE_NAME.fullmatch(given):
        return f"Invalid value for 'entity.managedZone.name': '{given}'"
    return None


@rule("dns", ZONE, says="A zone's domain is a full name that ends with a dot", on=(CREATE,))
def zone_domain(call: Call) -> str | None:
    """Refuse a domain that is none."""
    given = call.text("dns_name")
    if given and not is_domain(given):
        return f"Invalid value for 'entity.managedZone.dnsName': '{given}'"
    return None


@rule("dns", ZONE, says="Only a private zone is bound to networks")
def visibility(call: Call) -> str | None:
    """Refuse networks on a public zone, and a private zone that nobody sees."""
    bound = call.blocks("private_visibility_config")
    if call.get("visibility") != "private" and bound:
        return "Invalid value for 'entity.managedZone.privateVisibilityConfig': public zone"
    return None


@rule("dns", ZONE, says="Only a public zone is signed")
def signed(call: Call) -> str | None:
    """Refuse DNSSEC on a private zone."""
    if call.get("visibility") == "private" and call.get("dnssec_config.state") == "on":
        return (
            "Invalid value for 'entity.managedZone.dnssecConfig': 'on'. DNSSEC requires a public"
            " zone."
        )
    return None


@rule(
    "dns",
    ZONE,
    says="A network sees one private zone of a domain",
    code=409,
    reason="managedZoneDnsNameNotAvailable",
)
def one_zone_of_domain(call: Call) -> str | None:
    """Refuse a second private zone of the same domain on a network."""
    for network in _networks(call):
        for other in call.world.referrers(network):
            same = other.values.get("dns_name") == call.get("dns_name")
            if other.type == ZONE and other.id != call.id and same:
                return (
                    f"The DNS name '{call.get('dns_name')}' is already in use on network"
                    f" '{network.name}' by managed zone '{other.name}'."
                )
    return None


def _networks(call: Call) -> Iterator[Thing]:
    listed = call.blocks("private_visibility_config")
    for block in blocks(listed[0], "networks") if listed else call.blocks("networks"):
        found = call.find(str(block.get("network_url", "")), NETWORK)
        if found:
            yield found


@rule("dns", POLICY, says="A network has one DNS policy", code=400, reason="invalid")
def one_policy(call: Call) -> str | None:
    """Refuse a second policy on a network."""
    for network in _networks(call):
        for other in call.world.referrers(network):
            if other.type == POLICY and other.id != call.id:
                return (
                    f"The network 'https://compute.googleapis.com/compute/v1/{network.id}' is"
                    f" already bound to the policy '{other.name}'."
                )
    return None


@rule(
    "dns",
    ZONE,
    says="A zone with records other than its own NS and SOA is not deleted",
    on=(DELETE,),
    reason="containerNotEmpty",
)
def not_empty(call: Call) -> str | None:
    """Refuse to delete a zone with records, unless asked to delete them too."""
    if call.before("force_destroy") is True:
        return None
    for other in call.others(RECORD):
        found = call.find(str(other.values.get("managed_zone", "")), ZONE)
        if found and found.id == call.id and other.values.get("type") not in ("NS", "SOA"):
            return (
                f"The resource named '{call.before('name')}' cannot be deleted because it contains"
                " one or more 'resource records'."
            )
    return None


def _where(call: Call) -> str:
    return f"entity.change.additions[{call.text('name')}][{call.text('type')}]"


@rule("dns", RECORD, says="A record is a full name in the domain of its zone", on=(CREATE,))
def in_zone(call: Call) -> str | None:
    """Refuse a record outside of its zone."""
    parent, name = call.target("managed_zone", ZONE), call.text("name")
    domain = str(parent.values.get("dns_name")) if parent else ""
    if name and not is_domain(name):
        return f"Invalid value for 'entity.change.additions[{name}].name': '{name}'"
    if domain and name != domain and not name.endswith(f".{domain}"):
        return f"Invalid value for 'entity.change.additions[{name}].name': '{name}'"
    return None


@rule("dns", RECORD, says="The type of a record is one that exists", on=(CREATE,))
def record_type(call: Call) -> str | None:
    """Refuse unknown types."""
    given = call.text("type")
    if given and given not in _TYPES:
        return f"Invalid value for '{_where(call)}.type': '{given}'"
    return None


@rule("dns", RECORD, says="Data of a record fits its type: addresses for A, one name for CNAME, …")
def record_data(call: Call) -> str | None:
    """Refuse data that the type does not take."""
    kind, given = call.text("type"), call.items("rrdatas")
    for index, text in enumerate(given):
        if data_fault(kind, str(text)):
            return f"Invalid value for '{_where(call)}.rrdata[{index}]': '{text}'"
    if kind == "CNAME" and len(given) > 1:
        return f"Invalid value for '{_where(call)}.rrdata[1]': '{given[1]}'"
    return None


@rule(
    "dns",
    RECORD,
    says="A name has either one CNAME or records of other types",
    on=(CREATE,),
    reason="cnameResourceRecordSetConflict",
)
def alone(call: Call) -> str | None:
    """Refuse a CNAME beside other records, and others beside a CNAME."""
    parent, name = call.target("managed_zone", ZONE), call.text("name")
    for other in call.others(RECORD):
        home = call.find(str(other.values.get("managed_zone", "")), ZONE)
        if parent is None or home is None or home.id != parent.id:
            continue
        if other.values.get("name") == name and "CNAME" in (
            other.values.get("type"),
            call.text("type"),
        ):
            return (
                f"The resource record set '{_where(call)}' is invalid because the DNS name '{name}'"
                " may have either one CNAME resource record set or resource record sets of other"
                " types, but not both."
            )
    return None


@rule("dns", RECORD, says="A zone's apex has no CNAME", on=(CREATE,))
def no_cname_at_apex(call: Call) -> str | None:
    """Refuse a CNAME where the zone's own records are."""
    parent = call.target("managed_zone", ZONE)
    apex = parent is not None and parent.values.get("dns_name") == call.text("name")
    if apex and call.text("type") == "CNAME":
        return (
            f"The resource record set '{_where(call)}' is invalid because a zone's root resource"
            " record set cannot be of CNAME type."
        )
    return None
