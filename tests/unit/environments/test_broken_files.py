"""One thing wrong in one file: the fault names the file, the line, the key, and what to do."""

# ruff: noqa: E501 - a table is read by its rows
import re

import pytest

# file, what is replaced, by what; then how the blamed line begins (and which one), key, message
BROKEN = [
    # keys
    ("dev", "domain: dev", "domian: dev", "domian", 1, "domian", "the key is unknown.*Did you mean domain"),
    ("dev", "title: Dev", "colour: red\ntitle: Dev", "colour", 1, "colour", "the key is unknown"),
    ("dev", "  max_nodes: 16", "  max_node: 16", "  max_node:", 1, "sizes.max_node", "Did you mean max_nodes"),
    ("uat", "      pods: 10.17.0.0/16\n", "", "    cidr:", 1, "regions.primary.cidr.pods", "pods is missing"),
    ("uat", "domain: uat.crm.example.com\n", "", "# yaml", 1, "domain", "domain is missing"),
    ("dev", "  max_nodes: 16", "  max_nodes: 16\n  max_nodes: 16", "  max_nodes", 2, "sizes.max_nodes", "written again; it is already on line"),
    ("dev", "domain: dev.crm.example.com", "domain: dev.crm.example.com\ndomain: dev.crm.example.com", "domain", 2, "domain", "a key is written once"),
    ("dev", "approval: {required: false, approvals: 0", "approval: {required: false, approvals: 0, approvals: 1", "approval", 1, "approval.approvals", "a key is written once"),
    ("dev", "sizes:\n", "? [a, b]\n: 1\nsizes:\n", "? [a", 1, "", "a key that is not text"),
    ("prod", "freezes: []", 'freezes: [{from: "2026-12-20T00:00:00Z", to: "2027-01-04T00:00:00Z"}]', "  freezes", 1, "windows.freezes[0].reason", "reason is missing"),
    ("dev", "to: \"24:00\"}", "until: \"24:00\", to: \"24:00\"}", "    - {days", 1, "windows.allowed[0].until", "the key is unknown"),
    # types, and what older YAML would have made of them
    ("dev", "required: false", "required: no", "approval", 1, "approval.required", "'no' is text; it must be true or false"),
    ("dev", "standing: false", "standing: off", "    standing", 1, "regions.recovery.standing", "'off' is text"),
    ("dev", "standing: false", "standing: False", "    standing", 1, "regions.recovery.standing", "'False' is text"),
    ("dev", "standing: false", 'standing: "false"', "    standing", 1, "regions.recovery.standing", "'false' is text"),
    ("dev", "standing: false", "standing: 0", "    standing", 1, "regions.recovery.standing", "0 is a number; it must be true or false"),
    ("dev", "max_nodes: 16", "max_nodes: 012", "  max_nodes", 1, "sizes.max_nodes", "'012' is text; it must be a whole number"),
    ("dev", "max_nodes: 16", "max_nodes: 0o14", "  max_nodes", 1, "sizes.max_nodes", "'0o14' is text"),
    ("dev", "max_nodes: 16", "max_nodes: 0xc", "  max_nodes", 1, "sizes.max_nodes", "'0xc' is text"),
    ("dev", "max_nodes: 16", "max_nodes: 1_2", "  max_nodes", 1, "sizes.max_nodes", "'1_2' is text"),
    ("dev", "max_nodes: 16", "max_nodes: 1:30", "  max_nodes", 1, "sizes.max_nodes", "'1:30' is text"),
    ("dev", "max_nodes: 16", "max_nodes: 16.0", "  max_nodes", 1, "sizes.max_nodes", "16.0 is a number; it must be a whole number"),
    ("dev", "max_nodes: 16", "max_nodes: true", "  max_nodes", 1, "sizes.max_nodes", "true is true-or-false; it must be a whole number"),
    ("dev", "max_nodes: 16", "max_nodes: 2026-01-01", "  max_nodes", 1, "sizes.max_nodes", "'2026-01-01' is text"),
    ("dev", "max_nodes: 16", f"max_nodes: {'9' * 5000}", "  max_nodes", 1, "sizes.max_nodes", "9999… is text|9999'… is text"),
    ("dev", "flow_log_sampling: 0.1", "flow_log_sampling: .nan", "  flow_log_s", 1, "sizes.flow_log_sampling", "'.nan' is text; it must be a number"),
    ("dev", "flow_log_sampling: 0.1", "flow_log_sampling: .inf", "  flow_log_s", 1, "sizes.flow_log_sampling", "'.inf' is text"),
    ("dev", "flow_log_sampling: 0.1", "flow_log_sampling: 1e999", "  flow_log_s", 1, "sizes.flow_log_sampling", "'1e999' is text"),
    ("dev", 'number: "100000000001"', 'number: "0100000000001"', "  number", 1, "project.number", "6 to 19 digits"),
    ("dev", 'number: "100000000001"', "number: 100000000001", "  number", 1, "project.number", "100000000001 is a number; it must be text. Put it in quotes"),
    ("dev", "title: Development", "title:", "title", 1, "title", "nothing stands here; it must be text"),
    ("dev", "title: Development", "title: null", "title", 1, "title", "nothing stands here"),
    ("dev", "title: Development", "title: [a]", "title", 1, "title", "a list stands here; it must be text"),
    ("dev", "title: Development", "title: {a: b}", "title", 1, "title", "a mapping stands here; it must be text"),
    ("dev", "protection: {deletion: false, lock_retention: false}", "protection: off", "protection", 1, "protection", "'off' is text; it must be a mapping"),
    ("dev", "thresholds: [0.5, 0.8, 1.0]", "thresholds: 0.5", "budget", 1, "budget.thresholds", "0.5 is a number; it must be a list"),
    ("dev", "cost-center: platform", "cost-center: 42", "  labels", 1, "project.labels.cost-center", "42 is a number; it must be text"),
    ("dev", "labels: {application: crm, cost-center: platform}", "labels: none", "  labels", 1, "project.labels", "'none' is text; it must be a mapping"),
    # ranges
    ("dev", "nodes: 10.0.0.0/20", "nodes: 10.0.0.0", "      nodes", 1, "regions.primary.cidr.nodes", "an IPv4 address and a prefix"),
    ("dev", "nodes: 10.0.0.0/20", "nodes: 10.0.0/20", "      nodes", 1, "regions.primary.cidr.nodes", "an IPv4 address and a prefix"),
    ("dev", "nodes: 10.0.0.0/20", "nodes: 10.0.0.256/20", "      nodes", 1, "regions.primary.cidr.nodes", "an IPv4 address and a prefix"),
    ("dev", "nodes: 10.0.0.0/20", "nodes: 10.0.0.0/33", "      nodes", 1, "regions.primary.cidr.nodes", "an IPv4 address and a prefix"),
    ("dev", "nodes: 10.0.0.0/20", "nodes: 10.0.0.0/255.255.240.0", "      nodes", 1, "regions.primary.cidr.nodes", "an IPv4 address and a prefix"),
    ("dev", "nodes: 10.0.0.0/20", "nodes: 010.0.0.0/20", "      nodes", 1, "regions.primary.cidr.nodes", "an IPv4 address and a prefix"),
    ("dev", "nodes: 10.0.0.0/20", 'nodes: "fd00::/48"', "      nodes", 1, "regions.primary.cidr.nodes", "an IPv4 address and a prefix"),
    ("dev", "nodes: 10.0.0.0/20", 'nodes: "1\N{ARABIC-INDIC DIGIT ZERO}.0.0.0/20"', "      nodes", 1, "regions.primary.cidr.nodes", r"'1\\u0660.*an IPv4 address and a prefix"),
    ("dev", "nodes: 10.0.0.0/20", "nodes: 10.0.0.5/20", "      nodes", 1, "regions.primary.cidr.nodes", "no host bits. Write 10.0.0.0/20"),
    ("dev", "nodes: 10.0.0.0/20", "nodes: 8.8.0.0/20", "      nodes", 1, "regions.primary.cidr.nodes", "ranges are private"),
    ("dev", "nodes: 10.0.0.0/20", "nodes: 0.0.0.0/0", "      nodes", 1, "regions.primary.cidr.nodes", "ranges are private"),
    ("dev", "nodes: 10.0.0.0/20", "nodes: 172.32.0.0/20", "      nodes", 1, "regions.primary.cidr.nodes", "ranges are private"),
    ("dev", "nodes: 10.0.0.0/20", "nodes: 10.0.0.0/29", "      nodes", 1, "regions.primary.cidr.nodes", "it holds 4 nodes; sizes.max_nodes asks for 16. Use a /27 or wider"),
    ("dev", "nodes: 10.0.0.0/20", "nodes: 10.0.0.0/30", "      nodes", 1, "regions.primary.cidr.nodes", "too small.*at least 8 addresses"),
    ("dev", "pods: 10.1.0.0/16", "pods: 10.1.0.0/22", "      pods", 1, "regions.primary.cidr.pods", "it serves 8 nodes; 16 nodes of 64 pods take a /25 each. Use a /21 or wider"),
    ("prod", "pods: 10.29.0.0/16", "pods: 10.29.0.0/19", "      pods", 2, "regions.recovery.cidr.pods", "it serves 32 nodes; 60 nodes of 110 pods take a /24 each. Use a /18 or wider"),
    ("dev", "pods: 10.1.0.0/16", "pods: 10.1.0.0/25", "      pods", 1, "regions.primary.cidr.pods", "too small.*256 addresses"),
    ("dev", "services: 10.0.64.0/20", "services: 10.0.64.0/24", "      services", 1, "regions.primary.cidr.services", "too small.*1,024 services. Use a /22 or wider"),
    ("dev", "services: 10.0.64.0/20", "services: 10.64.0.0/12", "      services", 1, "regions.primary.cidr.services", "too large.*Use a /16 or narrower"),
    ("dev", "control_plane: 172.16.0.0/28", "control_plane: 172.16.8.0/27", "      control", 1, "regions.primary.cidr.control_plane", "too large; a private control plane takes exactly 16 addresses. Use a /28."),
    ("dev", "control_plane: 172.16.0.0/28", "control_plane: 172.16.0.0/29", "      control", 1, "regions.primary.cidr.control_plane", "too small; a private control plane takes exactly 16 addresses. Use a /28."),
    ("dev", "private_service_access: 10.0.32.0/20", "private_service_access: 10.0.32.0/25", "      private", 1, "regions.primary.cidr.private_service_access", "too small.*Use a /24 or wider"),
    ("dev", "proxy_only: 10.0.18.0/23", "proxy_only: 10.0.18.0/27", "      proxy", 1, "regions.primary.cidr.proxy_only", "too small.*Use a /26 or wider"),
    ("dev", "psc: 10.0.16.0/24", "psc: 10.0.16.0/30", "      psc", 1, "regions.primary.cidr.psc", "too small"),
    # overlaps: in a region, between regions, between environments
    ("dev", "psc: 10.0.16.0/24", "psc: 10.0.0.0/24", "      psc", 1, "regions.primary.cidr.psc", r"10.0.0.0/24 overlaps regions.primary.cidr.nodes of dev.yaml:\d+, 10.0.0.0/20"),
    ("dev", "pods: 10.5.0.0/16", "pods: 10.1.0.0/16", "      pods", 2, "regions.recovery.cidr.pods", r"overlaps regions.primary.cidr.pods of dev.yaml:\d+"),
    ("prod", "172.16.0.112/28", "172.16.0.0/28", "      control", 2, "regions.recovery.cidr.control_plane", r"overlaps regions.primary.cidr.control_plane of dev.yaml:\d+"),
    ("uat", "pods: 10.17.0.0/16", "pods: 10.9.0.0/16", "      pods", 1, "regions.primary.cidr.pods", r"overlaps regions.primary.cidr.pods of staging.yaml:\d+"),
    # places
    ("dev", "  recovery:\n    name: us-east1\n    zones: [us-east1-b, us-east1-c, us-east1-d]", "  recovery:\n    name: us-east1\n    zones: [us-east1-a, us-east1-c, us-east1-d]", "    zones", 2, "regions.recovery.zones[0]", "a zone of Google Cloud that exists. us-east1 has us-east1-b, us-east1-c, us-east1-d"),
    ("dev", "zones: [us-central1-a, us-central1-b, us-central1-c]", "zones: [us-central1-a, us-central1-b, us-east1-c]", "    zones", 1, "regions.primary.zones[2]", "a zone of another region; zones are those of us-central1"),
    ("dev", "zones: [us-central1-a, us-central1-b, us-central1-c]", "zones: [us-central1-a, us-central1-b, us-central1-a]", "    zones", 1, "regions.primary.zones[2]", "in the list already"),
    ("dev", "zones: [us-central1-a, us-central1-b, us-central1-c]", "zones: [us-central1-a]", "    zones", 1, "regions.primary.zones", "1 item; the list needs at least 2"),
    ("dev", "zones: [us-central1-a, us-central1-b, us-central1-c]", "zones: []", "    zones", 1, "regions.primary.zones", "0 items"),
    # names
    ("dev", "name: dev\n", "name: prod\n", "name", 1, "name", "'prod' in the file 'dev.yaml'; the name is the file's name"),
    ("dev", "name: dev\n", "name: ../prod\n", "name", 1, "name", r"'../prod'; names match"),
    ("dev", "name: dev\n", "name: -destroy\n", "name", 1, "name", "'-destroy'; names match"),
    ("dev", "name: dev\n", 'name: "dev\\n"\n', "name", 1, "name", r"'dev\\n'; text is one line"),
    ("dev", "name: dev\n", 'name: "dev\\0"\n', "name", 1, "name", r"'dev\\x00'; text is one line"),
    ("dev", "name: dev\n", "name: d\N{CYRILLIC SMALL LETTER IE}v\n", "name", 1, "name", r"'d\\u0435v'; names match"),
    ("dev", "name: dev\n", f"name: d{'e' * 31}\n", "name", 1, "name", "names match"),
    ("dev", "name: dev\n", 'name: "\\uD800"\n', "name", 1, "name", r"'\\ud800'; text is one line"),
    # project
    ("dev", "id: crm-dev-platform", "id: Crm-dev", "  id", 1, "project.id", "a project id is 6 to 30 characters"),
    ("dev", "id: crm-dev-platform", "id: crm", "  id", 1, "project.id", "a project id is"),
    ("dev", "id: crm-dev-platform", "id: crm-dev-", "  id", 1, "project.id", "a project id is"),
    ("dev", "id: crm-dev-platform", f"id: {'c' * 31}", "  id", 1, "project.id", "a project id is"),
    ("dev", "id: crm-dev-platform", "id: crm-google-dev", "  id", 1, "project.id", "may not contain 'google'"),
    ("dev", "id: crm-dev-platform", "id: ${file(\"/etc/passwd\")}", "  id", 1, "project.id", "a project id is"),
    ("uat", "id: crm-uat-platform", "id: crm-dev-platform", "  id", 1, "project.id", r"'crm-dev-platform' is project.id of dev.yaml:\d+, too"),
    ("uat", '"100000000003"', '"100000000001"', "  number", 1, "project.number", "of dev.yaml"),
    ("uat", "domain: uat.crm", "domain: staging.crm", "domain", 1, "domain", "of staging.yaml"),
    ("dev", "domain: dev.crm.example.com", "domain: dev.crm.example.com.", "domain", 1, "domain", "without a dot at the end"),
    ("dev", "domain: dev.crm.example.com", "domain: DEV.example.com", "domain", 1, "domain", "in lower case"),
    ("dev", "domain: dev.crm.example.com", "domain: dev..example.com", "domain", 1, "domain", "a domain"),
    ("dev", "0A0A0A-0B0B0B-0C0C0C", "0a0a0a-0b0b0b-0c0c0c", "  billing", 1, "project.billing_account", "in upper case"),
    ("dev", ", cost-center: platform", "", "  labels", 1, "project.labels", "the label cost-center is missing"),
    ("dev", "cost-center: platform", "cost-center: The Platform", "  labels", 1, "project.labels.cost-center", "a label's value is"),
    ("dev", "cost-center: platform", "cost-center: platform, goog-x: y", "  labels", 1, "project.labels.goog-x", "a label's key is"),
    ("dev", "cost-center: platform", "cost-center: platform, team: x", "  labels", 1, "project.labels.team", "it is only here; the environments differ only where"),
    # access, approval, windows, budget, contacts, pipeline
    ("dev", "approvers: [group:crm-platform@example.com]", "approvers: [allUsers]", "  approvers", 1, "access.approvers[0]", "access is given to groups only"),
    ("dev", "approvers: [group:crm-platform@example.com]", "approvers: [user:eve@example.com]", "  approvers", 1, "access.approvers[0]", "access is given to groups only"),
    ("prod", "approvers: [group:crm-platform-leads@example.com, group:crm-security@example.com]", "approvers: []", "  approvers", 1, "access.approvers", "somebody must be able to give it"),
    ("prod", "group:crm-platform-leads@example.com", "group:crm-platform-production@example.com", "  approvers", 1, "access.approvers[0]", "writes too; production's changes are approved by others"),
    ("dev", "writers: [group:crm-developers@example.com, group:crm-platform@example.com]", "writers: []", "  writers", 1, "access.writers", "the list needs at least 1"),
    ("prod", "approvals: 1", "approvals: 0", "approval", 1, "approval.approvals", "approval is required, so at least one is"),
    ("dev", "approvals: 0", "approvals: 1", "approval", 1, "approval.approvals", "approval is not required, so none is"),
    ("dev", "approvals: 0", "approvals: -1", "approval", 1, "approval.approvals", "-1; it lies between 0 and 5"),
    ("dev", "timezone: Etc/UTC", "timezone: America/Chicago", "  timezone", 1, "windows.timezone", "only one value is allowed. Use one of: Etc/UTC"),
    ("prod", "days: [tue]", "days: [tuesday]", "    - {", 1, "windows.allowed[0].days[0]", "a day of the week"),
    ("prod", "days: [tue]", "days: [tue, tue]", "    - {", 1, "windows.allowed[0].days[1]", "in the list already"),
    ("prod", "days: [tue]", "days: []", "    - {", 1, "windows.allowed[0].days", "at least 1"),
    ("prod", 'from: "14:00", to: "20:00"', 'from: "20:00", to: "02:00"', "    - {", 1, "windows.allowed[0].to", "a window ends later on the same day"),
    ("prod", 'from: "14:00"', 'from: "24:01"', "    - {", 1, "windows.allowed[0].from", "a time of day in UTC, HH:MM"),
    ("prod", 'from: "14:00"', "from: 840", "    - {", 1, "windows.allowed[0].from", "840 is a number; it must be text"),
    ("prod", "freezes: []", 'freezes: [{from: "2026-12-20T00:00:00Z", to: "2026-12-19T00:00:00Z", reason: x}]', "  freezes", 1, "windows.freezes[0].to", "a freeze ends after it begins"),
    ("prod", "freezes: []", 'freezes: [{from: "2026-02-30T00:00:00Z", to: "2026-12-19T00:00:00Z", reason: x}]', "  freezes", 1, "windows.freezes[0].from", "there is no such day"),
    ("prod", "freezes: []", 'freezes: [{from: "2026-02-20", to: "2026-12-19T00:00:00Z", reason: x}]', "  freezes", 1, "windows.freezes[0].from", "an instant in UTC"),
    ("prod", "freezes: []", 'freezes: [{from: "2026-12-20T00:00:00Z", to: "2026-12-21T00:00:00Z", reason: ""}]', "  freezes", 1, "windows.freezes[0].reason", "1 to 80 characters"),
    ("dev", "thresholds: [0.5, 0.8, 1.0]", "thresholds: [0.5, 1.0, 0.8]", "budget", 1, "budget.thresholds[2]", "0.8 after 1.0; thresholds rise"),
    ("dev", "thresholds: [0.5, 0.8, 1.0]", "thresholds: [0.5, 0.8, 50]", "budget", 1, "budget.thresholds[2]", "50; it lies between 0.01 and 2.0"),
    ("dev", "thresholds: [0.5, 0.8, 1.0]", "thresholds: []", "budget", 1, "budget.thresholds", "at least 1"),
    ("dev", "monthly_usd: 900", "monthly_usd: 0", "budget", 1, "budget.monthly_usd", "0; it lies between 1 and"),
    ("prod", "monthly_usd: 4425", "monthly_usd: 4426", "budget", 1, "budget.monthly_usd", r"sum to \$8,526 a month; the architecture document grants \$8,525. Lower one by \$1"),
    ("dev", "security: security@crm.example.com", "security: nobody", "  security", 1, "contacts.security", "a mail address"),
    ("dev", "repository: presidential-digs/crm", "repository: crm' || true || 'x", "ci", 1, "ci.repository", "owner/name as GitHub writes it"),
    ("dev", "branch: main", "branch: a..b", "ci", 1, "ci.branch", r"may not contain '\.\.'"),
    # sizes
    ("dev", "max_nodes: 16", "max_nodes: 0", "  max_nodes", 1, "sizes.max_nodes", "0; it lies between 1 and 1000"),
    ("dev", "max_pods_per_node: 64", "max_pods_per_node: 7", "  max_pods", 1, "sizes.max_pods_per_node", "7; it lies between 8 and 256"),
    ("dev", "flow_log_interval: INTERVAL_1_MIN", "flow_log_interval: INTERVAL_2_MIN", "  flow_log_i", 1, "sizes.flow_log_interval", "one of the words .*Did you mean INTERVAL_"),
    ("dev", "flow_log_sampling: 0.1", "flow_log_sampling: 1.5", "  flow_log_s", 1, "sizes.flow_log_sampling", "1.5; it lies between 0.01 and 1.0"),
    # one pattern, and what the architecture document fixes
    ("dev", "us-central1-a, us-central1-b, us-central1-c", "us-central1-a, us-central1-b, us-central1-f", "    zones", 1, "regions.primary.zones", "the environments differ only where"),
    ("staging", "nat_max_ports: 4096", "nat_max_ports: 8192", "  nat_max", 1, "sizes.nat_max_ports", "8192 is not 4096; the environments differ only where"),
    ("staging", "expires_hours: 24", "expires_hours: 48", "approval", 1, "approval.expires_hours", "48 is not 24"),
    ("dev", "data_classification: synthetic", "data_classification: anonymized", "data_class", 1, "data_classification", "synthetic data only in development.*Write synthetic"),
    ("prod", "data_classification: production", "data_classification: synthetic", "data_class", 1, "data_classification", "Write production"),
    ("prod", "standing: true", "standing: false", "    standing", 1, "regions.recovery.standing", "false in prod.*Write true"),
    ("staging", "required: false, approvals: 0", "required: true, approvals: 1", "approval", 1, "approval.required", "true in staging; .*automated up to staging"),
    ("uat", "max_nodes: 60", "max_nodes: 40", "  max_nodes", 1, "sizes.max_nodes", "40 in uat; .*equal to production in UAT. Write 60"),
    ("prod", "log_retention_days: 400", "log_retention_days: 90", "  log_ret", 1, "sizes.log_retention_days", "365 days at least"),
    # YAML that is more than data
    ("dev", "title: Development", "title: &a Development", "title", 1, "title", "an anchor 'a'; anchors, aliases and tags are refused"),
    ("dev", "title: Development", "title: !!str Development", "title", 1, "title", "a tag 'tag:yaml.org,2002:str'"),
    ("dev", "title: Development", "title: !!python/object/apply:os.system [ls]", "title", 1, "title", "a tag 'tag:yaml.org,2002:python/object"),
    ("dev", "title: Development", "title: *a", "title", 1, "title", "an alias to 'a'"),
    ("dev", "title: Development", "title: |\n  Develop\n  ment", "title", 1, "title", "text is one line"),
    ("dev", "title: Development", 'title: "Develop\\u202ement"', "title", 1, "title", "text is one line"),
    ("dev", "title: Development", "title: Development\n<<: {domain: x}", "<<", 1, "<<|'<<'", "the key is unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "start", "nth", "key", "says"), BROKEN)
def test_a_broken_file_is_refused_at_its_line_and_key(
    folder, file, old, new, start, nth, key, says
):
    folder.change(file, old, new)

    fault = folder.only_fault()

    assert fault.file == folder.file(file)
    assert re.fullmatch(key, fault.key) or key == fault.key
    assert re.search(says, str(fault)), str(fault)
    assert fault.line == folder.line(file, start, nth)
    assert "\n" not in str(fault)
    assert fault.seen
    assert fault.rule
    assert fault.remedy
