"""Projects of Atlas and their maintenance windows."""

import re
from typing import Final

from crm_infra.simcloud.services.atlas.topology import CLUSTER
from crm_infra.simcloud.services.atlas.wording import Detail, invalid, refuses
from crm_infra.simcloud.services.call import Call, Thing, World, blocks
from crm_infra.simcloud.services.registry import CREATE, DELETE, completes, shows
from crm_infra.simcloud.values import UNKNOWN, Values

PROJECT: Final = "mongodbatlas_project"
WINDOW: Final = "mongodbatlas_maintenance_window"
_ID: Final = re.compile(r"[0-9a-f]{24}")
_NAME: Final = re.compile(r"[^\s][\w .,'&+:_()\[\]-]{0,63}")
# Limit -> what a new project has, and what it may have.
LIMITS: Final = {
    "atlas.project.deployment.clusters": (25, 100),
    "atlas.project.deployment.nodesPerPrivateLinkRegion": (50, 90),
    "atlas.project.security.databaseAccess.customRoles": (100, 1400),
    "atlas.project.security.databaseAccess.users": (100, 900),
    "atlas.project.security.networkAccess.crossRegionEntries": (40, 220),
    "atlas.project.security.networkAccess.entries": (200, 20),
}


@completes(PROJECT)
def project(call: Call) -> Values:
    """What a new project has."""
    for limit in blocks(call.values, "limits"):
        usual, most = LIMITS.get(str(limit.get("name")), (0, 0))
        told = {"current_usage": 0, "default_limit": usual, "maximum_limit": most}
        limit.update({key: told[key] for key in told if limit.get(key, UNKNOWN) is UNKNOWN})
    return {
        "cluster_count": 0,
        "ip_addresses": {"services": {"clusters": []}},
        "is_cluster_ai_assistant_enabled": True,
        "is_collect_database_specifics_statistics_enabled": True,
        "is_data_explorer_enabled": True,
        "is_data_explorer_gen_ai_features_enabled": True,
        "is_data_explorer_gen_ai_sample_document_passing_enabled": False,
        "is_extended_storage_sizes_enabled": False,
        "is_native_reranking_enabled": True,
        "is_performance_advisor_enabled": True,
        "is_realtime_performance_panel_enabled": True,
        "is_schema_advisor_enabled": True,
        "is_slow_operation_thresholding_enabled": False,
        "region_usage_restrictions": "NONE",
        "with_default_alerts_settings": True,
    }


@shows(PROJECT)
def project_now(thing: Thing, world: World) -> Values:
    """How many clusters it has by now."""
    return {"cluster_count": len(world.things(CLUSTER, thing.id))}


@completes(WINDOW)
def window(_call: Call) -> Values:
    """Nothing deferred, nothing due."""
    return {
        "auto_defer": False,
        "auto_defer_once_enabled": False,
        "defer": False,
        "number_of_deferrals": 0,
        "start_asap": False,
        "time_zone_id": "Etc/UTC",
    }


@refuses(
    "projects",
    PROJECT,
    says="An organization is named by 24 hexadecimal digits",
    reason="INVALID_ORG_ID",
    on=(CREATE,),
)
def organization(call: Call) -> Detail | None:
    """Refuse what cannot be an organization."""
    given = call.text("org_id")
    if _ID.fullmatch(given):
        return None
    return Detail(f"An invalid organization ID {given} was specified.", given)


@refuses("projects", PROJECT, says="A project's name has 1 to 64 characters of some kinds")
def name(call: Call) -> Detail | None:
    """Refuse names that Atlas cannot show."""
    return None if _NAME.fullmatch(call.text("name")) else invalid("name")


@refuses(
    "projects",
    PROJECT,
    says="A project's name is free in its organization",
    code=409,
    reason="GROUP_ALREADY_EXISTS",
)
def name_free(call: Call) -> Detail | None:
    """Refuse the name of another project."""
    for other in call.others(PROJECT, project=None):
        same = other.values.get("name") == call.text("name")
        if same and other.values.get("org_id") == call.text("org_id"):
            text = f'A group with name "{call.text("name")}" already exists in the organization.'
            return Detail(text, call.text("name"))
    return None


@refuses(
    "projects",
    PROJECT,
    says="A limit is one that Atlas has, and within what it allows",
    reason="INVALID_LIMIT_VALUE",
)
def limits(call: Call) -> Detail | None:
    """Refuse unknown limits and too much."""
    for limit in blocks(call.values, "limits"):
        given, value = str(limit.get("name")), limit.get("value")
        if given not in LIMITS:
            return Detail(f"The limit {given} does not exist.", given)
        if isinstance(value, int | float) and not 0 <= value <= max(LIMITS[given]):
            text = f"The value {int(value)} of limit {given} is out of range."
            return Detail(text, int(value), given)
    return None


@refuses(
    "projects",
    PROJECT,
    says="A project goes after its clusters",
    code=409,
    reason="CANNOT_CLOSE_GROUP_ACTIVE_ATLAS_CLUSTERS",
    on=(DELETE,),
)
def clusters_first(call: Call) -> Detail | None:
    """Refuse to close what still runs."""
    if call.world.things(CLUSTER, call.id):
        return Detail(
            "Cannot close group while it has active clusters; please terminate all clusters."
        )
    return None


@refuses(
    "projects",
    PROJECT,
    says="A project goes after its private endpoint services",
    code=409,
    reason="CANNOT_CLOSE_GROUP_ACTIVE_ATLAS_PRIVATE_ENDPOINT_SERVICES",
    on=(DELETE,),
)
def links_first(call: Call) -> Detail | None:
    """Refuse to close what is still connected."""
    if call.world.things("mongodbatlas_privatelink_endpoint", call.id):
        return Detail(
            "Cannot close group while it has active private endpoint services; please delete all"
            " private endpoint services."
        )
    return None


@refuses(
    "projects",
    PROJECT,
    says="A project goes after its peering connections",
    code=409,
    reason="CANNOT_CLOSE_GROUP_ACTIVE_PEERING_CONNECTIONS",
    on=(DELETE,),
)
def peers_first(call: Call) -> Detail | None:
    """Refuse to close what is still peered."""
    if call.world.things("mongodbatlas_network_peering", call.id):
        return Detail(
            "Cannot close group while it has active peering connections; please delete all peering"
            " connections."
        )
    return None


@refuses(
    "projects",
    WINDOW,
    says="Protected hours are hours of a day and do not end where they begin",
    reason="INVALID_ATTRIBUTE",
)
def protected_hours(call: Call) -> Detail | None:
    """Refuse hours that are none."""
    for hours in blocks(call.values, "protected_hours"):
        start, end = hours.get("start_hour_of_day"), hours.get("end_hour_of_day")
        known = all(isinstance(hour, int | float) and 0 <= hour <= 23 for hour in (start, end))
        if not known or start == end:
            return invalid("protectedHours")
    return None
