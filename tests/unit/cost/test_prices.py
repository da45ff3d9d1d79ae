"""The price list: figures that can be looked up elsewhere, and where each was read."""

from datetime import date
from decimal import Decimal

import pytest

from crm_infra.cost import Commitment, NodeGroup
from crm_infra.cost.lines import total
from crm_infra.cost.nodes import discount_lines, node_lines
from crm_infra.cost.prices import HOURS, price_list
from crm_infra.environments.atlas_offer import INSTANCE_SIZES
from crm_infra.environments.machines import MACHINES

# Monthly list prices of whole machines, as the catalogue has them.
MACHINE_MONTHS = [
    # machine, on demand, spot, one year, three years
    ("e2-standard-2", "48.92", "29.35", "30.82", "22.01"),
    ("e2-standard-4", "97.84", "58.71", "61.64", "44.03"),
    ("e2-highmem-4", "131.98", "79.20", "83.15", "59.39"),
    ("e2-highcpu-8", "144.45", "86.69", "91.01", "65.00"),
    ("e2-medium", "24.46", "14.68", "15.41", "11.01"),
]


def machine_month(machine: str, commitment: Commitment = Commitment.NONE, *, spot=False) -> Decimal:
    group = NodeGroup("n", machine, 1, 0, "pd-balanced", spot)
    return total([*node_lines([group]), *discount_lines([group], commitment)])


@pytest.mark.parametrize(("machine", "demand", "spot", "one", "three"), MACHINE_MONTHS)
def test_machines_cost_what_the_catalogue_says(machine, demand, spot, one, three):
    cent = Decimal("0.01")

    assert abs(machine_month(machine) - Decimal(demand)) <= cent
    assert abs(machine_month(machine, spot=True) - Decimal(spot)) <= cent
    assert abs(machine_month(machine, Commitment.ONE_YEAR) - Decimal(one)) <= cent
    assert abs(machine_month(machine, Commitment.THREE_YEARS) - Decimal(three)) <= cent


@pytest.mark.parametrize(
    ("sku", "usd"),
    [
        ("gke.cluster", "0.10"),
        ("disk.pd-balanced", "0.10"),
        ("disk.pd-ssd", "0.17"),
        ("nat.vm", "0.0014"),
        ("nat.processed", "0.045"),
        ("address.in-use", "0.005"),
        ("redis.standard.m2", "0.054"),
        ("redis.basic.m1", "0.049"),
        ("atlas.m30", "0.54"),
        ("storage.standard-nam4", "0.044"),
        ("flow-logs", "0.25"),
        ("kms.version", "0.06"),
    ],
)
def test_golden_figures(sku, usd):
    assert price_list()[sku].usd == Decimal(usd)


def test_every_price_says_where_and_when_it_was_read():
    listed = price_list()

    for price in listed.prices.values():
        assert price.source in listed.sources, price.sku
        assert price.unit, price.sku
        assert price.usd > 0, price.sku
    for source in listed.sources.values():
        assert source.title
        assert date.fromisoformat(source.date) <= date(2026, 12, 31)


def test_every_source_is_used():
    listed = price_list()

    assert {price.source for price in listed.prices.values()} == set(listed.sources)


def test_everything_that_may_be_chosen_has_a_price():
    assert {f"atlas.{size.lower()}" for size in INSTANCE_SIZES} <= set(price_list().prices)
    assert all(machine_month(machine) > 0 for machine in MACHINES)


def test_a_month_is_a_twelfth_of_a_year():
    assert HOURS == 365 * 24 / 12
