"""Cloud Armor security policies and SSL policies."""

import re
from collections.abc import Iterator
from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.cloud.ranges import parse_any
from crm_infra.simcloud.services.call import Call, blocks, dig, field_error, items
from crm_infra.simcloud.services.compute.expressions import fault_of
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import Values

POLICY: Final = "google_compute_security_policy"
RULE: Final = "google_compute_security_policy_rule"
SSL: Final = "google_compute_ssl_policy"
DEFAULT_PRIORITY: Final = 2147483647
_ACTION: Final = re.compile(
    r"allow|deny(\((403|404|502)\))?|rate_based_ban|redirect|throttle|fairshare"
)
_MODERN: Final = (
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
)
_OLDER: Final = (
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
)
_OLDEST: Final = (
    "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_AES_256_GCM_SHA384",
)
_PROFILES: Final = {
    "COMPATIBLE": _MODERN + _OLDER + _OLDEST,
    "MODERN": _MODERN + _OLDER,
    "RESTRICTED": _MODERN,
    "FIPS_202205": _MODERN,
}


@completes(SSL)
def ssl(call: Call) -> Values:
    """What the API fills in for an SSL policy."""
    profile = call.get("profile") or "COMPATIBLE"
    chosen = [str(item) for item in call.items("custom_features")]
    features = _PROFILES.get(str(profile), tuple(chosen))
    return {
        "enabled_features": sorted(features),
        "fingerprint": identity.fingerprint(SSL, call.id, repr(sorted(features)), repr(profile)),
    }


@rule("compute", SSL, says="Custom features of an SSL policy are cipher suites that Google has")
def features(call: Call) -> str | None:
    """Refuse unknown cipher suites."""
    known = _PROFILES["COMPATIBLE"]
    for index, given in enumerate(call.items("custom_features")):
        if given not in known:
            why = "Feature is not supported."
            return field_error(f"custom_features[{index}]", given, why)
    return None


@completes(POLICY)
def policy(call: Call) -> Values:
    """What the API fills in for a security policy: the default rule allows everything."""
    return {
        "type": "CLOUD_ARMOR",
        "fingerprint": identity.fingerprint(POLICY, call.id, repr(call.get("rule"))),
        "label_fingerprint": identity.fingerprint(call.id, repr(call.get("effective_labels"))),
        "rule": [_default_rule()],
        "rule.preview": False,
        "advanced_options_config": [],
        "advanced_options_config.json_parsing": "DISABLED",
        "advanced_options_config.log_level": "NORMAL",
        "advanced_options_config.request_body_inspection_size": "8KB",
        "advanced_options_config.json_custom_config": [],
        "adaptive_protection_config.layer_7_ddos_defense_config.enable": False,
        "adaptive_protection_config.layer_7_ddos_defense_config.rule_visibility": "STANDARD",
    }


def _default_rule() -> Values:
    match = {
        "versioned_expr": "SRC_IPS_V1",
        "config": [{"src_ip_ranges": ["*"]}],
        "expr": [],
        "expr_options": [],
    }
    return {
        "action": "allow",
        "priority": DEFAULT_PRIORITY,
        "preview": False,
        "description": "default rule",
        "match": [match],
        "header_action": [],
        "preconfigured_waf_config": [],
        "rate_limit_options": [],
        "redirect_options": [],
    }


def _rules(call: Call) -> Iterator[tuple[str, Values]]:
    if call.type == RULE:
        yield "", call.values
        return
    for index, block in enumerate(call.blocks("rule")):
        yield f"rules[{index}].", block


@rule("compute", POLICY, says="Rules written in a policy have a default rule at 2147483647")
def default_rule(call: Call) -> str | None:
    """Refuse rules in the policy without one that matches everything."""
    given = call.blocks("rule")
    if given and DEFAULT_PRIORITY not in [int(block.get("priority") or 0) for block in given]:
        why = (
            f"A security policy must have a default rule with priority {DEFAULT_PRIORITY} and match"
            " all condition (either srcIpRanges '*' or expression 'true')."
        )
        return field_error("rules", "", why)
    return None


@rule("compute", POLICY, says="Priorities of a security policy's rules are unique")
def unique_priorities(call: Call) -> str | None:
    """Refuse two rules of one priority."""
    seen: set[object] = set()
    for path, block in _rules(call):
        if block.get("priority") in seen:
            given = int(block.get("priority") or 0)
            return field_error(f"{path}priority", given, "Duplicate rule priority.")
        seen.add(block.get("priority"))
    return None


@rule(
    "compute",
    RULE,
    says="The priority of an added rule is free, and not the default rule's",
    on=(CREATE,),
)
def free_priority(call: Call) -> str | None:
    """Refuse a priority that a rule written in the policy has."""
    parent = call.target("security_policy", POLICY)
    for block in blocks(parent.values, "rule") if parent else []:
        if block.get("priority") == call.get("priority") != DEFAULT_PRIORITY:
            given = int(call.get("priority"))
            return field_error("priority", given, "Cannot have rules with the same priorities.")
    return None


@rule("compute", POLICY, RULE, says="The action of a Cloud Armor rule is one that exists")
def actions(call: Call) -> str | None:
    """Refuse unknown actions, such as deny(418)."""
    for path, block in _rules(call):
        given = block.get("action")
        if isinstance(given, str) and not _ACTION.fullmatch(given):
            why = (
                "Must be one of: allow, deny(403), deny(404), deny(502), rate_based_ban, redirect,"
                " throttle."
            )
            return field_error(f"{path}action", given, why)
    return None


@rule("compute", POLICY, RULE, says="Addresses in a Cloud Armor rule are ranges, or '*'")
def sources(call: Call) -> str | None:
    """Refuse sources that are no ranges."""
    for path, block in _rules(call):
        for index, text in enumerate(items(block, "match.config.src_ip_ranges")):
            if text != "*" and not parse_any(text):
                why = "Must be a valid IP address range."
                return field_error(f"{path}match.config.srcIpRanges[{index}]", text, why)
    return None


@rule("compute", POLICY, RULE, says="Expressions are well-formed and call what Cloud Armor has")
def expressions(call: Call) -> str | None:
    """Refuse expressions that Cloud Armor cannot read."""
    for path, block in _rules(call):
        given = dig(block, "match.expr.expression")
        fault = fault_of(given) if isinstance(given, str) else ""
        if fault:
            return field_error(f"{path}match.expr.expression", given, fault)
    return None


@rule("compute", POLICY, RULE, says="Rate limits have a threshold; a ban says how long it lasts")
def rate_limits(call: Call) -> str | None:
    """Refuse rate limiting actions without what they need."""
    for path, block in _rules(call):
        if block.get("action") not in ("throttle", "rate_based_ban"):
            continue
        options = blocks(block, "rate_limit_options") or [{}]
        if not dig(options[0], "rate_limit_threshold"):
            why = "Rate limit threshold must be set for actions throttle and rate_based_ban."
            return field_error(f"{path}rateLimitOptions", "", why)
        if block["action"] == "rate_based_ban" and not dig(options[0], "ban_duration_sec"):
            why = "Ban duration must be set for action rate_based_ban."
            return field_error(f"{path}rateLimitOptions.banDurationSec", 0, why)
        if dig(options[0], "conform_action") not in (None, "allow"):
            why = "Conform action must be 'allow'."
            given = dig(options[0], "conform_action")
            return field_error(f"{path}rateLimitOptions.conformAction", given, why)
    return None
