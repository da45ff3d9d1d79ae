"""Plans of an environment: on what stands, or in a rehearsal that does nothing twice."""

from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crm_infra.changes import planning
from crm_infra.changes.planning import LayerPlan, Planner
from crm_infra.environments import load_environment
from crm_infra.layers import CATALOG

REAL, COPY = "what stands", "the copy"


class Cloud:
    """Layers that change or not, and everything that a gateway was asked to do with them."""

    def __init__(self, *changing: str) -> None:
        self.changing = changing
        self.asked: list[tuple[str, str, str]] = []

    def gateway(self, target: Any, _home: Path, **_: Any) -> Any:
        def plan(layer: Any, *_: Any, **__: Any) -> Any:
            self.asked.append((target.name, "plan", layer.name))
            nothing = layer.name not in self.changing
            return SimpleNamespace(layer=layer, summary=SimpleNamespace(nothing_to_do=nothing))

        def apply(change: Any) -> None:
            self.asked.append((target.name, "apply", change.layer.name))

        done = SimpleNamespace(
            plan=plan, apply=apply, discard=lambda _: None, upstream=lambda *_: {}
        )
        return nullcontext(done)


def planned(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, *, simulated: bool = True
) -> list[LayerPlan]:
    copy = SimpleNamespace(name=COPY, home=Path())
    monkeypatch.setattr(planning, "LayerGateway", cloud.gateway)
    monkeypatch.setattr(planning, "rehearsal", lambda _: nullcontext(copy))
    target: Any = SimpleNamespace(name=REAL, simulated=simulated)
    with Planner(target, Path()) as planner:
        return list(planner.plans(CATALOG, load_environment("dev")))


def test_where_nothing_stands_each_layer_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = Cloud("foundation", "network", "cluster", "databases")
    plans = planned(cloud, monkeypatch)
    assert [plan.rehearsed for plan in plans] == [False, True, True, True]
    assert cloud.asked == [
        (REAL, "plan", "foundation"),
        (COPY, "plan", "foundation"),
        (COPY, "apply", "foundation"),
        (COPY, "plan", "network"),
        (COPY, "apply", "network"),
        (COPY, "plan", "cluster"),
        (COPY, "plan", "databases"),
    ]


def test_what_does_not_change_above_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = Cloud("network", "cluster")
    planned(cloud, monkeypatch)
    done = Counter(cloud.asked)
    assert (COPY, "plan", "foundation") not in done
    assert done[COPY, "apply", "network"] == 1
    assert done[REAL, "plan", "network"] == 1


def test_where_nothing_changes_there_is_no_rehearsal(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = Cloud()
    assert not any(plan.rehearsed for plan in planned(cloud, monkeypatch))
    assert {(where, act) for where, act, _ in cloud.asked} == {(REAL, "plan")}


def test_a_real_cloud_is_never_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = Cloud("foundation", "network")
    assert not any(plan.rehearsed for plan in planned(cloud, monkeypatch, simulated=False))
    assert {where for where, _, _ in cloud.asked} == {REAL}
