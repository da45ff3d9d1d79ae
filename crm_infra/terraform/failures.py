"""Errors of a run: what Terraform said, in which file and line, about which resource, what to do.

Add here a way in which a child can end badly and what a person should do then.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from crm_infra.errors import InterruptedApply, TerraformError
from crm_infra.state.address import StateAddress
from crm_infra.terraform.events import Diagnostic
from crm_infra.terraform.lines import read_events
from crm_infra.terraform.session import StepResult
from crm_infra.terraform.supervisor import Stop

SHOWN = 5
LAST_LINES = 3
LONGEST = 600
# Comes with "Failed to save state" and tells to push by hand; the next run does that by itself.
_ADVICE = "Failed to persist state"
_FRAME = re.compile(r"[│╷╵\x1b]|\[\d+m")


class TerraformRunError(TerraformError):
    """Terraform ended with errors; ``diagnostics`` has all of them."""

    def __init__(
        self, message: str, *, hint: str, workdir: Path, diagnostics: Sequence[Diagnostic]
    ) -> None:
        super().__init__(message, hint=hint, workdir=workdir)
        self.diagnostics = tuple(diagnostics)


def errors_in(result: StepResult) -> list[Diagnostic]:
    """Every error that a step reported."""
    return [
        event
        for event in read_events(result.out)
        if isinstance(event, Diagnostic) and event.severity == "error"
    ]


def refused(
    what: str, result: StepResult, workdir: Path, clean: Callable[[str], str]
) -> TerraformRunError:
    """The error for a step that failed.

    Args:
        what: What was being done, such as ``apply of network in dev``.
        result: How the step ended.
        workdir: The folder that is kept.
        clean: Takes credentials out of what Terraform said.
    """
    errors = [
        replace(error, summary=clean(error.summary), detail=clean(error.detail))
        for error in errors_in(result)
    ]
    parts = [part for part in (_ending(result), *_listed(errors)) if part]
    said = clean("; ".join(parts) or _last_words(result))
    return TerraformRunError(
        f"{what} failed: {said}",
        hint=f"{_way_out(result)}; the run's folder is kept: {workdir}",
        workdir=workdir,
        diagnostics=errors,
    )


def stopped(
    what: str, address: StateAddress, stop: Stop, *, done: int = 0, total: int = 0, saved: bool
) -> InterruptedApply:
    """The error for a run that was asked to stop."""
    state = "the state is saved" if saved else "the state may lag behind the cloud"
    counted = f" after {done} of {total} changes; {state}" if total else "; nothing was changed"
    return InterruptedApply(
        f"{what} was stopped ({stop.reason}){counted}",
        hint=f"Run it again: the next plan of {address} shows what is left",
        done=done,
        total=total,
    )


def _listed(errors: Sequence[Diagnostic]) -> Iterable[str]:
    """One of each kind: a provider that is gone says the same of every resource."""
    kinds: dict[str, list[Diagnostic]] = {}
    for error in errors:
        if error.summary.startswith(_ADVICE):
            continue
        kinds.setdefault(error.summary, []).append(error)
    for alike in list(kinds.values())[:SHOWN]:
        yield _bounded(str(alike[0])) + (
            f" (and {len(alike) - 1} more alike)" if len(alike) > 1 else ""
        )
    if len(kinds) > SHOWN:
        yield f"and {len(kinds) - SHOWN} other errors"


def _bounded(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _ending(result: StepResult) -> str:
    if result.code is not None and result.code < 0:
        return f"Terraform was killed by signal {-result.code}"
    return ""


def _last_words(result: StepResult) -> str:
    """Errors that come before Terraform writes JSON, or that are not its own."""
    text = _FRAME.sub("", result.error_text())
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return " ".join(lines[:LAST_LINES]) or f"it ended with code {result.code} and said nothing"


def _way_out(result: StepResult) -> str:
    if result.code is not None and result.code < 0:
        return "Run it again: what was created and is not in the state will be adopted"
    if result.step.name == "apply":
        return "Correct the cause and run it again: the next plan shows what is left"
    return "Correct the cause and run it again: nothing was changed"
