"""Applying a saved plan: exactly it, on the state that it was made for, read back afterwards.

Add here a step of applying. Planning belongs to ``planner``.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from crm_infra.errors import CrmInfraError, StateError
from crm_infra.state.document import StateDocument, parse_state
from crm_infra.state.heartbeat import Pulse
from crm_infra.state.holder import Life, Phase
from crm_infra.state.layer_state import LayerState
from crm_infra.terraform.events import ChangesCounted, Event, ResourceFinished
from crm_infra.terraform.failures import errors_in, refused, stopped
from crm_infra.terraform.lines import read_events
from crm_infra.terraform.plan import Action, PlanSummary
from crm_infra.terraform.relay import Relay
from crm_infra.terraform.results import AppliedChange, PlannedChange
from crm_infra.terraform.runs import RunFolder, unsettled
from crm_infra.terraform.session import StepResult
from crm_infra.terraform.waiting import wait_for_turn
from crm_infra.terraform.work import LayerWork

_TWO_WRITERS = "Somebody else wrote it meanwhile; see docs/state.md, 'Two writers'"
_NOT_SAVED = ("Failed to save state", "Failed to persist state")


@dataclass(frozen=True)
class Applier:
    """Applies one planned change once."""

    work: LayerWork
    change: PlannedChange
    run: RunFolder
    relay: Relay

    def apply(self) -> AppliedChange:
        """Apply the saved plan and read back what became of the state."""
        state = self.work.state()
        if not self.change.nothing_to_do:
            wait_for_turn(self.work, state, self.relay)
        self._refuse_moved_state(state)
        if self.change.nothing_to_do:
            return self._done(state, self._current(state), [], 0.0)
        begun = self.work.clock.monotonic()
        self.run.move(Phase.APPLYING, self.work.clock)
        events = self._run(state)
        seconds = self.work.clock.monotonic() - begun
        return self._done(state, self._current(state), events, seconds)

    def _run(self, state: LayerState) -> list[Event]:
        work, run = self.work, self.run
        cwd = run.tree / "layers" / work.layer.name
        step = work.cli(run, cwd, self.change.binary).apply_step()
        try:
            with Pulse(state.store, state.address, run.path.name, work.clock.now):
                (result,), supervisor = work.run(run, cwd, self.change.binary, [step], self.relay)
        finally:
            run.move(Phase.FAILED, work.clock)  # until everything is known to be well
        events = list(read_events(run.events))
        if supervisor.stop:
            saved = self._note_what_is_left(state, result) and (result.code or 0) >= 0
            done, total = _finished_steps(events), planned_steps(self.change.summary)
            raise stopped(
                self._what, work.address, supervisor.stop, done=done, total=total, saved=saved
            ) from supervisor.stop.cause
        if not result.succeeded:
            raise self._failed(state, result)
        return events

    def _failed(self, state: LayerState, result: StepResult) -> Exception:
        self._note_what_is_left(state, result)
        return refused(self._what, result, self.run.path, self.relay.clean)

    @property
    def _what(self) -> str:
        verb = "destroy" if self.change.destroy else "apply"
        return f"{verb} of {self.work.address}"

    def _refuse_moved_state(self, state: LayerState) -> None:
        """Terraform compares serials only; other content under the same serial would pass."""
        planned, now = self.change.state.document, state.check().document
        if (planned and planned.digest) != (now and now.digest):
            raise StateError(
                f"the state of {self.work.address} has moved since it was planned (serial"
                f" {self.change.serial} then, {now.serial if now else 'none'} now)",
                hint="Plan again",
            )

    def _note_what_is_left(self, state: LayerState, result: StepResult) -> bool:
        """After a failure the state is what Terraform could save; that is the new mark."""
        if any(error.summary.startswith(_NOT_SAVED) for error in errors_in(result)):
            return False
        with suppress(CrmInfraError):
            self._current(state)
            return True
        return False

    def _current(self, state: LayerState) -> StateDocument | None:
        """Read the state back, and raise the high-water mark to it.

        Raises:
            StateError: It is not the state that this apply can have left.
        """
        blob = state.store.read(state.address.state)
        if blob is None:
            if self.change.nothing_to_do:
                return None
            raise StateError(f"after the apply {state.address} has no state", hint=_TWO_WRITERS)
        document = parse_state(blob.content, state.address.state)
        planned = self.change.state.document
        if planned and (document.lineage != planned.lineage or document.serial < planned.serial):
            raise StateError(
                f"after the apply the state of {state.address} has serial {document.serial} of"
                f" lineage {document.lineage}; the plan was made on {planned.serial} of"
                f" {planned.lineage}",
                hint=_TWO_WRITERS,
            )
        state.note(document, blob.generation)
        return document

    def _done(
        self,
        state: LayerState,
        document: StateDocument | None,
        events: Sequence[Event],
        seconds: float,
    ) -> AppliedChange:
        outputs = state.store_outputs(document).values if document else {}
        self._settle()
        counted = _counts(events)
        return AppliedChange(
            added=counted.add,
            changed=counted.change,
            removed=counted.remove,
            imported=counted.imported,
            seconds=seconds,
            resource_seconds=_resource_seconds(events),
            outputs=outputs,
            lineage=document.lineage if document else "",
            serial=document.serial if document else 0,
            standing=document.by_type if document else {},
            notices=tuple(self.relay.notices),
        )

    def _settle(self) -> None:
        """Whatever earlier runs left is now in the state, or was reported."""
        for run, record in unsettled(self.work.runs.all(self.work.address)):
            if run.path.name < self.run.path.name and record.life() is not Life.ALIVE:
                run.move(Phase.SETTLED, self.work.clock)
        self.run.remove()
        self.work.runs.prune(self.work.address)


def planned_steps(summary: PlanSummary) -> int:
    """How many acts of providers a plan asks for; a replacement is two."""
    weights = {Action.REPLACE: 2, Action.NOTHING: 0, Action.READ: 0, Action.FORGET: 0}
    return sum(weights.get(change.action, 1) for change in summary.changes)


def _finished_steps(events: Sequence[Event]) -> int:
    return len(
        {
            (event.address, event.action)
            for event in events
            if isinstance(event, ResourceFinished) and event.action != "read"
        }
    )


def _counts(events: Sequence[Event]) -> ChangesCounted:
    counted = [event for event in events if isinstance(event, ChangesCounted)]
    return counted[-1] if counted else ChangesCounted(0, 0, 0)


def _resource_seconds(events: Sequence[Event]) -> dict[str, float]:
    seconds: dict[str, float] = {}
    for event in events:
        if isinstance(event, ResourceFinished):
            seconds[event.address] = seconds.get(event.address, 0.0) + event.seconds
    return seconds
