"""Values on the wire: everything that Terraform can hold survives the way there and back."""

import json
from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.provider.codec import decode, encode, from_json
from crm_infra.simcloud.provider.gen.tfplugin6_pb2 import DynamicValue
from crm_infra.simcloud.schema.types import Type, Typed, parse_type
from crm_infra.simcloud.values import UNKNOWN

PRIMITIVES = {
    "string": st.text(max_size=6),
    "number": st.integers(-(2**80), 2**80) | st.floats(allow_nan=False, allow_infinity=False),
    "bool": st.booleans(),
}


def values_of(type_: Type) -> st.SearchStrategy[Any]:
    match type_.kind:
        case "list" | "set" if type_.element is not None:
            inner: st.SearchStrategy[Any] = st.lists(values_of(type_.element), max_size=3)
        case "map" if type_.element is not None:
            inner = st.dictionaries(st.text(max_size=4), values_of(type_.element), max_size=3)
        case "object":
            parts = {name: values_of(part) for name, part in type_.attributes.items()}
            inner = st.fixed_dictionaries(parts)
        case "dynamic":
            inner = st.builds(Typed, st.just(parse_type("number")), PRIMITIVES["number"])
        case kind:
            inner = PRIMITIVES[kind]
    return inner | st.none() | st.just(UNKNOWN)


TYPES = st.recursive(
    st.sampled_from(["string", "number", "bool", "dynamic"]),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["list", "set", "map"]), inner).map(list),
        st.dictionaries(st.sampled_from("abc"), inner, max_size=3).map(lambda p: ["object", p]),
    ),
    max_leaves=6,
).map(parse_type)


@given(TYPES.flatmap(lambda type_: st.tuples(st.just(type_), values_of(type_))))
def test_a_value_arrives_as_it_was_sent(pair: tuple[Type, Any]) -> None:
    type_, value = pair
    assert decode(encode(value, type_), type_) == value


def test_a_refined_unknown_is_unknown() -> None:
    refined = msgpack.ExtType(12, msgpack.packb({1: False, 2: "projects/"}, strict_types=False))
    message = DynamicValue(msgpack=msgpack.packb({"a": refined}))
    assert decode(message, parse_type(["object", {"a": "string"}])) == {"a": UNKNOWN}


def test_another_extension_is_refused_by_number() -> None:
    message = DynamicValue(msgpack=msgpack.packb(msgpack.ExtType(3, b"")))
    with pytest.raises(ValueError, match="extension 3"):
        decode(message, parse_type("string"))


def test_an_empty_message_is_null() -> None:
    assert decode(DynamicValue(), parse_type("string")) is None


def test_json_is_read_too() -> None:
    type_ = parse_type(["object", {"n": "number", "d": "dynamic"}])
    form = {"n": 3, "d": {"type": ["list", "string"], "value": ["a"]}}
    expected = {"n": 3, "d": Typed(parse_type(["list", "string"]), ["a"])}
    assert decode(DynamicValue(json=json.dumps(form).encode()), type_) == expected
    assert from_json(None, type_) is None


def test_what_is_no_plain_data_cannot_travel() -> None:
    with pytest.raises(TypeError, match="values are plain data"):
        encode(object(), parse_type("string"))
