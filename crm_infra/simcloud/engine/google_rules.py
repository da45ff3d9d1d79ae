"""Checks of Google's provider, by the words in which it refuses."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any, Final

from crm_infra.simcloud.engine.golang import duration_error, json_error, quote, rfc3339_error

Check = Callable[[Any, str, str], Iterator[str]]

_PRIVATE: Final = tuple(
    IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)
_SIZES: Final = {"master_ipv4_cidr_block": (28, 28), "cluster_ipv4_cidr": (8, 32)}
_DAY_SECONDS: Final = 86400.0
_FRACTION_DIGITS: Final = 9


def matching(pattern: str) -> Check:
    """A check by pattern alone; the words stay as recorded."""
    compiled = re.compile(pattern)

    def check(value: Any, _: str, says: str) -> Iterator[str]:
        if not compiled.search(str(value)):
            yield says.replace("<value>", str(value))

    return check


def _range(text: str) -> IPv4Network | IPv6Network | None:
    """A range as Go reads it: a mask is needed, host bits are fine."""
    _, slash, bits = text.partition("/")
    with suppress(ValueError):
        return ip_network(text, strict=False) if slash and bits.isdigit() else None
    return None


def _private(found: IPv4Network | IPv6Network) -> bool:
    return isinstance(found, IPv4Network) and any(found.subnet_of(part) for part in _PRIVATE)


def _cidr(value: str, key: str, _: str) -> Iterator[str]:
    if _range(value) is None:
        yield f'"{key}" is not a valid IP CIDR range: invalid CIDR address: {value}'


def _plain_cidr(value: str, key: str, _: str) -> Iterator[str]:
    if _range(value) is None:
        yield (
            f'expected "{key}" to be a valid CIDR Value, got {value}: invalid CIDR address: {value}'
        )


def _network(value: str, key: str, _: str) -> Iterator[str]:
    """A range without host bits; some arguments also fix its size, or where it may lie."""
    if not value:
        return
    found = _range(value)
    if found is None:
        yield (
            f"expected {key} to contain a valid Value, got: {value} with err: "
            f"invalid CIDR address: {value}"
        )
        return
    faults = list(_network_faults(found, value, key))
    yield from faults
    if not faults and key == "cluster_ipv4_cidr" and not _private(found):
        yield f'expected "{key}" to be an RFC1918-compliant CIDR, got: {value}'


def _network_faults(found: IPv4Network | IPv6Network, value: str, key: str) -> Iterator[str]:
    if str(found) != value:
        yield f"expected {key} to contain a valid network Value, expected {found}, got {value}"
    low, high = _SIZES.get(key.rpartition(".")[2], (0, 32))
    if not low <= found.prefixlen <= high:
        yield (
            f'expected "{key}" to contain a network Value with between {low} and {high} '
            f"significant bits, got: {found.prefixlen}"
        )


def _address(value: str, key: str, _: str) -> Iterator[str]:
    try:
        ip_address(value)
    except ValueError:
        yield f'could not parse "{key}" to IP address'


def _member(value: str, key: str, says: str) -> Iterator[str]:
    if value.startswith("deleted"):
        yield (
            f"invalid value for {key} (Terraform does not support IAM members for deleted "
            "principals)"
        )
    elif not re.search(
        "(.+:.+|projectOwners|projectReaders|projectWriters|allUsers|allAuthenticatedUsers)", value
    ):
        yield says.replace("<value>", value)


def _rotation(value: str, _key: str, _says: str) -> Iterator[str]:
    found = re.fullmatch(r"([0-9.]*\d)s", value)
    if found is None:
        yield f"Invalid rotation period format: {value}"
        return
    number = found.group(1)
    try:
        seconds = float(number)
    except ValueError:
        yield f"strconv.ParseFloat: parsing {quote(number)}: invalid syntax"
        return
    if seconds < _DAY_SECONDS:
        yield "Rotation period must be greater than one day"
    if len(number.partition(".")[2]) > _FRACTION_DIGITS:
        yield "Rotation period cannot have more than 9 fractional digits"


def _pool(value: str, key: str, says: str) -> Iterator[str]:
    """Identifiers of workload identity pools and of their providers."""
    if value.startswith("gcp-"):
        yield f'"{key}" ({quote(value)}) can not start with "gcp-"'
    domain = r"|[a-z0-9-]+\.svc\.id\.goog" if "svc.id.goog" in says else ""
    if not re.fullmatch(rf"[a-z0-9-]+{domain}", value):
        yield says
    if len(value) < 4:
        yield f'"{key}" cannot be smaller than 4 characters'
    if len(value) > 32:
        yield f'"{key}" cannot be greater than 32 characters'


def _cluster_name(value: str, key: str, _: str) -> Iterator[str]:
    if len(value) > 40:
        yield f'"{key}" cannot be longer than 40 characters'
    if not re.fullmatch("[a-z0-9-]+", value):
        yield f'"{key}" can only contain lowercase letters, numbers and hyphens'
    if not re.match("[a-z]", value):
        yield f'"{key}" must start with a letter'
    if not re.search("[a-z0-9]$", value):
        yield f'"{key}" must end with a number or a letter'


def _json(value: str, key: str, _: str) -> Iterator[str]:
    error = json_error(value)
    if error is not None:
        yield f'"{key}" contains an invalid JSON: {error}'


def _base64(value: str, _: str, says: str) -> Iterator[str]:
    try:
        base64.b64decode(value, validate=True)
    except (ValueError, binascii.Error):
        yield says


def _duration(value: str, _: str, says: str) -> Iterator[str]:
    error = duration_error(value)
    if error is not None:
        yield f"{says.partition('time: ')[0]}{error}"


def _time(value: str, _: str, says: str) -> Iterator[str]:
    error = rfc3339_error(value)
    if error is not None:
        yield f"{says.partition('parsing time')[0].replace('<value>', value)}{error}"


def _time_of_day(value: str, key: str, _: str) -> Iterator[str]:
    about = f'"{key}" ({quote(value)})'
    if len(value) != 5 or value[2] != ":":
        yield f"{about} must be in the format HH:mm (RFC3339)"
    elif not value[:2].isdigit() or int(value[:2]) > 23:
        yield f"{about} does not contain a valid hour (00-23)"
    elif not value[3:].isdigit() or int(value[3:]) > 59:
        yield f"{about} does not contain a valid minute (00-59)"


def _full_hour(value: str, key: str, _: str) -> Iterator[str]:
    hour, colon, minutes = value.partition(":")
    if not colon or ":" in minutes:
        yield f'"{key}" must be in the format HH:00, got: {value}'
    elif minutes != "00":
        yield f'"{key}" does not allow minutes, it must be in the format HH:00, got: {value}'
    elif not hour.isdigit() or int(hour) > 23:
        yield (
            f'"{key}" does not specify a valid hour, it must be in the format HH:00 where '
            f"HH : [00-23], got: {value}"
        )


def _local_asn(value: int, key: str, _: str) -> Iterator[str]:
    if not (64512 <= value <= 65534 or 4200000000 <= value <= 4294967294 or value == 16550):
        yield (
            f'expected "{key}" to be a RFC6996-compliant Local ASN:\nmust be either in the private '
            "ASN ranges: [64512..65534], [4200000000..4294967294];\nor be the value of [16550], "
            f"got {value}"
        )


def _goal(value: float, _key: str, _says: str) -> Iterator[str]:
    if not 0 < value <= 0.9999:
        yield f"goal {value:f} must be > 0 and <= 0.9999"


def _expiration(value: int, key: str, _: str) -> Iterator[str]:
    if value < 3600000:
        yield f'"{key}" cannot be shorter than 3600000 milliseconds (one hour)'


CHECKS: Final[tuple[tuple[str, Check], ...]] = (
    ("IAM members must have one of the values", _member),
    ("is not a valid IP CIDR range", _cidr),
    ("to be a valid CIDR Value, got", _plain_cidr),
    ("to contain a valid Value, got:", _network),
    ("to IP address", _address),
    ("Invalid rotation period format", _rotation),
    ("(a-z), numbers (0-9), or dashes (-)", _pool),
    ("can only contain lowercase letters, numbers and hyphens", _cluster_name),
    ("contains an invalid JSON", _json),
    ("as a valid base64 value", _base64),
    ("Failed to decode (base64)", _base64),
    ("time: invalid duration", _duration),
    ("parsing time", _time),
    ("must be in the format HH:00", _full_hour),
    ("must be in the format HH:mm", _time_of_day),
    ("RFC6996-compliant Local ASN", _local_asn),
    ("must be > 0 and <= 0.9999", _goal),
    ("cannot be shorter than 3600000", _expiration),
    ("to be a domain like serviceusage.googleapis.com", matching(r"\.")),
    ("must contain only letters (a-z, A-Z), numbers (0-9)", matching(r"^[0-9A-Za-z_]+$")),
    ("must start with either gke:// or gs://", matching(r"^(gke|gs)://")),
    ("must be in major.minor format", matching(r"^\d+\.\d+$")),
    ("cannot be longer than 31 characters", matching(r"^.{0,31}$")),
    ("name field must end with trailing dot", matching(r"\.$")),
    ("Entitlement Id should be 4-63 characters", matching(r"^[a-z][a-z0-9-]{3,62}$")),
    ("name must be 4 to 30 characters", matching(r"^[a-zA-Z0-9-'\" !]{4,30}$")),
    ("project_id must be 6 to 30", matching(r"^(?:[a-z0-9.\-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$")),
    ("must be a Cloud path like gs://", matching(r"^gs://[^/]+/.+")),
)
