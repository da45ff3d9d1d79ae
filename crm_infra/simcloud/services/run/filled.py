"""What Cloud Run fills in: addresses, revisions, conditions, the defaults of a container."""

from typing import Any, Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.registry import completes
from crm_infra.simcloud.services.run.types import JOB, SERVICE, account_of, template
from crm_infra.simcloud.values import Values

_CREATOR: Final = "deployer@simcloud.example.com"
_LIMITS: Final = {"cpu": "1000m", "memory": "512Mi"}
_SEVERAL: Final = 80
_MOST: Final = 100


@completes(SERVICE)
def service(call: Call) -> Values:
    """What the API fills in for a service."""
    name, region = call.text("name"), call.text("location")
    number = call.world.number(call.place.project)
    url = f"https://{name}-{number}.{region}.run.app"
    generation = _generation(call)
    revision = f"{call.id}/revisions/{name}-{generation:05d}-{_mark(call, generation)}"
    if call.action == "update":
        call.values["latest_ready_revision"] = call.values["latest_created_revision"] = revision
    return {
        **_common(call, generation),
        "uri": url,
        "urls": [url, f"https://{name}-{identity.hexadecimal(call.id, digits=10)}-uc.a.run.app"],
        "latest_ready_revision": revision,
        "latest_created_revision": revision,
        "template.max_instance_request_concurrency": _SEVERAL,
        "template.timeout": "300s",
        "template.scaling": [{"min_instance_count": 0, "max_instance_count": _MOST}],
        "template.scaling.max_instance_count": _MOST,
        "template.containers.ports": [{"name": "http1", "container_port": 8080}],
        "template.containers.ports.name": "http1",
        "template.containers.startup_probe": [_startup()],
        "template.containers.resources": [
            {"limits": dict(_LIMITS), "cpu_idle": True, "startup_cpu_boost": False}
        ],
    }


@completes(JOB)
def job(call: Call) -> Values:
    """What the API fills in for a job."""
    return {
        **_common(call, _generation(call)),
        "execution_count": 0,
        "latest_created_execution": [],
        "template.parallelism": 0,
        "template.task_count": 1,
        "template.template.timeout": "600s",
        "template.template.execution_environment": "EXECUTION_ENVIRONMENT_GEN2",
        "template.template.containers.resources": [{"limits": dict(_LIMITS)}],
    }


def _common(call: Call, generation: int) -> Values:
    inner, moment = template(call), identity.rfc3339(call.world.now())
    if call.action == "update":
        told = {"generation": str(generation), "observed_generation": str(generation)}
        call.values.update(told)
    return {
        "generation": str(generation),
        "observed_generation": str(generation),
        "reconciling": False,
        "conditions": [],
        "terminal_condition": [_ready(moment)],
        "creator": _CREATOR,
        "last_modifier": _CREATOR,
        "delete_time": "",
        "expire_time": "",
        "effective_annotations": call.get("annotations") or {},
        f"{inner}.service_account": account_of(call),
        f"{inner}.vpc_access.egress": "PRIVATE_RANGES_ONLY",
        f"{inner}.vpc_access.network_interfaces.network": _network(call),
        f"{inner}.vpc_access.network_interfaces.subnetwork": _network(call, "subnetwork"),
        f"{inner}.containers.resources.limits": dict(_LIMITS),
    }


def _network(call: Call, kind: str = "network") -> str:
    """A VPC is looked up from its subnet; a subnet has the VPC's name where none was given."""
    path = f"{template(call)}.vpc_access.network_interfaces"
    if kind == "network":
        subnet = call.target(f"{path}.subnetwork", "google_compute_subnetwork")
        return str(subnet.values.get("network")) if subnet else ""
    return call.text(f"{path}.network").rpartition("/")[2]


def _generation(call: Call) -> int:
    before = str(call.before("generation", "0"))
    return (int(before) if before.isdigit() else 0) + 1


def _mark(call: Call, generation: int) -> str:
    return identity.hexadecimal("revision", call.id, str(generation), digits=3)


def _ready(moment: str) -> dict[str, Any]:
    return {
        "type": "Ready",
        "state": "CONDITION_SUCCEEDED",
        "message": "",
        "last_transition_time": moment,
        "severity": "",
        "reason": "",
        "revision_reason": "",
        "execution_reason": "",
    }


def _startup() -> dict[str, Any]:
    return {
        "failure_threshold": 1,
        "initial_delay_seconds": 0,
        "period_seconds": 240,
        "timeout_seconds": 240,
        "tcp_socket": [{"port": 8080}],
    }
