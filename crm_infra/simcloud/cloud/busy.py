"""One thing at a time: who is at work on a cluster or an instance, and what is said to others.

Kubernetes Engine has one operation at a time on a cluster, or one on each of its pools: pools are
made side by side, and the cluster waits for them ("Troubleshoot concurrent operations" in Google's
documentation; the provider follows: magic-modules#6748 and #12488). Memorystore has one at a time
on an instance. Only operations that spend real time (see ``pace``) can be in each other's way.

Google's provider tries such a refusal again for as long as its timeout allows; here it is said at
once.
"""

from collections.abc import Iterable
from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.cloud.calls import Refusal
from crm_infra.simcloud.cloud.records import Operation, Resource, Stage
from crm_infra.simcloud.cloud.view import View
from crm_infra.simcloud.services.call import Call

_CLUSTER: Final = "google_container_cluster"
_POOL: Final = "google_container_node_pool"
_REDIS: Final = "google_redis_instance"
_GKE: Final = (_CLUSTER, _POOL)
_DOING: Final = {"create": "creating", "update": "upgrading", "delete": "deleting"}
_KUBERNETES: Final[dict[Stage, str]] = {
    "ready": "RUNNING",
    "creating": "PROVISIONING",
    "updating": "RECONCILING",
    "deleting": "STOPPING",
}
STATES: Final[dict[str, dict[Stage, str]]] = {
    _CLUSTER: _KUBERNETES,
    _POOL: _KUBERNETES,
    _REDIS: {
        "ready": "READY",
        "creating": "CREATING",
        "updating": "UPDATING",
        "deleting": "DELETING",
    },
}


def refuse(call: Call, view: View) -> None:
    """Refuse an operation on what another operation is at work on."""
    if call.type in STATES:
        found = refusal(call.type, call.id, view.running())
        if found:
            raise found


def refusal(type_: str, id_: str, running: Iterable[Operation]) -> Refusal | None:
    """What is said to whoever wants to touch it now, or None when it is free."""
    for operation in running:
        if type_ in _GKE and _in_the_way(type_, id_, operation):
            return Refusal(_words(operation), 400, "failedPrecondition")
        if (operation.type, operation.id) == (type_, id_) and type_ == _REDIS:
            return Refusal("unable to queue the operation", 409, "aborted")
    return None


def state_of(resource: Resource, running: Iterable[Operation]) -> str:
    """What the API calls its state; empty for types that have none."""
    words = STATES.get(resource.type)
    if words is None:
        return ""
    stage = resource.stage
    if stage == "ready" and refusal(resource.type, resource.id, running):
        stage = "updating"
    return words[stage]


def _in_the_way(type_: str, id_: str, operation: Operation) -> bool:
    if operation.type not in _GKE or _cluster(operation.id) != _cluster(id_):
        return False
    pools = type_ == operation.type == _POOL
    return operation.id == id_ if pools else True


def _cluster(id_: str) -> str:
    return id_.partition("/nodePools/")[0]


def _words(operation: Operation) -> str:
    cluster = _cluster(operation.id).rpartition("/")[2]
    what = "a node pool for cluster" if operation.type == _POOL else "cluster"
    return (
        f"Operation {_name(operation)} is currently {_DOING[operation.kind]} {what} {cluster}."
        " Please wait and try again once it is done."
    )


def _name(operation: Operation) -> str:
    mark = identity.hexadecimal("operation", str(operation.number), operation.id, digits=8)
    return f"operation-{int(operation.began * 1000)}-{mark}"
