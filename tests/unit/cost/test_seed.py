"""The document's own sizes, priced by the same arithmetic: the figures that ADR 0013 quotes."""

from crm_infra.cost import Level, estimate
from crm_infra.cost.seed import CLUSTERS, seed_cluster, seed_months
from crm_infra.environments import load_environments
from crm_infra.environments.differences import MONTHLY_USD


def test_a_cluster_has_21_nodes_at_least_and_99_at_most():
    scale = seed_cluster()

    assert sum(group.nodes for group in scale.smallest) == 21
    assert sum(group.nodes for group in scale.largest) == 99


def test_its_nodes_cost_2717_dollars_a_month_at_least_and_12515_at_most():
    nodes, cluster, everything = seed_months().values()

    assert [round(usd) for usd in nodes] == [2717, 12515]
    assert [round(usd) for usd in cluster] == [2790, 12588]
    assert [round(usd) for usd in everything] == [13950, 62938]


def test_at_their_least_the_documents_clusters_alone_exceed_its_budget():
    *_, everything = seed_months().values()

    assert CLUSTERS == 5
    assert everything[0] > MONTHLY_USD


def test_ours_cost_less_at_their_most_than_the_documents_at_their_least():
    ours = sum(estimate(one, Level.MAXIMUM).usd for one in load_environments().values())

    *_, everything = seed_months().values()
    assert ours < everything[0]
