"""Rules of single values, in the SDK's exact words."""

from typing import Any

import pytest

from crm_infra.simcloud.engine.faults import Path
from crm_infra.simcloud.engine.rules import broken_rules
from crm_infra.simcloud.schema import Rule


def says(text: str) -> Rule:
    return Rule(says=text)


@pytest.mark.parametrize(
    ("rule", "value", "path", "words"),
    [
        (
            Rule(enum=("A", "B", "")),
            "X",
            ("a", 0, "mode"),
            'expected a.0.mode to be one of ["A" "B" ""], got X',
        ),
        (
            Rule(minimum=10),
            5,
            ("node_config", 0, "disk_size_gb"),
            "expected node_config.0.disk_size_gb to be at least (10), got 5",
        ),
        (Rule(maximum=4), 5, ("x",), "expected x to be at most (4), got 5"),
        (
            Rule(minimum=0, maximum=65535),
            70000,
            ("priority",),
            "expected priority to be in the range (0 - 65535), got 70000",
        ),
        (
            Rule(minimum=0.5, maximum=1.0),
            2,
            ("x",),
            "expected x to be in the range (0.500000 - 1.000000), got 2.000000",
        ),
        (
            Rule(regex=r"^[0-9]+(?:\\.[0-9]{1,9})?s$"),
            "5m",
            ("timeout",),
            r'"timeout" ("5m") doesn' + r"'t match regexp " + r'"^[0-9]+(?:\\.[0-9]{1,9})?s$"',
        ),
        (
            Rule(min_length=6, max_length=30),
            "gke",
            ("account_id",),
            '"account_id" ("gke") must be between 6 and 30 characters long',
        ),
        (
            Rule(minimum=1, maximum=3),
            "long",
            ("x",),
            "expected length of x to be in the range (1 - 3), got long",
        ),
        (Rule(min_length=4), "ci", ("x",), '"x" cannot be smaller than 4 characters'),
        (Rule(max_length=2), "abc", ("x",), '"x" cannot be greater than 2 characters'),
    ],
)
def test_a_broken_rule_reads(rule: Rule, value: Any, path: Path, words: str) -> None:
    assert list(broken_rules(rule, value, path)) == [words]


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (Rule(enum=("A", "")), ""),
        (Rule(minimum=10), 10),
        (Rule(regex=r"^[0-9]+(?:\\.[0-9]{1,9})?s$"), "3.5s"),
        (says("words that nobody knows"), "anything"),
    ],
)
def test_a_kept_rule_says_nothing(rule: Rule, value: Any) -> None:
    assert list(broken_rules(rule, value, ("x",))) == []


CIDR = '"ip_cidr_range" is not a valid IP CIDR range: invalid CIDR address: <value>'
MEMBER = 'invalid value "<value>" for members (IAM members must have one of the values'
NETWORK = (
    "expected master_ipv4_cidr_block to contain a valid Value, got: <value> with err: "
    "invalid CIDR address: <value>"
)
POOL = (
    '"id" must contain only lowercase letters (a-z), numbers (0-9), or dashes (-), or end in '
    "'.svc.id.goog'"
)
JSON = "\"schema\" contains an invalid JSON: invalid character '~' looking for beginning of value"
CIDR_WORDS = (
    '"secondary_ip_range.1.ip_cidr_range" is not a valid IP CIDR range: '
    "invalid CIDR address: 10.0.0.0/33"
)
NETWORK_WORDS = (
    'expected "private_cluster_config.0.master_ipv4_cidr_block" to contain a network Value with '
    "between 28 and 28 significant bits, got: 24"
)
DURATION = '"window" is not a valid duration: time: invalid duration "<value>"'
TIME = 'parsing time "<value>" as "2006-01-02T15:04:05Z07:00": cannot parse "<value>" as "2006"'


@pytest.mark.parametrize(
    ("recorded", "value", "path", "words"),
    [
        (
            CIDR,
            "10.0.0.0/33",
            ("secondary_ip_range", 1, "ip_cidr_range"),
            [CIDR_WORDS],
        ),
        (CIDR, "10.0.0.1/8", ("ip_cidr_range",), []),
        (
            MEMBER,
            "nodes",
            ("members", 2),
            ['invalid value "nodes" for members.2 (IAM members must have one of the values'],
        ),
        (MEMBER, "serviceAccount:a@b", ("members", 0), []),
        (
            NETWORK,
            "172.16.0.0/24",
            ("private_cluster_config", 0, "master_ipv4_cidr_block"),
            [NETWORK_WORDS],
        ),
        (NETWORK, "", ("master_ipv4_cidr_block",), []),
        (
            "Invalid rotation period format: <value>",
            "90d",
            ("r",),
            ["Invalid rotation period format: 90d"],
        ),
        (
            "Invalid rotation period format: <value>",
            "3600s",
            ("r",),
            ["Rotation period must be greater than one day"],
        ),
        (POOL, "gcp-ci", ("id",), ['"id" ("gcp-ci") can not start with "gcp-"']),
        (POOL, "ci", ("id",), ['"id" cannot be smaller than 4 characters']),
        (
            DURATION,
            "1d",
            ("window",),
            ['"window" is not a valid duration: time: unknown unit "d" in duration "1d"'],
        ),
        (DURATION, "1h30m", ("window",), []),
        (
            TIME,
            "2027-01-01",
            ("t",),
            ['parsing time "2027-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'],
        ),
        (
            TIME,
            "2027-13-01T00:00:00Z",
            ("t",),
            ['parsing time "2027-13-01T00:00:00Z": month out of range'],
        ),
        (TIME, "2027-01-01T00:00:00Z", ("t",), []),
        (
            'expected "port" to be a valid port number, got: -1',
            0,
            ("spec", 0, "port", 0, "port"),
            ['expected "spec.0.port.0.port" to be a valid port number, got: 0'],
        ),
        (
            "failure_threshold must be greater than 0",
            0,
            ("probe", 0, "failure_threshold"),
            ["probe.0.failure_threshold must be greater than 0"],
        ),
        (
            JSON,
            '{"a": }',
            ("schema",),
            [JSON.replace("~", "}")],
        ),
    ],
)
def test_a_check_with_words_of_its_own(
    recorded: str, value: Any, path: Path, words: list[str]
) -> None:
    assert list(broken_rules(says(recorded), value, path)) == words
