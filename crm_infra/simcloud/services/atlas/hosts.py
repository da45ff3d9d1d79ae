"""Names of a cluster's hosts, and the strings by which it is reached: publicly and privately.

A private string names one endpoint; it is there as soon as the endpoint is, whichever of the
cluster's regions it leads into first.
"""

import base64
from collections.abc import Mapping
from typing import Any, Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.atlas import topology
from crm_infra.simcloud.services.atlas.offer import atlas_region
from crm_infra.simcloud.services.call import Thing, World
from crm_infra.simcloud.values import Values

LINK: Final = "mongodbatlas_privatelink_endpoint"
ENDPOINT: Final = "mongodbatlas_privatelink_endpoint_service"
_PORT: Final = 27017
_FIRST_MAPPED: Final = 1024


def domain(project: str) -> str:
    """The domain of a project's clusters: five letters or digits that only it has."""
    letters = base64.b32encode(identity.digest("domain", project)).decode().lower()
    return f"{letters[:5]}.mongodb.net"


def prefix(name: str) -> str:
    """What host names of a cluster begin with."""
    return name.lower()[:23].rstrip("-")


def replica_set(values: Mapping[str, Any]) -> str:
    """The name of the replica set behind a cluster."""
    mark = identity.hexadecimal(
        "replica set", str(values.get("project_id")), str(values.get("name"))
    )
    return f"atlas-{mark[:6]}-shard-0"


def connection_strings(values: Mapping[str, Any], world: World) -> Values:
    """All strings of a cluster as they are now."""
    project, name = str(values.get("project_id")), prefix(str(values.get("name")))
    nodes = sum(topology.electable(shard) for shard in topology.shards(values)) or 3
    hosts = ",".join(
        f"{name}-shard-00-{number:02}.{domain(project)}:{_PORT}" for number in range(nodes)
    )
    options = f"ssl=true&authSource=admin&replicaSet={replica_set(values)}"
    return {
        "standard": f"mongodb://{hosts}/?{options}",
        "standard_srv": f"mongodb+srv://{name}.{domain(project)}",
        "private": "",
        "private_srv": "",
        "private_endpoint": [
            _private(values, endpoint, link, nodes) for endpoint, link in endpoints(project, world)
        ],
    }


def endpoints(project: str, world: World) -> list[tuple[Thing, Thing]]:
    """The private endpoints of a project that work, each with its service."""
    links = {str(link.values.get("private_link_id")): link for link in world.things(LINK, project)}
    found = [
        (endpoint, links[str(endpoint.values.get("private_link_id"))])
        for endpoint in world.things(ENDPOINT, project)
        if str(endpoint.values.get("private_link_id")) in links
    ]
    return sorted(found, key=lambda pair: pair[0].created)


def _private(values: Mapping[str, Any], endpoint: Thing, link: Thing, nodes: int) -> Values:
    project = str(values.get("project_id"))
    service = str(endpoint.values.get("endpoint_service_id"))
    mark = identity.hexadecimal("private", project, service, digits=5)
    host = f"{prefix(str(values.get('name')))}-pl-{mark}.{domain(project)}"
    members = ",".join(f"{host}:{_FIRST_MAPPED + number}" for number in range(nodes))
    options = f"ssl=true&authSource=admin&replicaSet={replica_set(values)}"
    return {
        "connection_string": f"mongodb://{members}/?{options}",
        "srv_connection_string": f"mongodb+srv://{host}",
        "srv_shard_optimized_connection_string": "",
        "type": "MONGOD",
        "endpoints": [
            {
                "endpoint_id": service,
                "provider_name": endpoint.values.get("provider_name"),
                "region": atlas_region(str(link.values.get("region"))),
            }
        ],
    }
