"""MongoDB Atlas: what its provider checks of a configuration that its schema does not show.

Checks of the plugin framework that have names of their own, and functions of SDKv2 types. Read in
the provider's source; where its versions differ, the newer one counts.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from ipaddress import ip_address, ip_network
from typing import Any, Final

from crm_infra.simcloud.engine.faults import Fault, Path
from crm_infra.simcloud.engine.golang import quote
from crm_infra.simcloud.engine.shapes import is_list, is_map
from crm_infra.simcloud.values import UNKNOWN, Values

_COMBINATION: Final = "Invalid Attribute Combination"
_VALUE: Final = "Invalid Attribute Value"
_MATCH: Final = "Invalid Attribute Value Match"
_SOURCES: Final = ("aws_security_group", "cidr_block", "ip_address")
_VERSION: Final = re.compile(r"^([0-9]+)\.?([0-9]+)?$")
_USER_TYPES: Final = {
    "x509_type": ("NONE", "MANAGED", "CUSTOMER"),
    "ldap_auth_type": ("NONE", "USER", "GROUP"),
    "aws_iam_type": ("NONE", "USER", "ROLE"),
}
_KINDS: Final = (
    "EMAIL",
    "SMS",
    "PAGER_DUTY",
    "SLACK",
    "DATADOG",
    "OPS_GENIE",
    "VICTOR_OPS",
    "WEBHOOK",
    "USER",
    "TEAM",
    "GROUP",
    "ORG",
    "MICROSOFT_TEAMS",
)
_UNITS: Final = (
    "RAW",
    "BITS",
    "BYTES",
    "KILOBITS",
    "KILOBYTES",
    "MEGABITS",
    "MEGABYTES",
    "GIGABITS",
    "GIGABYTES",
    "TERABYTES",
    "PETABYTES",
    "MILLISECONDS",
    "SECONDS",
    "MINUTES",
    "HOURS",
    "DAYS",
)
_NEVER_AGAIN: Final = ("PAGER_DUTY", "OPS_GENIE", "VICTOR_OPS")
_WINDOW: Final = {"day_of_week": (1, 7), "hour_of_day": (0, 23)}
_REFERENCE: Final = {"reference_hour_of_day": (0, 23), "reference_minute_of_hour": (0, 59)}


def _given(value: Any) -> bool:
    return value is not None and value is not UNKNOWN


def _bad(name: str, says: str, got: object, path: Path) -> Fault:
    return Fault(_VALUE, f"Attribute {name} {says}, got: {got}", path)


def _one_of(name: str, value: Any, known: tuple[str, ...], path: Path) -> Iterator[Fault]:
    if isinstance(value, str) and value not in known:
        choices = " ".join(quote(choice) for choice in known)
        words = f"Attribute {name} value must be one of: [{choices}], got: {quote(value)}"
        yield Fault(_MATCH, words, path)


def _conflicts(config: Values, name: str, others: Iterable[str]) -> Iterator[Fault]:
    if not _given(config.get(name)):
        return
    for other in others:
        if _given(config.get(other)):
            words = f'Attribute "{other}" cannot be specified when "{name}" is specified'
            yield Fault(_COMBINATION, words, (name,))


def _between(config: Values, bounds: dict[str, tuple[int, int]]) -> Iterator[Fault]:
    for name, (low, high) in bounds.items():
        value = config.get(name)
        if isinstance(value, int) and not low <= value <= high:
            words = f'"{name}" value should be between {low} and {high}, got: {value}'
            yield Fault(words, path=(name,))


def access_list(config: Values) -> Iterator[Fault]:
    """An entry admits one range without host bits, one address or one security group."""
    block, address = config.get("cidr_block"), config.get("ip_address")
    if isinstance(block, str) and not _range(block):
        says = "string value must be defined as a valid cidr."
        yield _bad("cidr_block", says, block, ("cidr_block",))
    if isinstance(address, str) and not _address(address):
        says = "string value must be defined as a valid IP Address."
        yield _bad("ip_address", says, address, ("ip_address",))
    for name in _SOURCES:
        yield from _conflicts(config, name, [other for other in _SOURCES if other != name])


def _range(text: str) -> bool:
    with suppress(ValueError):
        return "/" in text and str(ip_network(text, strict=False)) == text
    return False


def _address(text: str) -> bool:
    with suppress(ValueError):
        return bool(ip_address(text))
    return False


def maintenance_window(config: Values) -> Iterator[Fault]:
    """Days count from Sunday, hours from midnight."""
    yield from _between(config, _WINDOW)


def backup_schedule(config: Values) -> Iterator[Fault]:
    """Snapshots are counted from a time of the day."""
    yield from _between(config, _REFERENCE)


def custom_role(config: Values) -> Iterator[Fault]:
    """Some names are Atlas' own."""
    name = config.get("role_name")
    if not isinstance(name, str):
        return
    if not re.search(r"[\w-]+", name):
        words = "`role_name` can contain only letters, digits, underscores, and dashes"
        yield Fault(f"invalid value for role_name ({words})", path=("role_name",))
    if name.startswith("x-gen"):
        yield Fault("`role_name` cannot start with 'xgen-'", path=("role_name",))


def database_user(config: Values) -> Iterator[Fault]:
    """A password is for those who are not known by other means."""
    others = tuple(_USER_TYPES)
    yield from _conflicts(config, "password", others)
    yield from _conflicts(config, "password_wo", ("password", *others))
    for name, known in _USER_TYPES.items():
        yield from _one_of(name, config.get(name), known, (name,))


def encryption_at_rest(config: Values) -> Iterator[Fault]:
    """Amazon's keys are used by a role or by credentials, not by both."""
    for index, block in enumerate(_blocks(config, "aws_kms_config")):
        keys = [name for name in ("access_key_id", "secret_access_key") if block.get(name)]
        if keys and block.get("role_id") is not None:
            says = (
                "for credentials: `access_key_id` and `secret_access_key` are allowed but not"
                " `role_id`. For roles: `access_key_id` and `secret_access_key` are not allowed"
                " but `role_id` is allowed"
            )
            path = ("aws_kms_config", index)
            yield _bad(f"aws_kms_config[{index}]", says, _object(block), path)


def _object(block: Values) -> str:
    """An object as the framework writes it."""
    return "{" + ",".join(f'"{name}":{_written(block[name])}' for name in sorted(block)) + "}"


def _written(value: Any) -> str:
    if value is None:
        return "<null>"
    if value is UNKNOWN:
        return "<unknown>"
    return quote(value) if isinstance(value, str) else str(value).lower()


def alert(config: Values) -> Iterator[Fault]:
    """Operators, units and kinds of notifications are words; some kinds come only once."""
    for index, block in enumerate(_blocks(config, "metric_threshold_config")):
        path = ("metric_threshold_config", index, "operator")
        name = f"metric_threshold_config[{index}].operator"
        yield from _one_of(name, block.get("operator"), ("GREATER_THAN", "LESS_THAN"), path)
    for index, block in enumerate(_blocks(config, "threshold_config")):
        path = ("threshold_config", index, "units")
        name = f"threshold_config[{index}].units"
        yield from _one_of(name, block.get("units"), _UNITS, path)
    for index, block in enumerate(_blocks(config, "notification")):
        yield from _notification(index, block)


def _notification(index: int, block: Values) -> Iterator[Fault]:
    where, kind = f"notification[{index}]", block.get("type_name")
    interval = block.get("interval_min")
    if isinstance(interval, int) and interval > 0 and kind in _NEVER_AGAIN:
        says = (
            "'interval_min' must not be set if type_name is 'PAGER_DUTY', 'OPS_GENIE' or"
            " 'VICTOR_OPS'"
        )
        path = ("notification", index, "interval_min")
        yield _bad(f"{where}.interval_min", says, interval, path)
    for name, known in (("ops_genie_region", ("US", "EU")), ("type_name", _KINDS)):
        yield from _one_of(f"{where}.{name}", block.get(name), known, ("notification", index, name))


def cluster(config: Values) -> Iterator[Fault]:
    """Priorities go down; a version is one or two numbers; an oplog has no negative size."""
    for spec in _blocks(config, "replication_specs"):
        yield from _priorities(_blocks(spec, "region_configs"))
    version = config.get("mongo_db_major_version")
    if isinstance(version, str) and not _VERSION.search(version):
        words = (
            'Attribute mongo_db_major_version MongoDB major version must be in the format "8" or'
            f' "8.0", got: {version}'
        )
        yield Fault(_MATCH, words, ("mongo_db_major_version",))
    advanced = config.get("advanced_configuration")
    size = advanced.get("oplog_size_mb") if is_map(advanced) else None
    if isinstance(size, int) and size < 0:
        path = ("advanced_configuration", "oplog_size_mb")
        says = "value must be at least 0"
        yield _bad("advanced_configuration.oplog_size_mb", says, size, path)


def _priorities(regions: list[Values]) -> Iterator[Fault]:
    given = [region.get("priority") for region in regions]
    for index, (first, second) in enumerate(itertools.pairwise(given)):
        if isinstance(first, int) and isinstance(second, int) and first < second:
            words = (
                f"priority value at index {index} is {first} and priority value at index"
                f" {index + 1} is {second}"
            )
            yield Fault("priority values in region_configs must be in descending order", words)


def private_endpoint(config: Values) -> Iterator[Fault]:
    """An endpoint has one address, or a group of them."""
    address, group = config.get("private_endpoint_ip_address"), config.get("endpoints")
    if not _given(address) or not group or group is UNKNOWN:
        return
    for name, other in (
        ("private_endpoint_ip_address", "endpoints"),
        ("endpoints", "private_endpoint_ip_address"),
    ):
        words = f'"{name}": conflicts with {other}'
        yield Fault("Conflicting configuration arguments", words, (name,))


def _blocks(values: Values, name: str) -> list[Values]:
    found = values.get(name)
    return [part for part in found if is_map(part)] if is_list(found) else []
