"""Types: what is read is written back the same."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.schema import parse_type

NAMES = st.text("abcdefghij_", min_size=1, max_size=8)
FORMS: Any = st.recursive(
    st.sampled_from(["string", "number", "bool", "dynamic"]),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["list", "set", "map"]), inner).map(list),
        st.dictionaries(NAMES, inner, max_size=3).map(lambda parts: ["object", parts]),
        st.lists(inner, max_size=3).map(lambda parts: ["tuple", parts]),
    ),
    max_leaves=8,
)


@given(FORMS)
def test_a_type_is_written_as_it_was_read(form: Any) -> None:
    assert parse_type(form).as_json() == form


@pytest.mark.parametrize("form", ["text", ["list"], {"list": "string"}, None, 3])
def test_what_is_no_type_is_named_with_the_way_out(form: Any) -> None:
    with pytest.raises(ValueError, match="is not a Terraform type; use a name such as"):
        parse_type(form)


@pytest.mark.parametrize(
    ("form", "care"),
    [
        ("string", False),
        ("number", True),
        (["list", "bool"], False),
        (["map", ["object", {"a": "string", "b": "dynamic"}]], True),
    ],
)
def test_only_numbers_and_dynamic_values_need_care_on_the_wire(form: Any, care: bool) -> None:
    assert parse_type(form).needs_care is care
