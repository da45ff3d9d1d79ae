"""What checkov says beside its findings is read as well."""

import pytest

from tests.policy.review import Finding
from tests.policy.scanner import broken_down

LOG = """\
2026-11-24 20:30:42,199 [MainThread  ] [ERROR]  Failed to run check CKV_1 on /a-dev.json:some.this
Traceback (most recent call last):
  AttributeError: 'str' object has no attribute 'get'
2026-11-24 20:30:43,199 [MainThread  ] [WARNI]  nothing to worry about
"""


def test_a_check_that_broke_down_is_a_finding_of_its_resource() -> None:
    assert list(broken_down(LOG)) == [
        Finding("CKV_1", "some.this", "a-dev", "checkov failed to run it")
    ]


def test_an_error_of_another_kind_is_not_passed_over() -> None:
    with pytest.raises(AssertionError, match="cannot read its own rules"):
        list(broken_down("2026 [MainThread  ] [ERROR]  cannot read its own rules"))
