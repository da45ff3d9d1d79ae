"""Checks of the Kubernetes provider, by the words in which it refuses."""

import re
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Any, Final

Check = Callable[[Any, str, str], Iterator[str]]

_LABEL: Final = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN: Final = rf"{_LABEL}(\.{_LABEL})*"
_NUMBER: Final = re.compile(r"(?<=got: )-?\d+$|(?<=got )-?\d+$")


def matching(pattern: str) -> Check:
    """A check by pattern alone; the words stay as recorded."""
    compiled = re.compile(pattern)

    def check(value: Any, _: str, says: str) -> Iterator[str]:
        if not compiled.search(str(value)):
            yield says.replace("<value>", str(value))

    return check


def within(low: int, high: int | None = None) -> Check:
    """A check of bounds; the recorded words end in the number that was tried."""

    def check(value: Any, _: str, says: str) -> Iterator[str]:
        if value < low or (high is not None and value > high):
            yield _NUMBER.sub(str(value), says)

    return check


def _at_least(value: float, _: str, says: str) -> Iterator[str]:
    bound = int(says.rsplit(" ", 1)[-1])
    if value < bound:
        yield says


def _more_than(value: float, _: str, says: str) -> Iterator[str]:
    bound = int(says.rsplit(" ", 1)[-1])
    if value <= bound:
        yield says


def _ip(value: str, _: str, says: str) -> Iterator[str]:
    try:
        ip_address(value)
    except ValueError:
        yield says.replace("<value>", value)


_LABEL_WORDS: Final = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
    "must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used "
    f"for validation is '{_LABEL}')"
)
_SUBDOMAIN_WORDS: Final = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
    f"for validation is '{_SUBDOMAIN}')"
)


def _rfc1123(pattern: str, words: str) -> Check:
    """The recorded words are cut short, so they are written out here."""
    compiled = re.compile(pattern)

    def check(value: str, key: str, says: str) -> Iterator[str]:
        prefix = key.endswith("generate_name") and value.endswith("-")
        if not compiled.fullmatch(value[:-1] if prefix else value):
            yield words if says.startswith("a lowercase") else f"{key} {words}"

    return check


CHECKS: Final[tuple[tuple[str, Check], ...]] = (
    ("RFC 1123 subdomain", _rfc1123(_SUBDOMAIN, _SUBDOMAIN_WORDS)),
    ("RFC 1123 label", _rfc1123(_LABEL, _LABEL_WORDS)),
    ("must be between 1 and 65535, inclusive", within(1, 65535)),
    ("to be a valid port number or 0, got", within(0, 65535)),
    ("to be a valid port number, got", within(1, 65535)),
    ("must be greater than or equal to", _at_least),
    ("must be greater than", _more_than),
    ("to not be one of [0]", matching(r"^(?!0$)")),
    ("as int or percent", matching(r"^(\d+%?|)$")),
    ("as int: strconv.ParseInt", matching(r"^([+-]?\d+|)$")),
    ("is not a valid integer", matching(r"^(\d+|)$")),
    ("should start with '0' (octal numeral)", matching(r"^0[0-7]*$")),
    (
        "quantities must match the regular expression",
        matching(r"^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$"),
    ),
    ("may not contain '/'", matching(r"^[^/]*$")),
    ("must contain only alpha-numeric characters", matching(r"^[a-zA-Z0-9-]+$")),
    ("to contain a valid IP, got", _ip),
    ("to not be an empty string or whitespace", matching(r"\S")),
    ("scheme must be https", matching(r"^https://")),
    ("should be an valid Cron expression", matching(r"^(@\w+|\S+(\s+\S+){4,5})$")),
)
