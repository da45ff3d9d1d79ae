"""What the data of a DNS record looks like, by type of record."""

import re
from collections.abc import Callable
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

_NAME: Final = re.compile(r"(?:[a-zA-Z0-9_](?:[-a-zA-Z0-9_]{0,61}[a-zA-Z0-9_])?\.)+|\.", re.ASCII)
_MX: Final = re.compile(r"(\d{1,5}) (\S+)")
_SRV: Final = re.compile(r"(\d{1,5}) (\d{1,5}) (\d{1,5}) (\S+)")
_CAA: Final = re.compile(r'(\d{1,3}) (issue|issuewild|iodef) "[^"]*"')
_DS: Final = re.compile(r"\d+ \d+ \d+ [0-9A-Fa-f ]+")
_LONGEST_TEXT: Final = 255


def data_fault(kind: str, text: str) -> bool:
    """Whether the text is no data for that type of record; unknown types take anything."""
    check = _CHECKS.get(kind)
    return check is not None and not check(text)


def _ipv4(text: str) -> bool:
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return True


def _ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


def _name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def _mx(text: str) -> bool:
    seen = _MX.fullmatch(text)
    return seen is not None and _name(seen[2])


def _srv(text: str) -> bool:
    seen = _SRV.fullmatch(text)
    return seen is not None and _name(seen[4])


def _text(text: str) -> bool:
    if text.startswith('"'):
        return text.endswith('"') and len(text) > 1
    return " " not in text and len(text) <= _LONGEST_TEXT


_CHECKS: Final[dict[str, Callable[[str], bool]]] = {
    "A": _ipv4,
    "AAAA": _ipv6,
    "CNAME": _name,
    "NS": _name,
    "PTR": _name,
    "MX": _mx,
    "SRV": _srv,
    "TXT": _text,
    "SPF": _text,
    "CAA": lambda text: _CAA.fullmatch(text) is not None,
    "DS": lambda text: _DS.fullmatch(text) is not None,
}
