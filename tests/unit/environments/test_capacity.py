"""How many nodes may come, how often maintenance opens: the arithmetic behind the rules."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.environments import load_environments
from crm_infra.environments.machines import FEWEST_VCPUS, MACHINES
from crm_infra.environments.rules.capacity import fewest_openings, nodes_at_most

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.mark.parametrize(
    ("machine", "vcpus", "memory"),
    [
        ("e2-medium", 2, 4),
        ("e2-standard-2", 2, 8),
        ("e2-standard-4", 4, 16),
        ("e2-highmem-4", 4, 32),
        ("e2-highcpu-8", 8, 8),
        ("e2-standard-32", 32, 128),
    ],
)
def test_machines_are_those_of_google(machine, vcpus, memory):
    assert (MACHINES[machine].vcpus, MACHINES[machine].memory_gb) == (vcpus, memory)


def test_shared_and_missing_machines():
    assert MACHINES["e2-medium"].billed_vcpus == 1
    assert "e2-highmem-32" not in MACHINES
    assert FEWEST_VCPUS == 2


@given(
    pools=st.lists(
        st.tuples(st.sampled_from([2, 4, 8]), st.integers(0, 3), st.integers(0, 3)),
        min_size=3,
        max_size=3,
    ),
    spare=st.integers(0, 12),
)
def test_no_mixture_of_pools_and_small_machines_has_more_nodes(pools, spare):
    cpus = sum(vcpus * (low + more) for vcpus, low, more in pools) + spare

    mixtures = itertools.product(*(range(low, low + more + 1) for _, low, more in pools))
    most = max(
        sum(counts) + (cpus - used) // FEWEST_VCPUS
        for counts in mixtures
        if (used := sum(pool[0] * count for pool, count in zip(pools, counts, strict=True))) <= cpus
    )

    assert nodes_at_most(cpus, [(vcpus, low) for vcpus, low, _ in pools]) == most


@given(days=st.sets(st.sampled_from(WEEK), min_size=1))
def test_any_32_days_hold_each_day_of_the_week_four_or_five_times(days):
    assert 4 * len(days) <= fewest_openings(days) <= 5 * len(days)


def test_a_weekend_opens_eight_times_and_a_week_every_day():
    assert fewest_openings({"sat", "sun"}) == 8
    assert fewest_openings(set(WEEK)) == 32
    assert fewest_openings({"mon", "tue", "wed", "thu"}) == 17


def test_each_file_leaves_auto_provisioning_room():
    for environment in load_environments().values():
        pools = environment.cluster.pools.all.values()
        most = sum(pool.max_nodes * pool.machine.vcpus for pool in pools)
        assert environment.cluster.auto_provisioning.max_cpus > most
