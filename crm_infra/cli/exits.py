"""Exit codes that a pipeline can rely on, and how an error becomes one.

Add a code only when a script must act differently on it.
"""

from crm_infra import errors

DONE = 0
"""Done, or nothing to do."""
FAILED = 1
"""Something failed part of the way; the message says what is left."""
PENDING = 2
"""``plan`` found changes; ``status`` found a layer that does not stand as described."""
BAD_INPUT = 3
"""A file, a name or an option is wrong; nothing was touched."""
REFUSED = 4
"""The state, a lock or a rule forbids it; nothing was touched."""
INTERRUPTED = 5
"""Stopped on request; the next run continues."""
USAGE = 64
"""The command line itself is wrong."""

EXIT_CODES: dict[int, str] = {
    DONE: "done, or nothing to do",
    FAILED: "failed part of the way; the next run continues",
    PENDING: "changes are pending (plan, status)",
    BAD_INPUT: "a file or a name is wrong; nothing was touched",
    REFUSED: "the state, a lock or a rule forbids it; nothing was touched",
    INTERRUPTED: "stopped on request; the next run continues",
    USAGE: "the command line is wrong",
}


def code_for(error: errors.CrmInfraError) -> int:
    """The exit code that tells a script what kind of error this was."""
    if isinstance(error, errors.InputError):
        return BAD_INPUT
    if isinstance(error, errors.StateError | errors.UpstreamError):
        return REFUSED
    if isinstance(error, errors.InterruptedApply):
        return INTERRUPTED
    return FAILED
