"""Cloud Armor's rule language, as far as a typing mistake can be told from an expression."""

import re
from typing import Final

_WAF: Final = re.compile(r"evaluatePreconfigured(?:Waf|Expr)\(\s*'(?P<set>[^']*)'", re.DOTALL)
_SETS: Final = re.compile(
    r"(?:(?:sqli|xss|lfi|rfi|rce|methodenforcement|scannerdetection|protocolattack|php"
    r"|sessionfixation|java|nodejs)(?:-v\d+|-v\d{5,})?-(?:stable|canary))|cve-canary|json-sqli-canary"
)
_TEXT: Final = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_CALL: Final = re.compile(r"(\.?)\b([A-Za-z_]\w*)\s*\(")
_FUNCTIONS: Final = {
    "evaluatePreconfiguredWaf",
    "evaluatePreconfiguredExpr",
    "evaluateThreatIntelligence",
    "evaluateAdaptiveProtection",
    "evaluateAdaptiveProtectionAutoDeploy",
    "evaluateAddressGroup",
    "evaluateOrganizationAddressGroup",
    "inIpRange",
    "has",
    "int",
    "size",
    "ipInRange",
}
_METHODS: Final = {
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "lower",
    "upper",
    "size",
    "base64Decode",
    "urlDecode",
    "urlDecodeUni",
    "utf8ToUnicode",
    "inIpRange",
}
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}


def fault_of(expression: str) -> str:
    """What is wrong with an expression, in one sentence; empty when nothing can be told."""
    if not expression.strip():
        return "Expression must not be empty."
    bare = _TEXT.sub("''", expression)
    if bare.count("'") % 2 or bare.count('"') % 2:
        return "Invalid expression: unterminated string literal."
    if not _balanced(bare):
        return "Invalid expression: mismatched brackets."
    return _unknown(bare) or _unknown_set(expression)


def _balanced(text: str) -> bool:
    open_: list[str] = []
    for sign in text:
        if sign in "([{":
            open_.append(sign)
        elif sign in _PAIRS and (not open_ or open_.pop() != _PAIRS[sign]):
            return False
    return not open_


def _unknown(text: str) -> str:
    for dot, name in _CALL.findall(text):
        if name not in (_METHODS if dot else _FUNCTIONS):
            return f"Invalid expression: undeclared reference to '{name}'."
    return ""


def _unknown_set(expression: str) -> str:
    for seen in _WAF.finditer(expression):
        if not _SETS.fullmatch(seen["set"]):
            return f"Invalid expression: unknown preconfigured rule set '{seen['set']}'."
    return ""
