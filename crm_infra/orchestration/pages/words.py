"""How figures and lists read for people, on pages and in a terminal.

Nothing of Dagster is imported here: commands that ask Dagster nothing start without it.
"""

from collections.abc import Sequence


def minutes(seconds: float) -> str:
    """For people: ``3.2 s``, ``12 min 5 s``."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


def listed(words: Sequence[str]) -> str:
    """Words in one cell."""
    return ", ".join(words) or "-"
