"""The table in ``README.md``: figures between two marks, everything else is written by hand.

What each question last found is kept in ``figures.json``, so that one of them can be asked again
without the others.
"""

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measure import Row

README = Path(__file__).with_name("README.md")
FIGURES = Path(__file__).with_name("figures.json")
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"

Kept = dict[str, dict[str, Any]]


def write(found: Mapping[str, Sequence[Row]], runs: int, order: Iterable[str]) -> None:
    """Put what was found in the place of what was found before, and the table between the marks."""
    now = {"date": datetime.now(UTC).strftime("%Y-%m-%d"), "runs": runs}
    kept: Kept = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    for question, rows in found.items():
        kept[question] = {**now, "rows": [asdict(row) for row in rows]}
    kept = {question: kept[question] for question in order if question in kept}
    FIGURES.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    head, rest = README.read_text().split(BEGIN)
    _, tail = rest.split(END)
    README.write_text(f"{head}{BEGIN}\n{rendered(kept)}\n{END}{tail}")


def rendered(kept: Kept) -> str:
    """The table as Markdown."""
    dates = sorted({one["date"] for one in kept.values()})
    pairs = "/".join(sorted({str(one["runs"]) for one in kept.values()}))
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    how = f"{pairs} pairs after one that does not count; minimum / median / maximum"
    rows = [_row(row) for one in kept.values() for row in one["rows"]]
    lines = [
        f"Measured on {' to '.join(dates)}: {machine}; {how}.",
        "",
        "| question | figure | aim | note |",
        "|---|---|---|---|",
        *(f"| {row.question} | {row.figures} | {row.aim} | {row.note} |" for row in rows),
    ]
    return "\n".join(lines)


def _row(fields: Mapping[str, Any]) -> Row:
    values = tuple(float(value) for value in fields["values"])
    texts = (str(fields[name]) for name in ("aim", "note"))
    return Row(str(fields["question"]), str(fields["unit"]), values, *texts)
