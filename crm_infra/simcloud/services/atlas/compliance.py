"""Backup compliance policies: what they demand of clusters and schedules, and how they change.

A policy only ever gets stricter by itself. That MongoDB's support must lift it is taken as done:
deleting one is accepted.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.atlas.schedules import (
    FREQUENCIES,
    SCHEDULE,
    USUAL,
    Item,
    policy,
    schedule_of,
)
from crm_infra.simcloud.services.atlas.topology import CLUSTER
from crm_infra.simcloud.services.atlas.wording import Detail, enum, refuses
from crm_infra.simcloud.services.call import Call, Thing, World, blocks
from crm_infra.simcloud.services.registry import CHANGES, DELETE, UPDATE, completes
from crm_infra.simcloud.values import UNKNOWN, Values

POLICY: Final = "mongodbatlas_backup_compliance_policy"
_NOT_MET: Final = "BACKUP_POLICIES_NOT_MEETING_BACKUP_COMPLIANCE_POLICY_REQUIREMENTS"
_UNITS: Final = ("days", "weeks", "months", "years")
_ITEMS: Final = ("on_demand_policy_item", *(f"policy_item_{f}" for f in FREQUENCIES))


@completes(POLICY)
def compliance(call: Call) -> Values:
    """Identifiers, and who changed it when."""
    for kind in _ITEMS:
        frequency = kind.removeprefix("policy_item_")
        told = "ondemand" if frequency == kind else frequency
        for index, block in enumerate(blocks(call.values, kind)):
            mark = identity.hexadecimal(call.type, call.id, kind, str(index), digits=24)
            usual = {"frequency_type": told, "id": mark}
            block.update({k: v for k, v in usual.items() if block.get(k, UNKNOWN) is UNKNOWN})
    return {
        "restore_window_days": 0,
        "state": "ACTIVE",
        "updated_date": identity.rfc3339(call.world.now()),
        "updated_user": call.text("authorized_email"),
    }


def policy_of(world: World, project: str) -> Thing | None:
    """The compliance policy of a project."""
    return next(iter(world.things(POLICY, project)), None)


def shortfalls(
    demanded: Mapping[str, Any], items: tuple[Item, ...], window: float
) -> Iterator[str]:
    """What a schedule lacks that a policy demands."""
    for wanted in policy(demanded):
        same = [item for item in items if item.frequency == wanted.frequency]
        if not any(i.every <= wanted.every and i.keep >= wanted.keep for i in same):
            yield f"{wanted.frequency} snapshots are taken less often or kept shorter"
    if demanded.get("pit_enabled") is True and window < float(
        demanded.get("restore_window_days") or 0
    ):
        yield "the restore window is shorter"


def _cluster_shortfalls(demanded: Mapping[str, Any], cluster: Mapping[str, Any]) -> Iterator[str]:
    if cluster.get("backup_enabled") is not True:
        yield "backups are off"
    if demanded.get("pit_enabled") is True and cluster.get("pit_enabled") is not True:
        yield "Continuous Cloud Backup is off"
    keys = cluster.get("encryption_at_rest_provider") in (None, "", "NONE")
    if demanded.get("encryption_at_rest_enabled") is True and keys:
        yield "encryption at rest with own keys is off"


def _not_met(cluster: str, lacks: list[str]) -> Detail:
    text = (
        "The following backup policies do not comply with the specified backup compliance policy:"
        f" [{cluster}: {', '.join(lacks)}]"
    )
    return Detail(text, cluster)


@refuses(
    "backup compliance",
    SCHEDULE,
    says="A schedule meets the project's compliance policy",
    reason=_NOT_MET,
)
def schedule_meets(call: Call) -> Detail | None:
    """Refuse less than the policy demands."""
    demanded = policy_of(call.world, call.place.project)
    if demanded is None:
        return None
    window = float(call.get("restore_window_days", 7))
    lacks = list(shortfalls(demanded.values, tuple(policy(call.values)), window))
    return _not_met(call.text("cluster_name"), lacks) if lacks else None


@refuses(
    "backup compliance",
    SCHEDULE,
    says="Under a compliance policy a schedule stays as long as its cluster",
    reason=_NOT_MET,
    on=(DELETE,),
)
def schedule_stays(call: Call) -> Detail | None:
    """Refuse to take a schedule away."""
    if policy_of(call.world, call.place.project) is None:
        return None
    return _not_met(str(call.before("cluster_name", "")), ["the schedule would be deleted"])


@refuses(
    "backup compliance",
    CLUSTER,
    says="A cluster meets the project's compliance policy",
    reason=_NOT_MET,
    on=CHANGES,
)
def cluster_meets(call: Call) -> Detail | None:
    """Refuse clusters that are less protected than the policy demands."""
    demanded = policy_of(call.world, call.place.project)
    if demanded is None:
        return None
    lacks = list(_cluster_shortfalls(demanded.values, call.values))
    return _not_met(call.text("name"), lacks) if lacks else None


@refuses(
    "backup compliance",
    POLICY,
    says="What stands already meets a new or stricter policy",
    reason=_NOT_MET,
    on=CHANGES,
)
def all_meet(call: Call) -> Detail | None:
    """Refuse a policy that somebody breaks already."""
    for cluster in call.world.things(CLUSTER, call.place.project):
        written = schedule_of(call.world, cluster)
        items = tuple(policy(written.values)) if written else USUAL
        said = written.values.get("restore_window_days") if written else None
        window = float(said or 7)
        lacks = [
            *_cluster_shortfalls(call.values, cluster.values),
            *shortfalls(call.values, items, window),
        ]
        if lacks:
            return _not_met(cluster.name, lacks)
    return None


@refuses(
    "backup compliance",
    POLICY,
    says="A policy's retention is in days, weeks, months or years",
    reason="INVALID_ENUM_VALUE",
)
def units(call: Call) -> Detail | None:
    """Refuse other units."""
    for kind in _ITEMS:
        for block in call.blocks(kind):
            given = block.get("retention_unit")
            if given is not UNKNOWN and given not in _UNITS:
                return enum(given)
    return None


@refuses(
    "backup compliance",
    POLICY,
    says="A policy is made stricter, never weaker",
    code=403,
    reason="CANNOT_WEAKEN_BACKUP_COMPLIANCE_POLICY",
    on=(UPDATE,),
)
def stricter(call: Call) -> Detail | None:
    """Refuse to take back what was promised."""
    flags = ("copy_protection_enabled", "encryption_at_rest_enabled", "pit_enabled")
    weaker = [f for f in flags if call.before(f) is True and call.get(f) is not True]
    if call.get("restore_window_days", 0) < call.before("restore_window_days", 0):
        weaker.append("restore_window_days")
    after = {item.frequency: item for item in policy(call.values)}
    for item in policy(call.prior):
        now = after.get(item.frequency)
        if now is None or now.keep < item.keep or now.every > item.every:
            weaker.append(f"policy_item_{item.frequency}")
    if not weaker:
        return None
    text = f"The backup compliance policy cannot be made less strict: {', '.join(weaker)}."
    return Detail(text, *weaker)
