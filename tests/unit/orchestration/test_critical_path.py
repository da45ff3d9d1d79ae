"""How long an environment takes to rise: the longest chain of layers, not their sum."""

from hypothesis import given
from hypothesis import strategies as st

from crm_infra.layers import Layer
from crm_infra.orchestration.critical_path import CriticalPath, critical_path

LAYERS = (
    Layer("foundation", "", ""),
    Layer("network", "", "", ("foundation",)),
    Layer("cluster", "", "", ("foundation", "network")),
    Layer("databases", "", "", ("foundation", "network")),
)


def test_of_two_layers_side_by_side_the_longer_one_counts() -> None:
    seconds = {"foundation": 60.0, "network": 30.0, "cluster": 600.0, "databases": 900.0}
    path = critical_path(LAYERS, seconds)
    assert path == CriticalPath(("foundation", "network", "databases"), 990.0)


def test_a_layer_alone_is_its_own_path() -> None:
    assert critical_path(LAYERS[3:], {"databases": 5.0}) == CriticalPath(("databases",), 5.0)


def test_a_layer_without_a_duration_is_in_no_path() -> None:
    assert critical_path(LAYERS, {"cluster": 7.0}) == CriticalPath(("cluster",), 7.0)
    assert critical_path((), {}) == CriticalPath()


@given(st.lists(st.floats(0, 1e6), min_size=4, max_size=4))
def test_it_is_never_longer_than_the_sum_nor_shorter_than_any_layer(durations: list[float]) -> None:
    seconds = dict(zip([layer.name for layer in LAYERS], durations, strict=True))
    total = critical_path(LAYERS, seconds).seconds
    assert max(durations) <= total <= sum(durations) + 1e-6
