"""Filling in what the plan left unknown, and leaving out what must not be written down."""

from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.cloud.completion import without_secrets, without_unknowns
from crm_infra.simcloud.values import UNKNOWN

LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.just(UNKNOWN))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["name", "value_wo", "secret_data", "x"]), inner, max_size=3
        ),
    ),
    max_leaves=20,
)


def leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in leaves(part)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in leaves(part)]
    return [value]


@given(st.dictionaries(st.text(max_size=4), VALUES))
def test_nothing_unknown_is_left(values: dict[str, object]) -> None:
    assert UNKNOWN not in leaves(without_unknowns(values))


@given(VALUES.filter(lambda value: value is not UNKNOWN and UNKNOWN not in leaves(value)))
def test_what_is_known_stays(value: object) -> None:
    assert without_unknowns(value) == value


def test_write_only_values_and_payloads_are_left_out() -> None:
    values = {
        "secret": "projects/p/secrets/s",
        "secret_data_wo": "one",
        "secret_data": "two",
        "secret_data_wo_version": "1",
        "sensitive_labels": [{"auth_token": "three"}],
        "http_check": [{"auth_info": [{"password_wo": "four", "username": "u"}]}],
    }
    assert without_secrets(values) == {
        "secret": "projects/p/secrets/s",
        "secret_data_wo_version": "1",
        "http_check": [{"auth_info": [{"username": "u"}]}],
    }
