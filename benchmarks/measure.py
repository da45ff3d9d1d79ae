"""Measuring in pairs: two ways of doing the same, in turn, and the ratio of each pair.

What is measured belongs to the file of its question; how it is written down to ``table``.
"""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run cost, in seconds: by the wall's clock, and of the processors."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: the question, the figures, the aim, and what limits it."""

    question: str
    unit: str
    values: tuple[float, ...]
    aim: str
    note: str = ""

    @property
    def figures(self) -> str:
        """Minimum, median and maximum."""
        low, high = min(self.values), max(self.values)
        return f"{low:.2f} / {median(self.values):.2f} / {high:.2f} {self.unit}".strip()


def command(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    cwd: Path = ROOT,
    seconds: float | None = None,
) -> Cost:
    """Run a command to its end; it must succeed (code 0, or 2 for a plan with changes).

    Raises:
        TimeoutExpired: It took longer than ``seconds``; it has been killed.
    """
    before = os.times()
    began = time.monotonic()
    done = subprocess.run(
        list(arguments),
        env={**os.environ, **environment},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=seconds,
    )
    wall = time.monotonic() - began
    after = os.times()
    if done.returncode not in {0, 2}:
        raise RuntimeError(f"{arguments}: {done.returncode}\n{done.stderr.decode()[-2000:]}")
    used = after.children_user + after.children_system
    return Cost(wall, used - before.children_user - before.children_system)


def in_turn(
    a: Callable[[], float], b: Callable[[], float], runs: int
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Do A and B in turn, after one of each that does not count."""
    pairs = [(a(), b()) for _ in range(runs + 1)][1:]
    return tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)


def ratios(a: Sequence[float], b: Sequence[float]) -> tuple[float, ...]:
    """A / B, pair by pair."""
    return tuple(one / other for one, other in zip(a, b, strict=True))
