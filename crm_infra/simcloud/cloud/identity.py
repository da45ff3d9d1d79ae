"""Values that the real cloud makes up: numbers, fingerprints, etags, times.

They are derived from what they belong to, so that the same object always has the same ones and a
test can predict them. Addresses are ``ranges``' business; names come from templates.
"""

import base64
import hashlib
import uuid
from datetime import UTC, datetime, timedelta, timezone

_PACIFIC = timezone(timedelta(hours=-8))


def digest(*parts: str) -> bytes:
    """32 bytes that only depend on the parts."""
    return hashlib.sha256("\x1f".join(parts).encode()).digest()


def number(*parts: str, digits: int = 19) -> str:
    """A decimal number of so many digits, never starting with 0."""
    low = 10 ** (digits - 1)
    span = 9 * low
    return str(low + int.from_bytes(digest(*parts)[:16], "big") % span)


def small_number(*parts: str, below: int) -> int:
    """A number from 0 up to, not including, ``below``."""
    return int.from_bytes(digest(*parts)[:8], "big") % below


def fingerprint(*parts: str) -> str:
    """What Compute Engine gives for optimistic locking: 8 bytes in base64 (URL form)."""
    return base64.urlsafe_b64encode(digest(*parts)[:8]).decode()


def etag(*parts: str) -> str:
    """What IAM policies carry."""
    return "BwY" + base64.b64encode(digest("etag", *parts)[:6]).decode().rstrip("=")[:8] + "="


def hexadecimal(*parts: str, digits: int = 16) -> str:
    """Lower-case hexadecimal digits."""
    return digest(*parts).hex()[:digits]


def uuid_of(*parts: str) -> str:
    """A UUID of the random kind, though derived."""
    return str(uuid.UUID(bytes=digest(*parts)[:16], version=4))


def rfc3339(moment: datetime) -> str:
    """As most APIs write a time: ``2026-11-24T10:00:00.123456Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def compute_time(moment: datetime) -> str:
    """As Compute Engine writes it: Pacific time with milliseconds."""
    local = moment.astimezone(_PACIFIC)
    return local.strftime("%Y-%m-%dT%H:%M:%S.") + f"{local.microsecond // 1000:03d}-08:00"
