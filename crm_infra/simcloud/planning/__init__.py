"""Quirks of real types at plan time, one small file per service.

``quirks_for(type)`` is the door. Add here what the *provider* does beyond its schema before it
calls any API, with a sentence of why; what the API itself refuses or computes is ``services``'.
A file offers ``QUIRKS``, its types by name; which file knows a type follows from its name.
"""

from functools import cache
from importlib import import_module
from typing import Final

from crm_infra.simcloud.engine.quirks import NO_QUIRKS, Quirks

_FILES: Final = {
    "google_cloud_run_v2_": "run",
    "google_cloud_scheduler_": "scheduler",
    "google_cloud_tasks_": "tasks",
    "google_certificate_manager_": "certificate_manager",
    "google_compute_": "compute",
    "google_container_": "container",
    "google_logging_": "logging",
    "google_monitoring_": "monitoring",
    "google_pubsub_": "pubsub",
    "google_redis_": "redis",
    "google_service_account": "iam",
    "google_storage_": "storage",
    "google_vpc_access_": "vpc_access",
    "helm_": "helm",
    "mongodbatlas_": "mongodbatlas",
    "random_": "random",
}


@cache
def quirks_for(type_: str) -> Quirks:
    """The quirks of a type; most have none."""
    file = next((name for prefix, name in _FILES.items() if type_.startswith(prefix)), None)
    if file is None:
        return NO_QUIRKS
    known: dict[str, Quirks] = import_module(f"{__name__}.{file}").QUIRKS
    return known.get(type_, known.get("*", NO_QUIRKS))
