import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.storage.errors import ApiError
from crm_infra.simcloud.storage.preconditions import Preconditions

NUMBERS = st.integers(min_value=0, max_value=3)
MAYBE = st.none() | NUMBERS


def status_of(conditions: Preconditions, generation: int, metageneration: int, **how: bool) -> int:
    try:
        conditions.check(generation, metageneration, **how)
    except ApiError as error:
        return error.status
    return 200


@pytest.mark.parametrize(
    ("conditions", "generation", "expected"),
    [
        ({"ifGenerationMatch": "0"}, 0, 200),
        ({"ifGenerationMatch": "0"}, 7, 412),
        ({"ifGenerationMatch": "7"}, 7, 200),
        ({"ifGenerationMatch": "7"}, 0, 412),
        ({"ifGenerationNotMatch": "0"}, 7, 200),
        ({"ifGenerationNotMatch": "0"}, 0, 412),
        ({"ifGenerationNotMatch": "7"}, 7, 412),
        ({"ifMetagenerationMatch": "2"}, 7, 200),
        ({"ifMetagenerationMatch": "3"}, 7, 412),
        ({"ifMetagenerationNotMatch": "2"}, 7, 412),
        ({}, 0, 200),
    ],
)
def test_generation_zero_stands_for_no_such_object(conditions, generation, expected):
    parsed = Preconditions.parse(conditions)
    assert status_of(parsed, generation, 2 if generation else 0) == expected


def test_a_conditional_read_of_what_the_reader_has_is_not_modified():
    conditions = Preconditions(generation_not_match=7)
    assert status_of(conditions, 7, 1, reading=True) == 304
    assert status_of(conditions, 7, 1) == 412


def test_conditions_on_a_source_have_names_of_their_own():
    parameters = {"ifSourceGenerationMatch": "5", "ifGenerationMatch": "9"}
    assert Preconditions.parse(parameters, prefix="ifSource") == Preconditions(generation_match=5)


@pytest.mark.parametrize("text", ["", "x", "1.0", "0x1", "٣", str(2**63), "--1", "-"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ApiError, match="ifGenerationMatch") as refused:
        Preconditions.parse({"ifGenerationMatch": text})
    assert refused.value.status == 400


@given(MAYBE, MAYBE, MAYBE, MAYBE, NUMBERS, NUMBERS)
def test_a_request_passes_exactly_when_every_condition_holds(gm, gn, mm, mn, gen, meta):
    conditions = Preconditions(gm, gn, mm, mn)
    holds = gm in {None, gen} and mm in {None, meta} and gn != gen and mn != meta
    assert (status_of(conditions, gen, meta) == 200) == holds
