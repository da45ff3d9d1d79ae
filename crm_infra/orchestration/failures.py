"""Failures as Dagster shows them when the fault is not ours: what was said, and no Python stack.

Dagster serializes the stack of whatever a step raises, except of an error that came from another
process, which it passes on as it is. The exceptions here come with such an error, and its stack is
empty. Add here how an ending of a step is shown; which errors there are is ``errors``'.
"""

from typing import Any

import dagster as dg
from dagster._core.errors import DagsterExecutionInterruptedError, DagsterUserCodeProcessError
from dagster_shared.error import SerializableErrorInfo

from crm_infra.errors import CrmInfraError, InterruptedApply

STOPPED = InterruptedApply.__name__
"""The kind of what was stopped on request."""


def _without_stack(message: str, kind: str) -> list[SerializableErrorInfo]:
    return [SerializableErrorInfo(message=message, stack=[], cls_name=kind)]


class PlainFailure(DagsterUserCodeProcessError, dg.Failure):  # noqa: N818 - as Dagster names it
    """A step's failure that says what happened and what to do; never retried by itself."""

    def __init__(self, error: CrmInfraError) -> None:
        kind = type(error).__name__
        metadata: dict[str, Any] = {"kind": kind}
        if error.hint:
            metadata["what to do"] = error.hint
        if workdir := getattr(error, "workdir", None):
            metadata["work directory"] = str(workdir)
        super().__init__(  # pyright: ignore[reportUnknownMemberType] - Dagster's is untyped
            description=str(error),
            metadata=metadata,
            allow_retries=False,
            user_code_process_error_infos=_without_stack(str(error), kind),
        )


class RunStopped(  # noqa: N818 - an event, as ``InterruptedApply`` is
    DagsterUserCodeProcessError, DagsterExecutionInterruptedError
):
    """A step or a run that was stopped on request; the message says what is done and left."""

    def __init__(self, message: str) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType] - Dagster's is untyped
            message, user_code_process_error_infos=_without_stack(message, STOPPED)
        )
