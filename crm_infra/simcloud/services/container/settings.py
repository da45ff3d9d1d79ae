"""Settings of clusters that exclude or need each other: windows, datapath, add-ons."""

import re
from datetime import timedelta
from typing import Final

from crm_infra.simcloud.services.call import Call, dig
from crm_infra.simcloud.services.container.types import BAD, CLUSTER, POOL
from crm_infra.simcloud.services.durations import time_of
from crm_infra.simcloud.services.kubernetes_versions import UNENROLLED
from crm_infra.simcloud.services.registry import CREATE, UPDATE, rule

_WINDOW: Final = "maintenance_policy.recurring_window"
_WORKLOADS: Final = "workload_identity_config.workload_pool"
_SHORTEST: Final = timedelta(hours=4)
_NEEDED: Final = timedelta(hours=48)
_PERIOD_DAYS: Final = 32
_DAYS: Final = re.compile(r"BYDAY=([A-Z,]+)")
_LONGEST_FREEZE: Final = timedelta(days=30)


@rule(
    "container",
    CLUSTER,
    says="A maintenance window is at least 4 hours long and leaves 48 hours in any 32 days",
    reason=BAD,
)
def window(call: Call) -> str | None:
    """Refuse windows that leave too little time."""
    begins, ends = (
        time_of(call.text(f"{_WINDOW}.start_time")),
        time_of(call.text(f"{_WINDOW}.end_time")),
    )
    if begins is None or ends is None:
        return None
    length = ends - begins
    if length < _SHORTEST:
        return "Error validating maintenance policy: maintenance window must be at least 4 hours."
    if length * _often(call.text(f"{_WINDOW}.recurrence")) < _NEEDED:
        return (
            "Error validating maintenance policy: maintenance policy would go longer than 32d"
            " without 48h maintenance availability."
        )
    return None


def _often(recurrence: str) -> int:
    """How many times a window opens in any 32 days."""
    if "FREQ=DAILY" in recurrence:
        return _PERIOD_DAYS
    if "FREQ=WEEKLY" in recurrence:
        seen = _DAYS.search(recurrence)
        return (_PERIOD_DAYS // 7) * (len(seen[1].split(",")) if seen else 1)
    return 1


@rule(
    "container",
    CLUSTER,
    says="Maintenance is excluded for 30 days at most, unless only minor versions are",
    reason=BAD,
)
def exclusions(call: Call) -> str | None:
    """Refuse exclusions that are too long or that end before they begin."""
    for block in call.blocks("maintenance_policy.maintenance_exclusion"):
        begins, ends = time_of(str(block.get("start_time"))), time_of(str(block.get("end_time")))
        name, scope = block.get("exclusion_name"), str(block.get("exclusion_options"))
        if begins is None or ends is None:
            continue
        if ends <= begins:
            return f"Maintenance exclusion {name}: end time must be after start time."
        if ends - begins > _LONGEST_FREEZE and "MINOR" not in scope:
            return f"Maintenance exclusion {name} must not be longer than 30 days."
    return None


@rule(
    "container",
    CLUSTER,
    says="Dataplane V2 enforces network policies itself: no other engine is enabled beside it",
    on=(CREATE,),
    reason=BAD,
)
def one_policy_engine(call: Call) -> str | None:
    """Refuse Calico beside Dataplane V2."""
    advanced = call.text("datapath_provider") == "ADVANCED_DATAPATH"
    if advanced and call.get("network_policy.enabled") is True:
        return (
            "Enabling NetworkPolicy for clusters with DatapathProvider=ADVANCED_DATAPATH is not"
            " allowed."
        )
    return None


@rule(
    "container",
    POOL,
    says="A pool of a cluster in a release channel upgrades and repairs its nodes by itself",
    reason=BAD,
)
def managed_in_channel(call: Call) -> str | None:
    """Refuse to switch off what a channel needs."""
    cluster = call.find(call.text("cluster"), CLUSTER)
    channel = str(dig(cluster.values, "release_channel.channel", "")) if cluster else ""
    if channel in ("", UNENROLLED):
        return None
    for key, name in (("auto_upgrade", "Auto_upgrade"), ("auto_repair", "Auto_repair")):
        if call.get(f"management.{key}") is False:
            return f"{name} must be true when release_channel {channel} is set."
    return None


@rule(
    "container",
    CLUSTER,
    says="A cluster leaves its workload pool only when no pool uses it",
    on=(UPDATE,),
    reason=BAD,
)
def workload_pool_used(call: Call) -> str | None:
    """Refuse to take workload identity from nodes that use it."""
    gone = call.before(_WORKLOADS) and not call.get(_WORKLOADS)
    cluster = call.find(call.id, CLUSTER)
    for pool in call.world.referrers(cluster) if gone and cluster else []:
        if pool.type == POOL and "GKE_METADATA" in str(pool.values.get("node_config")):
            return (
                f'Workload identity cannot be disabled while node pool "{pool.name}" uses'
                " GKE_METADATA."
            )
    return None
