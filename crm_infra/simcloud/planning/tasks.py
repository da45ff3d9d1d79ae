"""Cloud Tasks: no longest time for retries is told by the API as nothing at all."""

from crm_infra.simcloud.engine.quirks import Quirks

QUIRKS = {"google_cloud_tasks_queue": Quirks(silent={"retry_config.max_retry_duration": "0s"})}
