"""The four follow one pattern, and their differences are declared."""

import pytest

from crm_infra.environments import PERMANENT, load_environments
from crm_infra.environments.differences import DIFFERENCES, MONTHLY_USD, permitted


def leaves(data, path=""):
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    else:
        yield path, data


def test_whatever_differs_is_declared_and_has_a_reason():
    four = [dict(leaves(load_environments()[name].as_variables())) for name in PERMANENT]

    assert len({tuple(environment) for environment in four}) == 1
    for path in four[0]:
        if len({repr(environment[path]) for environment in four}) > 1:
            difference = permitted(path)
            assert difference is not None, path
            assert difference.reason


def test_whatever_is_declared_is_a_key():
    paths = [path for path, _ in leaves(load_environments()["dev"].as_variables())]

    for difference in DIFFERENCES:
        assert any(permitted(path) is difference for path in paths), difference.path


def test_permission_for_a_key_is_not_permission_for_one_that_begins_like_it():
    assert permitted("name")
    assert permitted("regions.primary.cidr.pods")
    assert permitted("names") is None
    assert permitted("regions.primary") is None
    assert permitted("regions.primary.name") is None


def test_the_budgets_are_the_documents():
    assert sum(e.budget.monthly_usd for e in load_environments().values()) == MONTHLY_USD == 8525


def test_a_preview_may_differ(folder):
    folder.preview()
    folder.change("pr-123", "nat_max_ports: 4096", "nat_max_ports: 1024")

    assert folder.faults() == ()


def test_a_preview_may_not_hold_production_data_nor_take_addresses(folder):
    folder.preview()
    folder.change("pr-123", "data_classification: synthetic", "data_classification: production")
    folder.change("pr-123", "nodes: 10.64.0.0/20", "nodes: 10.24.0.0/20")

    says = "\n".join(map(str, folder.faults()))

    assert "only prod holds production data" in says
    assert "overlaps regions.primary.cidr.nodes of prod.yaml" in says


def test_a_copied_file_overlaps_in_all_its_ranges_and_shares_its_project(folder):
    folder.file("pr-9").write_text(
        folder.file("dev").read_text().replace("name: dev\n", "name: pr-9\n")
    )

    faults = folder.faults()

    assert {fault.file.stem for fault in faults} == {"pr-9"}
    assert sum("overlaps" in fault.seen for fault in faults) == 14
    assert {f.key for f in faults if "overlaps" not in f.seen} == {
        "project.id",
        "project.number",
        "domain",
    }


@pytest.mark.parametrize("odd", PERMANENT)
def test_the_one_that_departs_is_blamed_whichever_it_is(folder, odd):
    folder.change(odd, "nat_min_ports: 64", "nat_min_ports: 128")

    fault = folder.only_fault()

    assert (fault.file.stem, fault.key) == (odd, "sizes.nat_min_ports")


def test_a_label_that_only_one_lacks_is_blamed_on_it(folder):
    for name in PERMANENT[1:]:
        folder.change(name, "cost-center: platform", "cost-center: platform, tier: base")

    fault = folder.only_fault()

    assert (fault.file.stem, fault.key) == ("dev", "project.labels")
    assert "tier is missing" in str(fault)


def test_a_budget_may_move_between_environments(folder):
    folder.change("prod", "monthly_usd: 4000", "monthly_usd: 3900")
    folder.change("dev", "monthly_usd: 850", "monthly_usd: 950")

    assert folder.faults() == ()


class TestRulesSeenOnAPreview:
    """A preview is not compared with the four, so one change gives one fault."""

    @pytest.mark.parametrize(
        ("old", "new", "key", "says"),
        [
            ("nat_min_ports: 64", "nat_min_ports: 100", "sizes.nat_min_ports", "Write 64 or 128"),
            ("nat_max_ports: 4096", "nat_max_ports: 5000", "sizes.nat_max_ports", "4096 or 8192"),
            ("nat_max_ports: 4096", "nat_max_ports: 64", "sizes.nat_max_ports", "the least, 64"),
            ("nat_min_ports: 64", "nat_min_ports: 2", "sizes.nat_min_ports", "between 32 and"),
            ("[0.5, 0.8, 1.0]", "[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]",
             "budget.thresholds", "9 items; the list takes at most 8"),
            ("days: [sat, sun], from", "days: [sun], from", "cluster.maintenance.hours",
             "6 hours on sun leave 24 hours; GKE asks for 48 hours in any 32 days. Write 12 hours"),
            ("days: [sat, sun], from", "days: [], from", "cluster.maintenance.days", "at least 1"),
            ("witness_region: us-west1", "witness_region: us-central1",
             "databases.atlas.witness_region", "the primary region too"),
            ("compliance: false", "compliance: true", "databases.backup.compliance", "Write false"),
        ],
    )  # fmt: skip
    def test_one_change_one_fault(self, folder, old, new, key, says):
        folder.preview()
        folder.change("pr-123", old, new)

        fault = folder.only_fault()

        assert fault.key == key
        assert says in str(fault)

    def test_nat_addresses_must_serve_every_node(self, folder):
        folder.preview()
        folder.change("pr-123", "max_nodes: 16", "max_nodes: 500")
        folder.change("pr-123", "nat_min_ports: 64", "nat_min_ports: 256")

        fault = folder.only_fault()

        assert fault.key == "sizes.nat_addresses"
        assert "500 nodes keep 256 ports each. Write 2 or more" in str(fault)

    def test_recovery_happens_in_another_region(self, folder):
        folder.preview()
        folder.change("pr-123", "name: us-east1\n", "name: us-central1\n")
        folder.change(
            "pr-123",
            "[us-east1-b, us-east1-c, us-east1-d]",
            "[us-central1-a, us-central1-b, us-central1-f]",
        )

        fault = folder.only_fault()

        assert (fault.key, fault.line) == ("regions.recovery.name", 26)
        assert "'us-central1' is the primary region too" in str(fault)

    def test_the_later_of_two_overlapping_lines_is_blamed_however_keys_are_ordered(self, folder):
        folder.preview()
        folder.change("pr-123", "      nodes: 10.64.0.0/20\n", "")
        folder.change(
            "pr-123",
            "      psc: 10.64.16.0/24\n",
            "      psc: 10.64.16.0/24\n      nodes: 10.64.16.0/20\n",
        )
        folder.change("pr-123", "proxy_only: 10.64.18.0/23", "proxy_only: 10.64.48.0/23")
        folder.change(
            "pr-123",
            "private_service_access: 10.64.32.0/20",
            "private_service_access: 10.66.0.0/20",
        )

        faults = folder.faults()

        assert [(f.key, "psc of pr-123.yaml" in f.seen) for f in faults] == [
            ("regions.primary.cidr.nodes", True)
        ]


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("spot: false", "spot: true", "cluster.spot", "a zone or a machine is lost. Write false"),
        ("  zones: 3\n", "  zones: 1\n", "cluster.zones", "1 zones; production stands when"),
        ("min_nodes: 3, max_nodes: 7", "min_nodes: 1, max_nodes: 7",
         "cluster.pools.backend.min_nodes", "1 nodes; production stands when"),
        ("tier: STANDARD_HA, memory_gb: 5, replicas: 1", "tier: BASIC, memory_gb: 5, replicas: 0",
         "databases.redis.tier", "'BASIC'; production stands when"),
    ],
)  # fmt: skip
def test_production_survives_what_uat_need_not(folder, old, new, key, says):
    for name in ("uat", "prod"):
        folder.change(name, old, new)

    fault = folder.only_fault()

    assert (fault.file.stem, fault.key) == ("prod", key)
    assert says in str(fault)


@pytest.mark.parametrize("least", ["min_nodes: 3", "recovery_min_nodes: 2"])
def test_the_system_pool_is_never_empty(folder, least):
    old = "min_nodes: 3, max_nodes: 4, recovery_min_nodes: 2"
    for name in ("uat", "prod"):
        folder.change(name, old, old.replace(least, least[:-1] + "0"))

    assert any("the platform's own pods run in the system pool" in str(f) for f in folder.faults())


def test_events_of_prod_may_move_to_the_recovery_region_alone(folder):
    folder.change("prod", "receives: primary", "receives: recovery")

    assert folder.faults() == ()


def test_a_waiting_recovery_region_decides_how_many_nodes_may_come(folder):
    """With fewer nodes of the large machines waiting, more small ones fit in the limits."""
    for name in ("uat", "prod"):
        folder.change(name, "max_nodes: 60", "max_nodes: 27")

    fault = folder.only_fault()

    assert (fault.file.stem, fault.key) == ("prod", "sizes.max_nodes")
    assert "52 vCPUs may have 25 nodes, 3 more while it is upgraded. Write 28" in str(fault)


def test_protection_of_prod_may_be_lifted_so_that_it_can_be_destroyed_in_two_steps(folder):
    folder.change("prod", "deletion: true", "deletion: false")
    assert folder.faults() == ()


def test_locked_retention_of_prod_may_not_be_lifted(folder):
    folder.change("prod", "lock_retention: true", "lock_retention: false")
    assert any("protection" in fault.key for fault in folder.faults())
