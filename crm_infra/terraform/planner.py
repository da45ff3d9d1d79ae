"""Planning a layer: from values to a saved plan, with what an earlier run lost taken back in.

Add here a step of planning. Applying belongs to ``applier``, each part to its own module.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from crm_infra.errors import CrmInfraError
from crm_infra.state.guard import CheckedState, Standing
from crm_infra.state.holder import Life, Phase
from crm_infra.state.layer_state import LayerState
from crm_infra.terraform.binary import Binary
from crm_infra.terraform.failures import errors_in, refused, stopped
from crm_infra.terraform.inventory import chosen_id, objects_of
from crm_infra.terraform.plan import PlanSummary, read_plan
from crm_infra.terraform.recovery import Adoption, Find, Loss, lost_in
from crm_infra.terraform.relay import Relay
from crm_infra.terraform.results import PlannedChange
from crm_infra.terraform.runs import RunFolder, unsettled
from crm_infra.terraform.steps import Step
from crm_infra.terraform.waiting import wait_for_turn
from crm_infra.terraform.work import LayerWork
from crm_infra.terraform.workspace import build_tree

ROUNDS = 6


@dataclass(frozen=True)
class Planner:
    """Plans one layer once."""

    work: LayerWork
    binary: Binary
    relay: Relay
    values: Mapping[str, Any]
    destroy: bool
    refresh: bool
    in_terraform: list[float] = field(default_factory=list[float])

    def plan(self) -> PlannedChange:
        """Check the state, plan, and read what the plan does."""
        begun = self.work.clock.monotonic()
        state = self.work.state()
        state.store.ensure()
        wait_for_turn(self.work, state, self.relay)
        self._settle_harmless()
        checked = self._checked(state)
        adoption = Adoption.of(self._losses(checked))
        run = self.work.runs.begin(self.work.address, self.work.clock)
        try:
            summary = self._plan_in(run, adoption, checked)
        except BaseException:
            run.move(Phase.SETTLED, self.work.clock)  # a plan leaves nothing in the cloud
            self.work.runs.prune(self.work.address)
            raise
        run.move(Phase.PLANNED, self.work.clock)
        if checked.document is None:
            checked = self._born(state)
        return PlannedChange(
            layer=self.work.layer,
            address=self.work.address,
            destroy=self.destroy,
            summary=summary,
            binary=self.binary,
            state=checked,
            run=run.path.name,
            workdir=run.path,
            notices=tuple(self.relay.notices),
            seconds={
                "plan": self.work.clock.monotonic() - begun,
                "terraform": sum(self.in_terraform),
            },
        )

    def _plan_in(self, run: RunFolder, adoption: Adoption, checked: CheckedState) -> PlanSummary:
        work = self.work
        cwd = build_tree(run.tree, work.layer, work.address, self.values, work.plugins)
        defaults = {"project": work.project, "region": work.region}
        find = self._finder(checked, adoption)
        for lost in sorted({loss.run for loss in adoption.open.values()}):
            adoption.learn(work.runs.named(work.address, lost).planned(), defaults, find, lost)
        for attempt in range(1, ROUNDS + 1):
            adoption.write(cwd)
            document = self._attempt(run, cwd, attempt, adoption)
            if document is None:
                continue
            if not adoption.learn(document, defaults, find):
                self._report(adoption, document)
                return read_plan(document)
        raise CrmInfraError(
            f"the plan of {work.address} still changed after {ROUNDS} attempts to adopt what an"
            " earlier run left",
            hint=f"See docs/state.md, 'Orphans'; the run's folder is kept: {run.path}",
        )

    def _finder(self, checked: CheckedState, adoption: Adoption) -> Find:
        """Looks in the cloud for what the state does not have and nobody is adopting."""
        standing = checked.document.resources if checked.document else ()
        known = {str(one.values.get("id", "")) for one in standing}

        def find(kind: str, values: Mapping[str, Any]) -> str:
            taken = known | {loss.id for loss in adoption.importing.values()}
            return chosen_id(kind, values, objects_of(self.work.target, kind), taken)

        return find

    def _attempt(
        self, run: RunFolder, cwd: Path, attempt: int, adoption: Adoption
    ) -> dict[str, Any] | None:
        """One plan; None when it failed only because of something that is not there to adopt."""
        what = f"plan of {self.work.address}"
        steps = self._steps(run, cwd, attempt)
        begun = self.work.clock.monotonic()
        results, supervisor = self.work.run(run, cwd, self.binary, steps, self.relay)
        self.in_terraform.append(self.work.clock.monotonic() - begun)
        failed = next((result for result in results if not result.succeeded), None)
        if supervisor.stop:
            raise stopped(what, self.work.address, supervisor.stop, saved=True) from (
                supervisor.stop.cause
            )
        if failed is None:
            return json.loads(results[-1].out.read_bytes())
        if failed.step.name.startswith("plan") and adoption.drop(errors_in(failed)):
            return None
        raise refused(what, failed, run.path, self.relay.clean)

    def _steps(self, run: RunFolder, cwd: Path, attempt: int) -> list[Step]:
        cli = self.work.cli(run, cwd, self.binary)
        steps = [
            cli.plan_step(destroy=self.destroy, refresh=self.refresh, name=f"plan-{attempt}"),
            cli.show_step(f"show-{attempt}"),
        ]
        return [cli.init_step(), *steps] if attempt == 1 else steps

    def _checked(self, state: LayerState) -> CheckedState:
        """Refuse a wrong state; take over one that somebody else has moved on, and say so."""
        checked = state.check()
        if checked.standing is Standing.RESET:
            self.relay.notice(f"the state of {state.address} is gone: {checked.standing.value}")
            self._settle_all()
        pushed = self._push_errored(state, checked)
        checked = state.check() if pushed else checked
        if checked.document and checked.standing in {Standing.FIRST_SEEN, Standing.ADVANCED}:
            state.note(checked.document, checked.generation)
            self.relay.notice(
                f"the state of {state.address} is taken over at serial"
                f" {checked.document.serial}: {checked.standing.value}",
                loud=checked.standing is Standing.ADVANCED,
            )
        return checked

    def _born(self, state: LayerState) -> CheckedState:
        """Terraform writes an empty state before the first plan; the plan is made on that one."""
        checked = state.check()
        if checked.document:
            state.note(checked.document, checked.generation)
        return replace(checked, standing=Standing.NEW)

    def _push_errored(self, state: LayerState, checked: CheckedState) -> bool:
        """Write the state that the last failed run could not write, if nobody wrote since."""
        runs = unsettled(self.work.runs.all(self.work.address))
        for run, _ in reversed(runs):
            late = run.errored_state(self.work.layer.name)
            if not late.exists():
                continue
            versions = state.store.versions(state.address.state)
            moved = [v for v in versions if v.live and v.updated.timestamp() > late.stat().st_mtime]
            if moved:
                return False
            document = state.writer.push(state.address, late.read_bytes(), state.clock.now())
            late.rename(late.with_suffix(".pushed"))
            before = checked.document.serial if checked.document else 0
            told = (
                f"had arrived after all: serial {document.serial}"
                if document.serial == before
                else f"is written now: serial {document.serial}, before it {before}"
            )
            self.relay.notice(
                f"the state that run {run.path.name} could not write {told}", loud=True
            )
            return True
        return False

    def _losses(self, checked: CheckedState) -> list[Loss]:
        """Creations of earlier runs that the state does not know; the latest word counts."""
        known = checked.document.managed if checked.document else {}
        found: dict[str, Loss] = {}
        for run, record in unsettled(self.work.runs.all(self.work.address)):
            for loss in lost_in(run.events, record.run):
                if loss.id or loss.address not in found:
                    found[loss.address] = loss
        return [loss for address, loss in found.items() if address not in known]

    def _report(self, adoption: Adoption, document: Mapping[str, Any]) -> None:
        for loss in adoption.importing.values():
            self.relay.notice(
                f"{loss.address} stands in the cloud and not in the state since run {loss.run};"
                f" it is adopted as {loss.id}",
                loud=True,
            )
        creates = {
            change["address"]
            for change in document.get("resource_changes", ())
            if "create" in change["change"]["actions"]
        }
        doubtful = [*adoption.orphans.values(), *adoption.open.values()]
        for loss in doubtful:
            if loss.address in creates or loss.id:
                self.relay.notice(_orphan(loss), loud=True)

    def _settle_harmless(self) -> None:
        """Runs that never began to apply have left nothing to look at."""
        for run, record in unsettled(self.work.runs.all(self.work.address)):
            if not run.events.exists() and record.life() is Life.DEAD:
                run.move(Phase.SETTLED, self.work.clock)

    def _settle_all(self) -> None:
        for run, _ in unsettled(self.work.runs.all(self.work.address)):
            run.move(Phase.SETTLED, self.work.clock)


def _orphan(loss: Loss) -> str:
    why = f" ({loss.why})" if loss.why else ""
    named = f" as {loss.id}" if loss.id else ""
    return (
        f"possible orphan: run {loss.run} began to create {loss.address}{named}, and it could not"
        f" be adopted{why}. Look for it in the cloud; import or delete it (docs/state.md,"
        " 'Orphans')"
    )
