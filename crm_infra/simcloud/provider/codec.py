"""Carries values over the wire: Terraform's MessagePack and JSON forms to plain data and back.

Plain data is what ``values`` describes. Add here how a type travels; what a value means is
``engine``'s business. MessagePack alone does nearly everything; only numbers too big for it and
values that bring their own type need a walk, and only types that hold such parts are walked.
"""

import json
from collections.abc import Callable
from typing import Any, Final, cast

import msgpack

from crm_infra.simcloud.provider.gen.tfplugin6_pb2 import DynamicValue
from crm_infra.simcloud.schema.types import Type, Typed, parse_type
from crm_infra.simcloud.values import UNKNOWN

_PLAIN_UNKNOWN: Final = 0
_REFINED_UNKNOWN: Final = 12
_LARGEST: Final = 2**63 - 1
_SMALLEST: Final = -(2**63)

# The package ships no types.
_msgpack: Any = msgpack


def decode(message: DynamicValue, type_: Type) -> Any:
    """The plain value in a message; null where the message is empty."""
    if message.msgpack:
        value: Any = _unpack(message.msgpack)
        return _received(value, type_) if type_.needs_care else value
    return from_json(json.loads(message.json), type_) if message.json else None


def encode(value: Any, type_: Type) -> DynamicValue:
    """The message for a plain value; objects must have all their attributes."""
    ready = _sent(value, type_) if type_.needs_care else value
    return DynamicValue(msgpack=_packed(ready))


def from_json(value: Any, type_: Type) -> Any:
    """Read the form that state files have: as MessagePack, but types travel in an object."""
    if value is None:
        return None
    if type_.kind == "dynamic":
        inner = parse_type(value["type"])
        return Typed(inner, from_json(value["value"], inner))
    return _mapped(value, type_, from_json) if type_.needs_care else value


def _unpack(data: bytes) -> Any:
    return _msgpack.unpackb(data, ext_hook=_unknown, strict_map_key=False)


def _packed(value: Any) -> bytes:
    return cast("bytes", _msgpack.packb(value, default=_pack))


def _unknown(code: int, data: bytes) -> Any:
    if code in (_PLAIN_UNKNOWN, _REFINED_UNKNOWN):
        return UNKNOWN
    raise ValueError(f"MessagePack extension {code} ({data!r}) is none that Terraform 1.x sends")


def _pack(value: Any) -> Any:
    if value is UNKNOWN:
        return msgpack.ExtType(_PLAIN_UNKNOWN, b"\x00")
    raise TypeError(
        f"{value!r} cannot travel; values are plain data, see crm_infra.simcloud.values"
    )


def _received(value: Any, type_: Type) -> Any:
    if value is None or value is UNKNOWN:
        return value
    if type_.kind == "number":
        return _number(value) if isinstance(value, str) else value
    if type_.kind == "dynamic":
        inner = parse_type(json.loads(value[0]))
        return Typed(inner, _received(value[1], inner))
    return _mapped(value, type_, _received)


def _number(text: str) -> int | float:
    return float(text) if any(mark in text for mark in ".eE") else int(text)


def _sent(value: Any, type_: Type) -> Any:
    if value is None or value is UNKNOWN:
        return value
    if type_.kind == "number":
        big = isinstance(value, int) and not _SMALLEST <= value <= _LARGEST
        return str(value) if big else value
    if type_.kind == "dynamic":
        typed = cast("Typed", value)
        return [typed.type.encoded, _sent(typed.value, typed.type)]
    return _mapped(value, type_, _sent)


def _mapped(value: Any, type_: Type, walk: Callable[[Any, Type], Any]) -> Any:
    """Walk the parts of a collection, object or tuple that need it."""
    if value is UNKNOWN:
        return value
    match type_.kind:
        case "list" | "set" if type_.element is not None:
            element = type_.element
            return [walk(part, element) for part in value]
        case "map" if type_.element is not None:
            element = type_.element
            return {key: walk(part, element) for key, part in value.items()}
        case "tuple":
            return [walk(part, kind) for part, kind in zip(value, type_.elements, strict=True)]
        case "object":
            parts = type_.attributes
            return {
                key: walk(part, parts[key]) if parts[key].needs_care else part
                for key, part in value.items()
            }
        case _:
            return _number(value) if type_.kind == "number" and isinstance(value, str) else value
