"""Cloud Logging: what the provider knows of sinks."""

from collections.abc import Iterable

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks


def _sink(draft: Draft) -> Iterable[Fault]:
    """Partitioned tables in BigQuery are written by an identity of the sink's own."""
    if draft.config.get("bigquery_options") and not draft.values.get("unique_writer_identity"):
        yield Fault("unique_writer_identity must be true when bigquery_options is supplied")


# The sink learns its project from the API.
QUIRKS = {"google_logging_project_sink": Quirks(adjust=_sink, fills_project=False)}
