"""The one place where everything is put together for Dagster.

``build_definitions`` takes the resources, so that a test or the command line swaps them without
patching. Nothing is read, started or connected to at import; add a declaration in its own package
and list it there.
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from assets import LAYERS, REPORTS
from crm_infra.orchestration.executor import thread_executor
from crm_infra.orchestration.platform import Platform
from jobs import JOBS
from schedules import SCHEDULES
from sensors import SENSORS


def build_definitions(resources: Mapping[str, Any] | None = None) -> dg.Definitions:
    """Assemble the definitions.

    Args:
        resources: Resource key → object; what is given here takes the default's place.
    """
    return dg.Definitions(
        assets=[*LAYERS, *REPORTS],
        jobs=JOBS,
        schedules=SCHEDULES,
        sensors=SENSORS,
        resources={"platform": Platform(), **(resources or {})},
        executor=thread_executor,
    )


defs = build_definitions()
