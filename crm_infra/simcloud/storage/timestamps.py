"""Points in time as the API writes them: RFC 3339, UTC, milliseconds.

The written form sorts as the times do, which the tables rely on.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from crm_infra.simcloud.storage import errors

Now = Callable[[], datetime]


def wall_clock() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)


def write(moment: datetime) -> str:
    """A moment as text."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read(text: object, *, field: str) -> datetime:
    """A moment from what a caller wrote; a time without a zone is UTC."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise errors.invalid(f"Invalid value for {field}: '{text}'.", location=field) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
