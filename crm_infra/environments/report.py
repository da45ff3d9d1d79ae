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
    for fault in faults:
        where = f"{_printable(fault.file)}:{fault.line}"
        key = f" {fault.key}:" if fault.key else ""
        yield f"{where}:{key} {fault.seen}; {fault.rule}. {fault.remedy}"
    if not faults:
        yield "Every environment is well described."
        return
    files = len({fault.file for fault in faults})
    yield f"{_count(len(faults), 'fault')} in {_count(files, 'file')}."


def exit_code(faults: Sequence[Fault]) -> int:
    """0 when all is well, 1 when anything is wrong."""
    return 1 if faults else 0


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _printable(file: Path) -> str:
    """The path as a person would type it, on one line whatever the file is called."""
    relative = os.path.relpath(file)
    text = str(file) if relative.startswith("..") else relative
    return text if text.isprintable() else ascii(text)[1:-1]
