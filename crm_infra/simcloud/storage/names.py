"""What a bucket and an object may be called.

Pure rules, worded as the API words them. Names of other resources are checked by the provider.
"""

import ipaddress
import re

from crm_infra.simcloud.storage import errors

MAX_OBJECT_NAME_BYTES = 1024
_BUCKET = re.compile(r"[a-z0-9][a-z0-9._-]*[a-z0-9]", re.ASCII)


def check_bucket_name(name: str) -> None:
    """Refuse a name that no bucket can have."""
    if not _is_bucket_name(name):
        raise errors.invalid(f"Invalid bucket name: '{name}'")


def _is_bucket_name(name: str) -> bool:
    if not _BUCKET.fullmatch(name) or not 3 <= len(name) <= 222:
        return False
    if any(not 1 <= len(part) <= 63 for part in name.split(".")):
        return False
    if name.startswith("goog") or "google" in name:
        return False
    return not _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.IPv4Address(name)
    except ValueError:
        return False
    return True


def check_object_name(name: str) -> None:
    """Refuse a name that no object can have."""
    if not name:
        raise errors.required(location="name")
    try:
        encoded = name.encode()
    except UnicodeEncodeError as error:
        raise errors.invalid("The specified object name is not valid.") from error
    if len(encoded) > MAX_OBJECT_NAME_BYTES:
        raise errors.invalid(
            f"The maximum object length is {MAX_OBJECT_NAME_BYTES} characters, but got a name "
            f"with {len(encoded)} characters."
        )
    if (
        "\r" in name
        or "\n" in name
        or name in {".", ".."}
        or name.startswith(".well-known/acme-challenge/")
    ):
        raise errors.invalid(f"Disallowed unicode characters present in object name '{name!r}'")
