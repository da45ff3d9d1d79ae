"""What ``crm-infra validate`` says: faults as data and as lines.

Pure functions; the command line prints. Add here how faults are presented; finding them is
``loading``.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from crm_infra.errors import Fault


def report(faults: Sequence[Fault]) -> dict[str, Any]:
    """The answer for ``--json``."""
    return {
        "valid": not faults,
        "files": len({fault.file for fault in faults}),
        "faults": [
            {
                "file": _printable(fault.file),
                "line": fault.line,
                "key": fault.key,
                "seen": fault.seen,
                "rule": fault.rule,
                "remedy": fault.remedy,
            }
            for fault in faults
        ],
    }


def lines(faults: Sequence[Fault]) -> Iterator[str]:
    """The answer for people: one line a fault, and a last line that sums up."""
    yield from map(line, faults)
    if faults:
        files = len({fault.file for fault in faults})
        yield f"{_count(len(faults), 'fault')} in {_count(files, 'file')}."
    else:
        yield "Every environment is well described."


def line(fault: Fault) -> str:
    """One fault on one line, with the path as a person would type it."""
    key = f" {fault.key}:" if fault.key else ""
    where = f"{_printable(fault.file)}:{fault.line}:{key}"
    return f"{where} {fault.seen}; {fault.rule}. {fault.remedy}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _printable(file: Path) -> str:
    """The path from here if it is below, on one line whatever the file is called."""
    try:
        relative = os.path.relpath(file)
    except (OSError, ValueError):
        relative = ".."
    text = str(file) if relative.startswith("..") else relative
    return text if text.isprintable() else ascii(text)[1:-1]
