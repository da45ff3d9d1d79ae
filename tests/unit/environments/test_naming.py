"""Names that may become partition keys, folders and state prefixes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_infra.environments import ENVIRONMENT_NAME, PERMANENT, validate_name
from crm_infra.errors import InputError

UNHURRIED = settings(deadline=None)


@pytest.mark.parametrize("name", [*PERMANENT, "pr-123", "a", "a" * 31, "x-", "no"])
def test_a_name_is_given_back(name):
    assert validate_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "", "../prod", "-destroy", "--help", "prod\n", "\nprod", "prod\x00", "pr/1", "pr 1", "Prod",
        "1pr", "pr_1", "a" * 32, "pr\N{EN DASH}1", "\N{CYRILLIC SMALL LETTER ER}rod", ".", "..",
        "prod.", "${prod}", "prod;ls", "\N{LATIN SMALL LETTER DOTLESS I}", "\ud800", "prod\r", "\t",
    ],
)  # fmt: skip
def test_any_other_is_refused_on_one_line(name):
    with pytest.raises(InputError, match="cannot name an environment") as refused:
        validate_name(name)

    assert str(refused.value).isprintable()


@UNHURRIED
@given(st.text(max_size=40) | st.from_regex(r"[a-z][a-z0-9-]{0,40}\n?", fullmatch=True))
def test_a_name_is_accepted_exactly_when_the_rule_says_so(name):
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789-")
    right = 1 <= len(name) <= 31 and set(name) <= allowed and name[0] not in "-0123456789"

    assert bool(ENVIRONMENT_NAME.match(name)) == right
    assert bool(re.search(ENVIRONMENT_NAME, name)) == right
