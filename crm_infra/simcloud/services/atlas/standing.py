"""What stands of Atlas at this moment: clusters with what an outage left, and their backups.

Answers of the control API, each a list with one entry per cluster. Nothing here changes anything.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.atlas import drills, snapshots, topology
from crm_infra.simcloud.services.atlas.offer import google_region
from crm_infra.simcloud.services.atlas.schedules import schedule_of
from crm_infra.simcloud.services.atlas.topology import CLUSTER, Region
from crm_infra.simcloud.services.call import Place, Thing, World, blocks

_LISTED: Final = 24
_STATES: Final = {"creating": "CREATING", "updating": "UPDATING", "deleting": "DELETING"}


def clusters(world: World) -> list[dict[str, Any]]:
    """Every cluster: its regions, which of them are down, whether a majority of votes is left.

    ``down`` of a region is true when Google's region, or all of its zones, is lost, or when a drill
    of Atlas loses it. ``primary`` is where the primary is now; empty when nobody can be elected.
    ``without`` says of each region what would be left if it alone were lost.
    """
    return [_cluster(world, thing) for thing in world.things(CLUSTER)]


def _cluster(world: World, thing: Thing) -> dict[str, Any]:
    found = [
        region for shard in topology.shards(thing.values)[:1] for region in topology.regions(shard)
    ]
    drilled, down = drills.lost_in(world, thing), lost_regions(world, thing)
    votes = sum(region.electable for region in found)
    up = sum(region.electable for region in found if region.name not in down)
    needed = topology.majority(votes)
    primary = topology.primary(found, down)
    return {
        **_named(world, thing),
        "state_name": _STATES.get(thing.stage, "IDLE"),
        "regions": [_region(region, down, drilled) for region in found],
        "electable": votes,
        "electable_up": up,
        "majority": needed,
        "majority_left": up >= needed,
        "primary": primary,
        "primary_place": google_region(primary),
        "usual_primary": topology.primary(found, frozenset()),
        "without": [
            {
                "region": region.name,
                "place": region.place,
                "electable_left": votes - region.electable,
                "majority_left": votes - region.electable >= needed,
                "primary": topology.primary(found, frozenset({region.name})),
            }
            for region in found
        ],
    }


def _named(world: World, thing: Thing) -> dict[str, Any]:
    project = world.find(("mongodbatlas_project",), thing.project, Place(""))
    return {
        "project_id": thing.project,
        "project": str(project.values.get("name", "")) if project else thing.project,
        "cluster": thing.name,
        "cluster_id": str(thing.values.get("cluster_id", "")),
    }


def _region(region: Region, down: frozenset[str], drilled: frozenset[str]) -> dict[str, Any]:
    return {
        "region": region.name,
        "place": region.place,
        "provider": region.provider,
        "priority": region.priority,
        "electable": region.electable,
        "others": region.others,
        "down": region.name in down,
        "why": ("drill" if region.name in drilled else "outage") if region.name in down else "",
    }


def lost_regions(world: World, cluster: Thing) -> frozenset[str]:
    """Regions of a cluster that are down, by Atlas' names."""
    out = set(world.outages())
    names = {str(config.get("region_name")) for _, config in topology.configs(cluster.values)}
    lost = {name for name in names if google_region(name) in out and google_region(name)}
    return frozenset(lost) | drills.lost_in(world, cluster)


def backups(world: World, now: float, begun: Callable[[Thing], float]) -> list[dict[str, Any]]:
    """Every cluster with at least one snapshot: its newest ones, copies, and what could be lost.

    Times are virtual: ``…_seconds`` on the virtual clock, and the same as a date that counts back
    from the real time. ``interval_seconds`` is how old the newest snapshot can get;
    ``point_in_time`` says that oplogs lose nothing between two of them. ``begun`` tells since when
    a cluster stands.
    """
    found = (_backup(world, thing, now, begun(thing)) for thing in world.things(CLUSTER))
    return [entry for entry in found if entry is not None]


def _backup(world: World, thing: Thing, now: float, begun: float) -> dict[str, Any] | None:
    kept = snapshots.taken(world, thing, begun, now)
    if not kept:
        return None
    written = schedule_of(world, thing)
    values: Mapping[str, Any] = written.values if written else {}
    copies = blocks(values, "copy_settings")
    items = snapshots.items_of(world, thing)
    pit = thing.values.get("pit_enabled") is True
    return {
        **_named(world, thing),
        "now_seconds": now,
        "age_seconds": now - kept[0].taken,
        "interval_seconds": min(item.every for item in items),
        "point_in_time": pit,
        "oplog_window_days": int(values.get("restore_window_days") or 7) if pit else 0,
        "oplog_copies": [str(c.get("region_name")) for c in copies if c.get("should_copy_oplogs")],
        "region": kept[0].region,
        "place": google_region(kept[0].region),
        "copy_regions": [str(copy.get("region_name")) for copy in copies],
        "copy_places": [google_region(str(copy.get("region_name"))) for copy in copies],
        "policy": [
            {"frequency": i.frequency, "every_seconds": i.every, "keeps_seconds": i.keep}
            for i in items
        ],
        "snapshots": [_shown(world, each, now) for each in kept[:_LISTED]],
    }


def _shown(world: World, snapshot: snapshots.Snapshot, now: float) -> dict[str, Any]:
    age = now - snapshot.taken
    return {
        "id": snapshot.id,
        "frequency": snapshot.frequency,
        "taken": identity.rfc3339(world.now() - timedelta(seconds=age)),
        "taken_seconds": snapshot.taken,
        "age_seconds": age,
        "region": snapshot.region,
        "place": google_region(snapshot.region),
        "copies": [{"region": name, "place": google_region(name)} for name in snapshot.copies],
    }
