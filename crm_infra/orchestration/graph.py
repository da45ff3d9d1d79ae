"""The graph as plain data: what a review wants to see change, and nothing that changes by itself.

Used by the test that holds the graph to its reviewed form, and by ``make docs``, which writes it.
"""

from typing import Any

import dagster as dg


def graph_as_data(definitions: dg.Definitions) -> dict[str, Any]:
    """Assets with what they depend on, jobs, schedules and sensors; code versions are left out."""
    graph = definitions.resolve_asset_graph()
    keys = sorted(graph.get_all_asset_keys(), key=lambda key: key.to_user_string())
    return {
        "assets": {key.to_user_string(): _asset(graph.get(key)) for key in keys},
        "checks": sorted(key.to_user_string() for key in graph.asset_check_keys),
        "jobs": sorted(
            job.name for job in definitions.resolve_all_job_defs() if not job.name.startswith("__")
        ),
        "schedules": sorted(schedule.name for schedule in definitions.schedules or ()),
        "sensors": sorted(sensor.name for sensor in definitions.sensors or ()),
        "resources": sorted(definitions.resources or ()),
    }


def _asset(node: Any) -> dict[str, Any]:
    return {
        "group": node.group_name,
        "depends_on": sorted(key.to_user_string() for key in node.parent_keys),
        "partitions": node.partitions_def.name if node.partitions_def else "",
        "owners": list(node.owners),
        "kinds": sorted(node.kinds),
        "tags": {k: v for k, v in node.tags.items() if not k.startswith("dagster/")},
        "description": node.description or "",
    }
