"""Planning ahead: what a step is given, what it is told, and what is dropped."""

from collections.abc import Mapping
from threading import Barrier
from threading import Event as Flag
from types import SimpleNamespace
from typing import Any, cast

import pytest

from crm_infra.environments import load_environment
from crm_infra.errors import TerraformError
from crm_infra.layers import CATALOG
from crm_infra.orchestration.ahead import PlanAhead
from crm_infra.terraform.events import Event, Notice, Progress, ignore
from crm_infra.terraform.gateway import LayerGateway

DEV = load_environment("dev")
FIRST, SECOND = CATALOG[:2]
CLUSTER, DATABASES = CATALOG[2:4]


class Gateway:
    """Plans as it is told; remembers what became of it."""

    def __init__(self, *, nothing_to_do: bool, error: TerraformError | None = None) -> None:
        self.nothing_to_do = nothing_to_do
        self.error = error
        self.closed = False
        self.discarded: list[object] = []

    def upstream(self, *_: Any) -> Mapping[str, Mapping[str, Any]]:
        return {"above": {"key": "as planned"}}

    def plan(self, *_: Any, progress: Any) -> Any:
        progress(Notice("planning"))
        if self.error:
            raise self.error
        return SimpleNamespace(nothing_to_do=self.nothing_to_do)

    def discard(self, change: object) -> None:
        self.discarded.append(change)

    def close(self) -> None:
        self.closed = True


def into(seen: list[Event]) -> Progress:
    def take(event: Event) -> None:
        seen.append(event)

    return take


class ByLayer:
    """Plans each layer as it is told; two that meet must be under way at the same time."""

    def __init__(self, changing: set[str], meeting: set[str] | None = None) -> None:
        self.changing = changing
        self.meeting = meeting or set()
        self.barrier = Barrier(2, timeout=20)
        self.planned: list[str] = []

    def upstream(self, *_: Any) -> Mapping[str, Mapping[str, Any]]:
        return {}

    def plan(self, layer: Any, *_: Any, progress: Any) -> Any:
        if layer.name in self.meeting:
            self.barrier.wait()
        self.planned.append(layer.name)
        return SimpleNamespace(nothing_to_do=layer.name not in self.changing)

    def close(self) -> None: ...


def all_four(gateway: ByLayer) -> PlanAhead:
    return PlanAhead(
        lambda _: cast("LayerGateway", gateway),
        DEV,
        CATALOG[:4],
        lambda _environment, _layer: ignore,
    )


def ahead_of(*gateways: Gateway, shown: list[Event] | None = None) -> PlanAhead:
    waiting = list(gateways)
    seen = [] if shown is None else shown

    def make(_: Flag) -> LayerGateway:
        return cast("LayerGateway", waiting.pop(0))

    return PlanAhead(make, DEV, [FIRST, SECOND], lambda _environment, _layer: into(seen))


def test_a_step_takes_the_plan_and_its_log_hears_what_was_seen_before() -> None:
    shown: list[Event] = []
    told: list[Event] = []
    with ahead_of(Gateway(nothing_to_do=False), shown=shown) as ahead:
        taken = ahead.take(FIRST, DEV)
        assert taken is not None
        assert taken.settled({"above": {"key": "as planned"}}, into(told)) is taken.planned
    assert shown == told == [Notice("planning")]


def test_below_a_layer_that_changes_nothing_is_planned_ahead() -> None:
    with ahead_of(Gateway(nothing_to_do=False), Gateway(nothing_to_do=True)) as ahead:
        assert ahead.take(SECOND, DEV) is None


def test_below_a_layer_that_stands_the_next_one_is_planned_ahead() -> None:
    with ahead_of(Gateway(nothing_to_do=True), Gateway(nothing_to_do=False)) as ahead:
        assert ahead.take(SECOND, DEV) is not None


def test_layers_side_by_side_are_planned_side_by_side() -> None:
    gateway = ByLayer(set(), meeting={"cluster", "databases"})
    with all_four(gateway) as ahead:
        assert ahead.take(CLUSTER, DEV) is not None
        assert ahead.take(DATABASES, DEV) is not None
    assert gateway.planned[:2] == ["foundation", "network"]


def test_a_change_in_one_does_not_keep_the_one_beside_it_from_being_planned() -> None:
    with all_four(ByLayer({"cluster"})) as ahead:
        assert ahead.take(DATABASES, DEV) is not None


def test_a_change_above_keeps_both() -> None:
    gateway = ByLayer({"network"})
    with all_four(gateway) as ahead:
        assert ahead.take(CLUSTER, DEV) is None
        assert ahead.take(DATABASES, DEV) is None
    assert gateway.planned == ["foundation", "network"]


def test_a_layer_alone_waits_for_nobody() -> None:
    gateway = ByLayer(set())
    alone = PlanAhead(
        lambda _: cast("LayerGateway", gateway),
        DEV,
        [DATABASES],
        lambda _environment, _layer: ignore,
    )
    with alone as ahead:
        assert ahead.take(DATABASES, DEV) is not None


def test_a_plan_on_other_outputs_is_dropped() -> None:
    gateway = Gateway(nothing_to_do=True)
    with ahead_of(gateway, Gateway(nothing_to_do=True)) as ahead:
        taken = ahead.take(FIRST, DEV)
        assert taken is not None
        assert taken.settled({"above": {"key": "another"}}, ignore) is None
    assert gateway.discarded == [taken.planned]


def test_what_went_wrong_is_raised_in_the_step() -> None:
    refused = TerraformError("refused")
    with ahead_of(Gateway(nothing_to_do=True, error=refused)) as ahead:
        taken = ahead.take(FIRST, DEV)
        assert taken is not None
        with pytest.raises(TerraformError, match="refused"):
            taken.settled({}, ignore)


def test_another_environment_is_not_planned_ahead() -> None:
    with ahead_of(Gateway(nothing_to_do=False)) as ahead:
        assert ahead.take(FIRST, load_environment("prod")) is None


def test_what_nobody_takes_is_dropped_at_the_end_and_planning_is_stopped() -> None:
    gateway = Gateway(nothing_to_do=False)
    with ahead_of(gateway) as ahead:
        pass
    assert gateway.closed
    assert ahead.cancel.is_set()
