"""Cloud Logging: sinks learn their project from the API."""

from crm_infra.simcloud.engine.quirks import Quirks

QUIRKS = {"google_logging_project_sink": Quirks(fills_project=False)}
