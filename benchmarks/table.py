"""The table in ``README.md``: figures between two marks, everything else is written by hand."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Row

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def write(rows: Sequence[Row], runs: int) -> None:
    """Put the figures between the marks."""
    text = README.read_text()
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    README.write_text(f"{head}{BEGIN}\n{rendered(rows, runs)}\n{END}{tail}")


def rendered(rows: Sequence[Row], runs: int) -> str:
    """The table as Markdown."""
    when = datetime.now(UTC).strftime("%Y-%m-%d")
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    how = f"{runs} pairs after one that does not count; minimum / median / maximum"
    lines = [
        f"Measured on {when}: {machine}; {how}.",
        "",
        "| question | figure | aim | note |",
        "|---|---|---|---|",
        *(f"| {row.question} | {row.figures} | {row.aim} | {row.note} |" for row in rows),
    ]
    return "\n".join(lines)
