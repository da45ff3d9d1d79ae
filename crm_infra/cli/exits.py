"""Exit codes that a pipeline can rely on, and how an error becomes one.

Add a code only when a script must act differently on it.
"""

from crm_infra.errors import CrmInfraError

DONE = 0
"""Done, or nothing to do."""
FAILED = 1
"""Something failed part of the way; the message says what is left."""
PENDING = 2
"""``plan`` found changes; ``status`` or ``check`` found what is not as described."""
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
    PENDING: "something is not as described (plan, status, check, cost)",
    BAD_INPUT: "a file or a name is wrong; nothing was touched",
    REFUSED: "the state, a lock or a rule forbids it; nothing was touched",
    INTERRUPTED: "stopped on request; the next run continues",
    USAGE: "the command line is wrong",
}

CODE_OF_KIND: dict[str, int] = {
    "InputError": BAD_INPUT,
    "StateError": REFUSED,
    "UpstreamError": REFUSED,
    "InterruptedApply": INTERRUPTED,
}
"""Kind of error → exit code; every other kind is FAILED."""


def code_for(error: CrmInfraError) -> int:
    """The exit code that tells a script what kind of error this was."""
    return CODE_OF_KIND.get(type(error).__name__, FAILED)
