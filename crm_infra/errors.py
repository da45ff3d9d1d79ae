"""Errors that the platform raises on purpose, as one small tree.

    CrmInfraError
    ├── InputError        what a person or a file gave us is wrong; nothing was touched
    ├── StateError        the state or its history is not what it must be; nothing was planned
    ├── UpstreamError     an input from a layer above is missing or stale; nothing was planned
    ├── TerraformError    Terraform ran and failed, or could not run
    ├── InterruptedApply  a run was stopped part of the way; the next run continues
    └── UnavailableError  something that we depend on did not answer in time

Add a class here when a caller must tell it apart from the others. Messages say what was seen, the
rule that it broke and the way out, on one line; ``hint`` is that way out on its own. Errors of the
simulated cloud live in ``crm_infra.simcloud`` and never cross into this tree.
"""

from dataclasses import dataclass
from pathlib import Path


class CrmInfraError(Exception):
    """Base of everything that the platform raises on purpose.

    Args:
        message: What was seen and which rule it broke, on one line.
        hint: The way out, as one sentence; appended to the message.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(
            f"{message}. {hint}"
            if hint and not message.endswith(".")
            else f"{message} {hint}".strip()
        )
        self.hint = hint


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with an input: where it is, what was seen, the rule and the way out."""

    file: Path
    line: int
    key: str
    seen: str
    rule: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" + (f": {self.key}" if self.key else "")
        return f"{where}: {self.seen}; {self.rule}. {self.remedy}"


class InputError(CrmInfraError):
    """An input is wrong. Carries every fault found, not only the first."""

    def __init__(self, message: str, *, hint: str = "", faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.faults = faults


class StateError(CrmInfraError):
    """The state object is not the one that the last apply left."""


class UpstreamError(CrmInfraError):
    """A layer above has not given what this layer needs."""


class TerraformError(CrmInfraError):
    """Terraform failed. ``workdir`` is kept so that a person can look."""

    def __init__(self, message: str, *, hint: str = "", workdir: Path | None = None) -> None:
        super().__init__(message, hint=hint)
        self.workdir = workdir


class InterruptedApply(CrmInfraError):  # noqa: N818 - an event, named as the audit trail names it
    """An apply was stopped part of the way: ``done`` of ``total`` changes were made."""

    def __init__(self, message: str, *, hint: str = "", done: int = 0, total: int = 0) -> None:
        super().__init__(message, hint=hint)
        self.done = done
        self.total = total


class UnavailableError(CrmInfraError):
    """Something that we depend on did not answer before our own deadline."""
