"""Private endpoints: Atlas' services, and the endpoints in our VPC that lead to them.

On Google Cloud an endpoint is a forwarding rule to one of the service's attachments, with an
address of its own. What both clouds must agree on is looked up in the world that they share.
"""

from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.atlas.hosts import ENDPOINT, LINK
from crm_infra.simcloud.services.atlas.offer import atlas_region, google_region
from crm_infra.simcloud.services.atlas.wording import Detail, refuses
from crm_infra.simcloud.services.call import Call, Place, Thing, World, blocks, items
from crm_infra.simcloud.services.registry import CREATE, DELETE, completes, shows
from crm_infra.simcloud.values import Values

RULE: Final = "google_compute_forwarding_rule"
ADDRESS: Final = "google_compute_address"
_LEGACY: Final = 50
_WRONG: Final = "PRIVATE_ENDPOINT_INVALID"


@completes(LINK)
def link(call: Call) -> Values:
    """What a service is reached by: one attachment with port mapping, else one for each host."""
    region = call.text("region")
    place = google_region(region)
    count = 1 if call.get("port_mapping_enabled") is True else _LEGACY
    account = identity.hexadecimal("private link", call.text("project_id"), digits=24)
    mark = call.text("private_link_id")
    attachments = [
        f"projects/p-{account}/regions/{place}/serviceAttachments/sa-{place}-{mark}-{number}"
        for number in range(count)
    ]
    google = call.text("provider_name") == "GCP"
    return {
        "endpoint_group_names": [],
        "endpoint_service_name": "" if google else f"com.amazonaws.vpce.{region}.vpce-svc-{mark}",
        "error_message": "",
        "interface_endpoints": [],
        "private_endpoints": [],
        "private_link_service_name": "",
        "private_link_service_resource_id": "",
        "region_name": atlas_region(place) if google else region,
        "service_attachment_names": attachments if google else [],
        "status": "AVAILABLE" if google else "WAITING_FOR_USER",
    }


@shows(LINK)
def link_now(thing: Thing, world: World) -> Values:
    """The endpoints that lead to it by now."""
    leading = [
        str(other.values.get("endpoint_service_id"))
        for other in world.things(ENDPOINT, thing.project)
        if other.values.get("private_link_id") == thing.values.get("private_link_id")
    ]
    google = thing.values.get("provider_name") == "GCP"
    kind = "endpoint_group_names" if google else "interface_endpoints"
    return {kind: leading}


@completes(ENDPOINT)
def endpoint(call: Call) -> Values:
    """What Atlas finds at the other end."""
    service = call.target("private_link_id", LINK)
    mapped = service is not None and service.values.get("port_mapping_enabled") is True
    google = call.text("provider_name") == "GCP"
    single = [{"endpoint_name": call.text("endpoint_service_id"), "ip_address": _ip(call)}]
    given = [
        {k: e.get(k) for k in ("endpoint_name", "ip_address")}
        for e in blocks(call.values, "endpoints")
    ]
    if google:
        found = single if mapped else given
        call.values["endpoints"] = [{**each, "status": "AVAILABLE"} for each in found]
    return {
        "aws_connection_status": "" if google else "AVAILABLE",
        "azure_status": "",
        "delete_requested": False,
        "endpoint_group_name": call.text("endpoint_service_id") if google else "",
        "endpoints": [],
        "error_message": "",
        "gcp_endpoint_status": "AVAILABLE" if mapped else "",
        "gcp_status": "AVAILABLE" if google else "",
        "interface_endpoint_id": "" if google else call.text("endpoint_service_id"),
        "port_mapping_enabled": mapped,
        "private_endpoint_connection_name": "",
        "private_endpoint_ip_address": "",
        "private_endpoint_resource_id": "",
    }


@shows(ENDPOINT)
def endpoint_now(thing: Thing, world: World) -> Values:
    """Whether the forwarding rule is still there."""
    if thing.values.get("provider_name") != "GCP":
        return {}
    project = str(thing.values.get("gcp_project_id"))
    service = next(
        (
            link
            for link in world.things(LINK, thing.project)
            if link.values.get("private_link_id") == thing.values.get("private_link_id")
        ),
        None,
    )
    up = service is not None and all(
        forwarding(world, project, str(each.get("endpoint_name")), service)
        for each in blocks(thing.values, "endpoints")
    )
    status = "AVAILABLE" if up else "FAILED"
    ends = [{**each, "status": status} for each in blocks(thing.values, "endpoints")]
    mapped = thing.values.get("port_mapping_enabled") is True
    return {
        "gcp_status": status,
        "gcp_endpoint_status": status if mapped else "",
        "endpoints": ends,
    }


def forwarding(world: World, project: str, name: str, service: Thing) -> Thing | None:
    """The forwarding rule of that name which leads to the service."""
    place = google_region(str(service.values.get("region", "")))
    rule = world.find((RULE,), f"regions/{place}/forwardingRules/{name}", Place(project, place))
    attachments = items(service.values, "service_attachment_names")
    target = str(rule.values.get("target", "")) if rule else ""
    leads = any(target.endswith(str(attachment)) for attachment in attachments)
    return rule if leads else None


def _ip(call: Call) -> str:
    return call.text("private_endpoint_ip_address")


def _ends(call: Call) -> list[tuple[str, str]]:
    """Names and addresses of the endpoints that a call gives."""
    given = blocks(call.values, "endpoints")
    if _ip(call) or not given:
        return [(call.text("endpoint_service_id"), _ip(call))]
    return [(str(e.get("endpoint_name") or ""), str(e.get("ip_address") or "")) for e in given]


@refuses(
    "private endpoints",
    LINK,
    says="A private endpoint service is of a region of its provider",
    reason="INVALID_REGION",
    on=(CREATE,),
)
def region(call: Call) -> Detail | None:
    """Refuse regions that there are not."""
    given = call.text("region")
    if call.text("provider_name") == "GCP" and not google_region(given):
        return Detail(f"No region {given} exists for provider GCP.", given, "GCP")
    return None


@refuses(
    "private endpoints",
    LINK,
    says="A region has one private endpoint service of a kind",
    code=409,
    reason="PRIVATE_ENDPOINT_SERVICE_ALREADY_EXISTS_FOR_REGION",
    on=(CREATE,),
)
def one_per_region(call: Call) -> Detail | None:
    """Refuse a second one."""
    place = google_region(call.text("region")) or call.text("region")
    for other in call.others(LINK):
        there = str(other.values.get("region"))
        same = (google_region(there) or there) == place
        mapped = other.values.get("port_mapping_enabled") is True
        if same and mapped is (call.get("port_mapping_enabled") is True):
            text = f"A private endpoint service already exists for region {call.text('region')}."
            return Detail(text, call.text("region"))
    return None


@refuses(
    "private endpoints",
    LINK,
    says="Only Google's private endpoint services map ports",
    reason="INVALID_ATTRIBUTE",
    on=(CREATE,),
)
def ports(call: Call) -> Detail | None:
    """Refuse port mapping elsewhere."""
    if call.get("port_mapping_enabled") is True and call.text("provider_name") != "GCP":
        return Detail("port_mapping_enabled is only supported for GCP provider")
    return None


@refuses(
    "private endpoints",
    LINK,
    says="A private endpoint service goes after its endpoints",
    code=409,
    reason="CANNOT_DELETE_PRIVATE_ENDPOINT_SERVICE_WITH_ENDPOINTS",
    on=(DELETE,),
)
def ends_first(call: Call) -> Detail | None:
    """Refuse to cut off what still leads there."""
    for other in call.others(ENDPOINT):
        if other.values.get("private_link_id") == call.before("private_link_id"):
            return Detail("Cannot delete a private endpoint service that has private endpoints.")
    return None


@refuses(
    "private endpoints",
    ENDPOINT,
    says="A Google endpoint says its project and either an address or its endpoints",
    reason="MISSING_ATTRIBUTE",
    on=(CREATE,),
)
def told(call: Call) -> Detail | None:
    """Refuse half of what Atlas must know; the provider notices only now."""
    if call.text("provider_name") != "GCP":
        return None
    if not call.text("gcp_project_id"):
        return Detail("`gcp_project_id` must be set for GCP")
    if bool(_ip(call)) is bool(blocks(call.values, "endpoints")):
        return Detail(
            "for GCP, you must provide exactly one of: `private_endpoint_ip_address` (new"
            " architecture) or `endpoints` (legacy architecture)"
        )
    return None


@refuses(
    "private endpoints",
    ENDPOINT,
    says="Port mapping has one address, the older kind one endpoint for each attachment",
    reason=_WRONG,
    on=(CREATE,),
)
def kind(call: Call) -> Detail | None:
    """Refuse an endpoint of the other kind than its service."""
    service = call.target("private_link_id", LINK)
    if service is None or call.text("provider_name") != "GCP":
        return None
    wanted = len(items(service.values, "service_attachment_names"))
    mapped = service.values.get("port_mapping_enabled") is True
    if mapped and not _ip(call):
        return Detail("Private endpoint services with port mapping take exactly one endpoint.")
    if not mapped and len(_ends(call)) != wanted:
        text = f"The endpoint group must have {wanted} endpoints, found {len(_ends(call))}."
        return Detail(text, wanted, len(_ends(call)))
    return None


@refuses(
    "private endpoints",
    ENDPOINT,
    says="An endpoint is a forwarding rule in the service's region that leads to its attachment",
    reason=_WRONG,
    on=(CREATE,),
)
def leads_there(call: Call) -> Detail | None:
    """Refuse endpoints that are not there, are elsewhere, or lead elsewhere."""
    service = call.target("private_link_id", LINK)
    if service is None or call.text("provider_name") != "GCP":
        return None
    project, place = call.text("gcp_project_id"), str(service.values.get("region"))
    for name, _ in _ends(call):
        if not forwarding(call.world, project, name, service):
            text = (
                f"The private endpoint is in a failed state: no forwarding rule {name} of project"
                f" {project} in region {place} leads to a service attachment of"
                f" {call.text('private_link_id')}."
            )
            return Detail(text, name, project, place)
    return None


@refuses(
    "private endpoints",
    ENDPOINT,
    says="An endpoint's address is that of its forwarding rule",
    reason=_WRONG,
    on=(CREATE,),
)
def address(call: Call) -> Detail | None:
    """Refuse another address than the rule has."""
    service = call.target("private_link_id", LINK)
    if service is None or call.text("provider_name") != "GCP":
        return None
    for name, given in _ends(call):
        project = call.text("gcp_project_id")
        rule = forwarding(call.world, project, name, service)
        if rule is None:
            continue
        has = str(rule.values.get("ip_address", ""))
        held = call.world.find((ADDRESS,), has, Place(project, rule.location))
        if given not in (has, str(held.values.get("address")) if held else has):
            text = f"The address {given} is not the address of endpoint {name}."
            return Detail(text, given, name)
    return None
