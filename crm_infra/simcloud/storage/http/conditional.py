"""What a reader asks in headers: entity tags it knows, and the range of bytes it wants.

Preconditions of the API's own kind are in ``storage.preconditions``.
"""

import re
from typing import Final

from crm_infra.simcloud.storage import errors
from crm_infra.simcloud.storage.http.messages import Request

_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


class UnsatisfiableRangeError(errors.ApiError):
    """The range lies beyond the end."""

    def __init__(self, size: int) -> None:
        super().__init__(416, "requestedRangeNotSatisfiable", "Request range not satisfiable")
        self.size = size


def check_tags(request: Request, tag: str) -> None:
    """Refuse when ``If-Match`` names other tags, or ``If-None-Match`` this one."""
    wanted = request.headers.get("if-match")
    if wanted is not None and not _names(wanted, tag):
        raise errors.condition_not_met()
    known = request.headers.get("if-none-match")
    if known is not None and _names(known, tag):
        raise errors.not_modified()


def _names(header: str, tag: str) -> bool:
    tags = {text.strip().removeprefix("W/").strip('"') for text in header.split(",")}
    return "*" in tags or tag in tags


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """The half-open range that is asked for; None where everything is to be sent."""
    match = _RANGE.fullmatch(header.strip()) if header else None
    if match is None or match.group() == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        start, end = max(size - int(last), 0), size
        if not int(last):
            raise UnsatisfiableRangeError(size)
    else:
        start = int(first)
        end = min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= size:
        raise UnsatisfiableRangeError(size)
    return start, end
