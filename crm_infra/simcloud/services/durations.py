"""Durations and times as the APIs write them: ``7776000s``, ``2027-01-01T00:00:00Z``."""

import re
from datetime import datetime
from typing import Final

_SECONDS: Final = re.compile(r"(\d{1,12})(\.\d{1,9})?s")


def seconds_of(text: str) -> float | None:
    """Seconds, or None when the text is no duration."""
    seen = _SECONDS.fullmatch(text)
    return float(text[:-1]) if seen else None


def time_of(text: str) -> datetime | None:
    """The time, or None when the text is none with a zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
