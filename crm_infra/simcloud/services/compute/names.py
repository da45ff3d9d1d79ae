"""Names and places that Compute Engine accepts. Rules of one family are in its own file."""

import re
from typing import Final

from crm_infra.simcloud.services.call import Call, field_error
from crm_infra.simcloud.services.places import is_region
from crm_infra.simcloud.services.registry import CREATE, rule

_NAME: Final = re.compile(r"[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?")
_SHOWN: Final = "(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)"

NAMED: Final = tuple(
    f"google_compute_{kind}"
    for kind in (
        "network",
        "subnetwork",
        "router",
        "router_nat",
        "address",
        "global_address",
        "firewall",
        "network_firewall_policy",
        "network_firewall_policy_association",
        "security_policy",
        "ssl_policy",
        "route",
        "network_peering",
        "backend_service",
        "region_backend_service",
        "backend_bucket",
        "health_check",
        "url_map",
        "target_https_proxy",
        "target_http_proxy",
        "global_forwarding_rule",
        "forwarding_rule",
        "network_endpoint_group",
        "region_network_endpoint_group",
        "service_attachment",
        "managed_ssl_certificate",
        "resource_policy",
    )
)
REGIONAL: Final = tuple(
    f"google_compute_{kind}"
    for kind in ("subnetwork", "router", "router_nat", "address", "forwarding_rule")
)


def is_name(text: object) -> bool:
    """Whether it is a label as RFC 1035 has it."""
    return isinstance(text, str) and _NAME.fullmatch(text) is not None


def name_error(path: str, value: object) -> str:
    """The API's sentence about a name that is none."""
    return field_error(path, value, f"Must be a match of regex '{_SHOWN}'")


@rule(
    "compute",
    *NAMED,
    says="A name is a label of 1 to 63 lower-case letters, digits and hyphens",
    on=(CREATE,),
)
def name(call: Call) -> str | None:
    """Refuse a name that is no RFC 1035 label."""
    given = call.get("name")
    return None if given is None or is_name(given) else name_error("name", given)


@rule("compute", *REGIONAL, says="The region must be one of Google's", on=(CREATE,))
def region(call: Call) -> str | None:
    """Refuse a region that does not exist."""
    given = call.place.region
    if given and not is_region(given):
        return f"Invalid value for field 'region': '{given}'. Unknown region."
    return None
