"""An environment's month: it fits its budget, and it says so when it no longer does."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.cost import (
    Commitment,
    Level,
    Line,
    Usage,
    auto_scaling,
    cluster_month,
    estimate,
    usage_of,
)
from crm_infra.cost.cluster import groups_of
from crm_infra.cost.usage import assumptions
from crm_infra.environments import PERMANENT, load_environments
from crm_infra.environments.differences import MONTHLY_USD

REAL = load_environments()


def layer(name: str, one: str, level: Level = Level.EXPECTED) -> tuple[Line, ...]:
    return tuple(line for line in estimate(REAL[name], level).lines if line.layer == one)


class TestTheMoney:
    def test_the_four_fit_the_documents_budget(self):
        whole = sum(estimate(REAL[name]).usd for name in PERMANENT)

        assert whole <= MONTHLY_USD, f"${whole:,} a month, ${MONTHLY_USD:,} are granted"

    @pytest.mark.parametrize("name", PERMANENT)
    def test_each_fits_its_own_budget(self, name):
        month = estimate(REAL[name])

        assert month.fits, f"{name} costs ${month.usd:,} of ${month.budget:,}: {month.layers}"

    @pytest.mark.parametrize("name", PERMANENT)
    def test_each_budget_holds_its_clusters_at_their_most(self, name):
        scaling = auto_scaling(REAL[name])

        assert scaling.fits, f"{name}: {scaling}"

    @pytest.mark.parametrize("name", PERMANENT)
    def test_only_atlas_at_its_largest_breaks_a_budget(self, name, changed):
        """ADR 0013 says so; the budget's warnings are there for it."""
        atlas = REAL[name].databases.atlas
        steady = changed(name, {"databases.atlas.max_instance_size": atlas.instance_size})

        assert estimate(steady, Level.MAXIMUM).fits
        assert not estimate(REAL[name], Level.MAXIMUM).fits

    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("dev", {"cluster.pools.backend.min_nodes": 20, "cluster.pools.backend.max_nodes": 20}),
            ("staging", {"databases.atlas.instance_size": "M50"}),
            ("uat", {"cluster.pools.system.machine_type": "e2-standard-16"}),
            ("prod", {"databases.redis.memory_gb": 100, "databases.redis.recovery_memory_gb": 100}),
            ("prod", {"databases.atlas.instance_size": "M50"}),
        ],
    )
    def test_sizes_that_grow_too_much_do_not_fit(self, name, values, changed):
        assert not estimate(changed(name, values)).fits

    def test_more_nodes_at_most_leave_the_budget_before_they_leave_the_expectation(self, changed):
        grown = changed("prod", {"cluster.pools.backend.max_nodes": 12,
                                 "cluster.auto_provisioning.max_cpus": 100,
                                 "cluster.auto_provisioning.max_memory_gb": 400})  # fmt: skip

        assert estimate(grown).fits
        assert not auto_scaling(grown).fits

    def test_a_second_region_in_uat_costs_what_prods_costs(self, changed):
        warm = changed("uat", {"regions.recovery.standing": True})

        more = estimate(warm).usd - estimate(REAL["uat"]).usd
        assert 700 < more < 1000
        assert not auto_scaling(warm).fits


class TestTheSums:
    @pytest.mark.parametrize("name", PERMANENT)
    @pytest.mark.parametrize("level", Level)
    def test_a_month_is_the_sum_of_its_layers_and_of_its_lines(self, name, level):
        month = estimate(REAL[name], level)

        assert month.usd == sum(month.layers.values()) == sum(line.usd for line in month.lines)
        assert month.usd == month.usd.quantize(Decimal("0.01"))

    @pytest.mark.parametrize("name", PERMANENT)
    def test_each_layer_has_a_sum_those_ahead_included(self, name):
        assert list(estimate(REAL[name]).layers) == [
            "foundation", "network", "cluster", "databases", "edge", "observability",
        ]  # fmt: skip

    @pytest.mark.parametrize("name", PERMANENT)
    def test_busier_months_cost_more_in_every_layer(self, name):
        quiet, usual, busy = (estimate(REAL[name], level).layers for level in Level)

        for one in quiet:
            assert quiet[one] <= usual[one] <= busy[one]

    @pytest.mark.parametrize("name", PERMANENT)
    def test_what_the_budget_leaves_for_clusters_is_what_all_else_does_not_take(self, name):
        month = estimate(REAL[name])
        roles = ["primary", "recovery"] if REAL[name].regions.recovery.standing else ["primary"]
        clusters = sum(cluster_month(groups_of(REAL[name], role, Level.EXPECTED)) for role in roles)

        assert auto_scaling(REAL[name]).allowance == month.budget - month.usd + clusters

    @pytest.mark.parametrize("name", PERMANENT)
    def test_promises_change_the_cluster_only(self, name):
        plain = estimate(REAL[name]).layers
        promised = estimate(REAL[name], commitment=Commitment.ONE_YEAR).layers

        assert promised["cluster"] < plain["cluster"]
        assert {**promised, "cluster": 0} == {**plain, "cluster": 0}

    @given(
        key=st.sampled_from([one.key for one in assumptions() if one.key != "nodes.busy"]),
        factor=st.integers(1, 20),
        name=st.sampled_from(PERMANENT),
    )
    def test_more_use_never_costs_less(self, key, factor, name):
        usual = usage_of(name)
        more = usual.with_changes({key: usual[key] * factor})

        assert estimate(REAL[name], usage=more).usd >= estimate(REAL[name], usage=usual).usd


class TestGoldenLines:
    def line(self, name: str, one: str, item: str, level: Level = Level.EXPECTED) -> Line:
        (found,) = [line for line in layer(name, one, level) if line.item == item]
        return found

    def test_three_nodes_of_atlas_cost_the_list_price_and_five_that_of_five(self):
        assert self.line("uat", "databases", "Atlas, 3 nodes M30").usd == Decimal("394.20")
        assert self.line("prod", "databases", "Atlas, 5 nodes M30").usd == Decimal("657.00")
        at_most = self.line("prod", "databases", "Atlas, 5 nodes M50", Level.MAXIMUM)
        assert at_most.usd == Decimal("2433.33")

    def test_redis(self):
        assert self.line("dev", "databases", "Redis in us-central1").usd == Decimal("35.77")
        assert self.line("prod", "databases", "Redis in us-east1").usd == Decimal("197.10")

    def test_a_cluster_costs_its_fee_in_each_region_that_stands(self):
        assert sum(line.sku == "gke.cluster" for line in layer("dev", "cluster")) == 1
        assert sum(line.sku == "gke.cluster" for line in layer("prod", "cluster")) == 2
        assert self.line("dev", "cluster", "us-central1: fee").usd == Decimal("73.00")

    def test_nat_stands_in_both_regions_of_every_environment(self):
        assert self.line("dev", "network", "addresses of NAT").usd == Decimal("7.30")

    def test_spot_nodes_are_those_of_frontend_and_backend(self):
        skus = {line.item: line.sku for line in layer("dev", "cluster")}

        assert skus["us-central1: system: vCPUs"] == "e2.vcpu"
        assert skus["us-central1: frontend: vCPUs"] == "e2.vcpu.spot"
        assert skus["us-central1: backend: memory"] == "e2.memory.spot"


@pytest.mark.parametrize(
    ("values", "sku", "quantity"),
    [
        ({"databases.atlas.disk_gb": 20}, "atlas.disk", 60),
        ({"databases.redis.tier": "STANDARD_HA", "databases.redis.memory_gb": 5,
          "databases.redis.replicas": 3}, "redis.standard.m2", 2 * 5 * 730),
        ({"databases.redis.memory_gb": 40}, "redis.basic.m4", 40 * 730),
        ({"databases.redis.memory_gb": 300}, "redis.basic.m5", 300 * 730),
    ],
)  # fmt: skip
def test_what_is_chosen_decides_what_is_paid(values, sku, quantity, changed):
    (line,) = [line for line in estimate(changed("dev", values)).lines if line.sku == sku]

    assert line.quantity == quantity


def test_managed_prometheus_is_paid_by_the_sample(changed):
    plain = estimate(REAL["dev"])
    managed = estimate(changed("dev", {"cluster.managed_prometheus": True}))

    assert "prometheus.samples" not in {line.sku for line in plain.lines}
    assert managed.usd > plain.usd


def test_every_price_is_used_by_something_that_can_be_chosen():
    from crm_infra.cost.prices import price_list
    from crm_infra.cost.seed import seed_cluster

    used = {
        line.sku
        for name in PERMANENT
        for level in Level
        for line in estimate(REAL[name], level).lines
    }
    used |= {f"redis.{tier}.m{size}" for tier in ("basic", "standard") for size in range(1, 6)}
    used |= {f"atlas.m{size}0" for size in range(1, 6)}
    used |= {f"disk.{group.disk_type}" for group in seed_cluster().smallest}

    assert set(price_list().prices) - used == {"atlas.disk", "prometheus.samples"}


def test_every_assumption_is_used_and_none_is_missing(changed):
    read: set[str] = set()

    class Noticing(Usage):
        def __getitem__(self, key: str) -> Decimal:
            read.add(key)
            return super().__getitem__(key)

    for name in PERMANENT:
        environment = changed(name, {"cluster.managed_prometheus": True})
        for level in Level:
            estimate(environment, level, usage=Noticing(usage_of(name).figures))

    assert read == {one.key for one in assumptions()}


def test_a_preview_is_taken_for_a_dev():
    assert usage_of("pr-123") == usage_of("dev") != usage_of("prod")
