"""What the simulated firewalls, Cloud Armor and Cloud DNS refuse, in the real API's words."""

import pytest

from tests.fakes.cloud_account import Account, Values

FIELD = "googleapi: Error 400: Invalid value for field 'resource."
RULE: Values = {
    "firewall_policy": "walls",
    "priority": 1000,
    "action": "allow",
    "direction": "INGRESS",
    "match": {"src_ip_ranges": ["10.0.0.0/8"], "layer4_configs": {"ip_protocol": "tcp"}},
}
CLASSIC: Values = {
    "name": "health",
    "network": "vpc",
    "source_ranges": ["35.191.0.0/16"],
    "allow": [{"protocol": "tcp", "ports": ["8080"]}],
}
ARMOR: Values = {
    "security_policy": "edge",
    "priority": 1000,
    "action": "deny(403)",
    "match": {"versioned_expr": "SRC_IPS_V1", "config": {"src_ip_ranges": ["*"]}},
}


def expression(text: str) -> Values:
    return {"match": {"expr": {"expression": text}}}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"source_ranges": ["35.191.0.1/16"]},
            "source_ranges[0]': '35.191.0.1/16'. Must be a valid IPV4 CIDR address range., invalid",
        ),
        (
            {"allow": [{"protocol": "icmp", "ports": ["80"]}]},
            (
                "allowed[0].ports[0]': '80'. Ports may only be specified on rules whose"
                " protocol is one"
                " of [TCP, UDP, SCTP]., invalid"
            ),
        ),
        (
            {"allow": [{"protocol": "tcp", "ports": ["90-80"]}]},
            "allowed[0].ports[0]': '90-80'. Must be a valid port number or port range., invalid",
        ),
        (
            {"allow": [{"protocol": "http"}]},
            (
                "allowed[0].IPProtocol': 'http'. Must be a well known protocol name or an IP"
                " protocol"
                " number., invalid"
            ),
        ),
    ],
)
def test_a_classic_rule_is_refused(account: Account, change: Values, refusal: str) -> None:
    account.create("compute_network", name="vpc")
    found = account.refused("compute_firewall", **{**CLASSIC, **change})
    assert found == (FIELD + refusal).replace("source_ranges", "sourceRanges")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"action": "drop"},
            (
                "action': 'drop'. Must be one of: allow, deny, goto_next,"
                " apply_security_profile_group., invalid"
            ),
        ),
        (
            {"priority": 2147483600},
            "priority': '2147483600'. Must be between 0 and 2147483547., invalid",
        ),
        (
            {"direction": "EGRESS"},
            "match.destIpRanges': ''. Egress rules must specify a dest match., invalid",
        ),
        (
            {"target_service_accounts": ["nobody@crm-dev.iam.gserviceaccount.com"]},
            (
                "targetServiceAccounts[0]': 'nobody@crm-dev.iam.gserviceaccount.com'. The specified"
                " service account does not exist., invalid"
            ),
        ),
    ],
)
def test_a_rule_of_a_policy_is_refused(account: Account, change: Values, refusal: str) -> None:
    account.create("compute_network_firewall_policy", name="walls")
    found = account.refused("compute_network_firewall_policy_rule", **{**RULE, **change})
    assert found == FIELD + refusal


def test_a_rule_needs_its_policy(account: Account) -> None:
    assert account.refused("compute_network_firewall_policy_rule", **RULE) == (
        "googleapi: Error 404: The resource 'projects/crm-dev/global/firewallPolicies/walls' was"
        " not found, notFound"
    )


def test_two_rules_do_not_share_a_priority(account: Account) -> None:
    account.create("compute_network_firewall_policy", name="walls")
    account.create("compute_network_firewall_policy_rule", **RULE)
    assert account.refused("compute_network_firewall_policy_rule", **RULE) == (
        f"{FIELD}priority': '1000'. Cannot have rules with the same priorities., invalid"
    )


def test_a_vpc_has_one_firewall_policy(account: Account) -> None:
    vpc = account.create("compute_network", name="vpc")["id"]
    for name in ("walls", "fences"):
        account.create("compute_network_firewall_policy", name=name)
    kind = "compute_network_firewall_policy_association"
    account.create(kind, name="one", firewall_policy="walls", attachment_target=vpc)
    refusal = account.refused(kind, name="two", firewall_policy="fences", attachment_target=vpc)
    assert refusal == (
        f"{FIELD}attachmentTarget': '{vpc}'. The network is already associated with firewall policy"
        " association 'one'., invalid"
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"action": "deny(418)"},
            (
                "action': 'deny(418)'. Must be one of: allow, deny(403), deny(404), deny(502),"
                " rate_based_ban, redirect, throttle., invalid"
            ),
        ),
        (
            expression("origin.region_code == 'XX"),
            (
                "match.expr.expression': 'origin.region_code == 'XX'. Invalid expression:"
                " unterminated"
                " string literal., invalid"
            ),
        ),
        (
            expression("evaluatePreconfiguredWaf('sql-v33-stable')"),
            (
                "match.expr.expression': 'evaluatePreconfiguredWaf('sql-v33-stable')'. Invalid"
                " expression: unknown preconfigured rule set 'sql-v33-stable'., invalid"
            ),
        ),
        (
            expression("checkSql(request.path)"),
            (
                "match.expr.expression': 'checkSql(request.path)'. Invalid expression: undeclared"
                " reference to 'checkSql'., invalid"
            ),
        ),
        (
            expression("inIpRange(origin.ip, '9.9.9.0/24'"),
            (
                "match.expr.expression': 'inIpRange(origin.ip, '9.9.9.0/24''. Invalid expression:"
                " mismatched brackets., invalid"
            ),
        ),
        (
            {"match": {"versioned_expr": "SRC_IPS_V1", "config": {"src_ip_ranges": ["10.1/8"]}}},
            "match.config.srcIpRanges[0]': '10.1/8'. Must be a valid IP address range., invalid",
        ),
        (
            {"action": "throttle"},
            (
                "rateLimitOptions': ''. Rate limit threshold must be set for actions throttle and"
                " rate_based_ban., invalid"
            ),
        ),
    ],
)
def test_an_armor_rule_is_refused(account: Account, change: Values, refusal: str) -> None:
    account.create("compute_security_policy", name="edge")
    found = account.refused("compute_security_policy_rule", **{**ARMOR, **change})
    assert found == FIELD + refusal


def test_a_policy_begins_with_a_default_rule(account: Account) -> None:
    policy = account.create("compute_security_policy", name="edge")
    assert [(rule["priority"], rule["action"]) for rule in policy["rule"]] == [
        (2147483647, "allow")
    ]


def test_a_cipher_suite_exists(account: Account) -> None:
    given = {"name": "tls", "profile": "CUSTOM", "custom_features": ["TLS_NULL"]}
    assert account.refused("compute_ssl_policy", **given) == (
        f"{FIELD}customFeatures[0]': 'TLS_NULL'. Feature is not supported., invalid"
    )


ZONE: Values = {"name": "crm", "dns_name": "crm.example.com."}
RECORD: Values = {
    "managed_zone": "crm",
    "name": "app.crm.example.com.",
    "type": "A",
    "ttl": 300,
    "rrdatas": ["203.0.113.7"],
}
ADDED = "entity.change.additions[app.crm.example.com.]"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"name": "app.other.example.com."},
            (
                "400: Invalid value for 'entity.change.additions[app.other.example.com.].name':"
                " 'app.other.example.com.', invalid"
            ),
        ),
        (
            {"rrdatas": ["203.0.113.777"]},
            f"400: Invalid value for '{ADDED}[A].rrdata[0]': '203.0.113.777', invalid",
        ),
        (
            {"type": "CNAME", "rrdatas": ["app.example.com"]},
            f"400: Invalid value for '{ADDED}[CNAME].rrdata[0]': 'app.example.com', invalid",
        ),
        (
            {"type": "MX", "rrdatas": ["mail.example.com."]},
            f"400: Invalid value for '{ADDED}[MX].rrdata[0]': 'mail.example.com.', invalid",
        ),
        ({"type": "AX"}, f"400: Invalid value for '{ADDED}[AX].type': 'AX', invalid"),
        (
            {"managed_zone": "nowhere"},
            "404: The 'parameters.managedZone' resource named 'nowhere' does not exist., notFound",
        ),
    ],
)
def test_a_record_is_refused(account: Account, change: Values, refusal: str) -> None:
    account.create("dns_managed_zone", **ZONE)
    found = account.refused("dns_record_set", **{**RECORD, **change})
    assert found == f"googleapi: Error {refusal}"


def test_a_record_is_there_once(account: Account) -> None:
    account.create("dns_managed_zone", **ZONE)
    account.create("dns_record_set", **RECORD)
    assert account.refused("dns_record_set", **RECORD) == (
        f"googleapi: Error 409: The resource '{ADDED}[A]' named 'app.crm.example.com. (A)' already"
        " exists, alreadyExists"
    )


def test_a_name_has_a_cname_or_other_records(account: Account) -> None:
    account.create("dns_managed_zone", **ZONE)
    account.create("dns_record_set", **RECORD)
    other = {**RECORD, "type": "CNAME", "rrdatas": ["web.crm.example.com."]}
    assert account.refused("dns_record_set", **other) == (
        f"googleapi: Error 400: The resource record set '{ADDED}[CNAME]' is invalid because the DNS"
        " name 'app.crm.example.com.' may have either one CNAME resource record set or resource"
        " record sets of other types, but not both., cnameResourceRecordSetConflict"
    )


def test_a_zone_with_records_is_not_deleted(account: Account) -> None:
    zone = account.create("dns_managed_zone", **ZONE)
    account.create("dns_record_set", **RECORD)
    assert account.refused_delete("dns_managed_zone", zone) == (
        "googleapi: Error 400: The resource named 'crm' cannot be deleted because it"
        " contains one or"
        " more 'resource records'., containerNotEmpty"
    )


def test_a_domain_ends_with_a_dot(account: Account) -> None:
    assert account.refused("dns_managed_zone", name="crm", dns_name="crm.example.com") == (
        "googleapi: Error 400: Invalid value for 'entity.managedZone.dnsName': 'crm.example.com',"
        " invalid"
    )


def test_a_network_has_one_dns_policy(account: Account) -> None:
    vpc = account.create("compute_network", name="vpc")["id"]
    account.create("dns_policy", name="one", networks=[{"network_url": vpc}])
    assert account.refused("dns_policy", name="two", networks=[{"network_url": vpc}]) == (
        f"googleapi: Error 400: The network 'https://compute.googleapis.com/compute/v1/{vpc}' is"
        " already bound to the policy 'one'., invalid"
    )
