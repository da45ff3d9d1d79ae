"""Cloud Armor's expressions: what can be told to be wrong."""

import pytest

from crm_infra.simcloud.services.compute.expressions import fault_of


@pytest.mark.parametrize(
    "text",
    [
        "true",
        "evaluatePreconfiguredWaf('sqli-v33-stable', {'sensitivity': 1})",
        "evaluatePreconfiguredWaf('cve-canary')",
        "evaluatePreconfiguredExpr('xss-stable')",
        "origin.region_code == 'US' && !inIpRange(origin.ip, '9.9.9.0/24')",
        "request.headers['user-agent'].lower().contains('bot(')",
        "has(request.headers['x-api-key']) || request.path.matches('/api/.*')",
    ],
)
def test_good_expressions_have_no_fault(text: str) -> None:
    assert fault_of(text) == ""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("  ", "Expression must not be empty."),
        ("origin.ip == '1.2.3.4", "Invalid expression: unterminated string literal."),
        ("(true", "Invalid expression: mismatched brackets."),
        ("[true)", "Invalid expression: mismatched brackets."),
        ("evil(request)", "Invalid expression: undeclared reference to 'evil'."),
        ("request.path.like('x')", "Invalid expression: undeclared reference to 'like'."),
        (
            "evaluatePreconfiguredWaf('sqli')",
            "Invalid expression: unknown preconfigured rule set 'sqli'.",
        ),
    ],
)
def test_bad_expressions_are_told(text: str, fault: str) -> None:
    assert fault_of(text) == fault
