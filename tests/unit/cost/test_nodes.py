"""The arithmetic of nodes: it adds up, it grows with what is added, it never rounds away a cent."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crm_infra.cost import (
    ClusterScale,
    Commitment,
    NodeGroup,
    auto_provisioned,
    busiest_month,
    cluster_month,
    quietest_month,
)
from crm_infra.cost.lines import total
from crm_infra.cost.nodes import discount_lines, node_lines
from crm_infra.environments.machines import MACHINES

groups = st.builds(
    NodeGroup,
    name=st.sampled_from(["system", "frontend", "backend"]),
    machine_type=st.sampled_from(sorted(MACHINES)),
    nodes=st.integers(0, 200) | st.decimals(0, 200, places=2),
    disk_gb=st.integers(0, 1000),
    disk_type=st.sampled_from(["pd-standard", "pd-balanced", "pd-ssd"]),
    spot=st.booleans(),
)
several = st.lists(groups, max_size=4).map(tuple)


def cost(*of: NodeGroup) -> Decimal:
    return total(node_lines(of))


@given(first=several, second=several)
def test_groups_cost_together_what_they_cost_apart(first, second):
    assert cost(*first, *second) == cost(*first) + cost(*second)


@given(group=groups, more=st.integers(1, 50))
def test_more_nodes_cost_more(group, more):
    larger = NodeGroup(
        group.name,
        group.machine_type,
        group.nodes + more,
        group.disk_gb,
        group.disk_type,
        group.spot,
    )

    assert cost(larger) > cost(group)


@given(group=groups)
def test_spot_nodes_cost_less_and_are_never_promised(group):
    def as_spot(spot):
        return NodeGroup(
            group.name, group.machine_type, group.nodes, group.disk_gb, group.disk_type, spot
        )

    assert cost(as_spot(True)) <= cost(as_spot(False))
    assert total(discount_lines([as_spot(True)], Commitment.THREE_YEARS)) == 0


@given(of=several)
def test_longer_promises_save_more_but_never_everything(of):
    saved = [-total(discount_lines(of, commitment)) for commitment in Commitment]

    assert saved == sorted(saved)
    assert saved[0] == 0
    assert saved[-1] <= cost(*of)


@given(of=several)
def test_a_cluster_costs_its_fee_and_its_nodes(of):
    assert cluster_month(of) == Decimal("73.00") + cost(*of)


@given(
    scales=st.dictionaries(
        st.text(min_size=1, max_size=4),
        st.tuples(several, several).map(lambda ends: ClusterScale(ends[0], (*ends[0], *ends[1]))),
        max_size=3,
    )
)
def test_in_the_busiest_month_one_cluster_is_at_its_most(scales):
    quiet, busy = quietest_month(scales), busiest_month(scales)

    assert quiet <= busy
    assert busy <= sum((cluster_month(one.largest) for one in scales.values()), Decimal(0))
    if len(scales) == 1:
        (only,) = scales.values()
        assert busy == cluster_month(only.largest)


@given(of=several, cpus=st.integers(0, 2000), memory=st.integers(0, 8000), spot=st.booleans())
def test_auto_provisioned_nodes_stay_within_the_limits_of_the_cluster(of, cpus, memory, spot):
    added = auto_provisioned(of, cpus, memory, spot=spot)
    machine = MACHINES[added.machine_type]
    used = sum(Decimal(one.nodes) * MACHINES[one.machine_type].vcpus for one in of)
    taken = sum(Decimal(one.nodes) * MACHINES[one.machine_type].memory_gb for one in of)

    assert added.spot is spot
    assert added.nodes == int(added.nodes) >= 0
    if added.nodes:
        assert used + added.nodes * machine.vcpus <= cpus
        assert taken + added.nodes * machine.memory_gb <= memory
