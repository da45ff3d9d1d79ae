"""An executor that runs independent layers side by side as threads of one process.

Terraform does the work in child processes, so a step is mostly waiting: a thread per step costs
nothing, where Dagster's own multiprocess executor pays an import of Dagster for every step. Put
here only how steps are started and stopped. It uses Dagster's internals; the exact version is
pinned, and ``tests/unit/orchestration/test_executor.py`` holds it to the behaviour that we need.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, cast

import dagster as dg
from dagster._core.errors import DagsterExecutionInterruptedError
from dagster._core.events import DagsterEvent, EngineEventData
from dagster._core.execution.api import ExecuteRunWithPlanIterable
from dagster._core.execution.compute_logs import create_compute_log_file_key
from dagster._core.execution.context.system import PlanExecutionContext, PlanOrchestrationContext
from dagster._core.execution.context_creation_job import PlanExecutionContextManager
from dagster._core.execution.plan.active import ActiveExecution
from dagster._core.execution.plan.execute_plan import dagster_event_sequence_for_step
from dagster._core.execution.plan.instance_concurrency_context import InstanceConcurrencyContext
from dagster._core.execution.plan.plan import ExecutionPlan
from dagster._core.execution.retries import RetryMode

from crm_infra.orchestration.failures import RunStopped
from crm_infra.orchestration.liveness import sign
from crm_infra.orchestration.stopping import StopWish, cancellation, ending, forget
from crm_infra.orchestration.tags import ATTACHED_TAG

__all__ = ["ATTACHED_TAG", "ThreadExecutor", "cancellation", "thread_executor"]

POLL_SECONDS = 0.1


@dataclass(frozen=True)
class _Running:
    """Steps under way: their events arrive in one queue; None says that a step has ended."""

    context: PlanExecutionContext
    events: "SimpleQueue[tuple[str, DagsterEvent | None]]" = field(
        default_factory=SimpleQueue["tuple[str, DagsterEvent | None]"]
    )
    threads: dict[str, Thread] = field(default_factory=dict[str, Thread])
    begun: set[str] = field(default_factory=set[str])
    stopped: list[str] = field(default_factory=list[str])

    def start(self, step: Any, active: ActiveExecution) -> None:
        self.begun.add(step.key)
        step_context = self.context.for_step(step, active.get_known_state())
        thread = Thread(
            target=self._work, args=(step.key, step_context), name=f"step {step.key}", daemon=True
        )
        self.threads[step.key] = thread
        thread.start()

    def _work(self, key: str, step_context: Any) -> None:
        try:
            for event in dagster_event_sequence_for_step(step_context):
                self.events.put((key, event))
        except DagsterExecutionInterruptedError as stopped:
            self.stopped.append(str(stopped))
        except BaseException:
            step_context.log.debug(f"step {key} was left by an exception", exc_info=True)
        finally:
            self.events.put((key, None))

    def next_event(self) -> tuple[str, DagsterEvent | None] | None:
        try:
            return self.events.get(timeout=POLL_SECONDS)
        except Empty:
            return None


def _steps(
    job_context: PlanExecutionContext, execution_plan: ExecutionPlan
) -> Iterator[DagsterEvent]:
    """Start what is ready, pass events on, stop when asked to; ends when no step is under way."""
    cancel = cancellation(job_context.run_id)
    wish = StopWish(job_context.instance, job_context.dagster_run)
    running = _Running(job_context)
    with (
        InstanceConcurrencyContext(job_context.instance, job_context.dagster_run) as limits,
        execution_plan.start(
            retry_mode=job_context.retry_mode,
            instance_concurrency_context=limits,
            step_dependency_config=job_context.step_dependency_config,
        ) as active,
        _captured(job_context, execution_plan) as captured,
    ):
        yield captured
        while running.threads or not (cancel.is_set() or active.is_complete):
            if not cancel.is_set() and wish.uttered(interrupted=active.check_for_interrupts()):
                active.mark_interrupted()
                cancel.set()
            if not cancel.is_set():
                for step in active.get_steps_to_execute():
                    running.start(step, active)
                yield from active.concurrency_event_iterator(job_context)
            yield from _drain(running, active)
            if not cancel.is_set():  # else every step below is called a failure of its upstream
                yield from active.plan_events_iterator(job_context)
        if cancel.is_set():
            active.check_for_interrupts()  # a second signal must not replace what is said now
            not_begun = set(execution_plan.step_keys_to_execute) - running.begun
            raise RunStopped(ending(running.stopped, sorted(not_begun)))


def _drain(running: _Running, active: ActiveExecution) -> Iterator[DagsterEvent]:
    """Pass one event on, or none when nothing came in time."""
    if not running.threads:
        active.sleep_til_ready()
        return
    arrived = running.next_event()
    if arrived is None:
        return
    key, event = arrived
    if event is None:
        running.threads.pop(key).join()
        active.verify_complete(running.context, key)
        return
    yield event
    active.handle_event(event)


@contextmanager
def _captured(
    job_context: PlanExecutionContext, execution_plan: ExecutionPlan
) -> Generator[DagsterEvent]:
    """Send this process's output to the run's log meanwhile; gives an event that says so."""
    if job_context.dagster_run.tags.get(ATTACHED_TAG):
        yield DagsterEvent.engine_event(
            job_context, "Output goes to the terminal that started this run", EngineEventData()
        )
        return
    manager = job_context.instance.compute_log_manager
    log_key = manager.build_log_key_for_run(job_context.run_id, create_compute_log_file_key())
    keys = [step.key for step in execution_plan.get_steps_to_execute_in_topo_order()]
    with manager.capture_logs(log_key) as log_context:
        yield DagsterEvent.capture_logs(job_context, keys, log_key, log_context)


class ThreadExecutor(dg.Executor):
    """Runs each step as a thread; steps whose inputs stand run side by side."""

    @property
    def retries(self) -> RetryMode:
        """Steps retry by their own policy."""
        return RetryMode.ENABLED

    def execute(
        self,
        plan_context: PlanOrchestrationContext,
        execution_plan: ExecutionPlan,  # noqa: ARG002 - Dagster's signature
    ) -> Iterator[DagsterEvent]:
        """Run the plan; yields Dagster's events in the order in which they happen."""
        sign(plan_context.instance, plan_context.run_id)
        yield DagsterEvent.engine_event(
            plan_context, "Running layers as threads of this process", EngineEventData()
        )
        try:
            yield from ExecuteRunWithPlanIterable(
                execution_plan=plan_context.execution_plan,
                iterator=cast("Any", _steps),
                execution_context_manager=PlanExecutionContextManager(
                    job=plan_context.job,
                    retry_mode=plan_context.retry_mode,
                    execution_plan=plan_context.execution_plan,
                    run_config=plan_context.run_config,
                    dagster_run=plan_context.dagster_run,
                    instance=plan_context.instance,
                    raise_on_error=plan_context.raise_on_error,
                    output_capture=plan_context.output_capture,
                    step_dependency_config=self.step_dependency_config,
                ),
            )
        finally:
            forget(plan_context.run_id)


@dg.executor(name="threads")
def thread_executor(_: Any) -> ThreadExecutor:
    """Run independent layers side by side in one process."""
    return ThreadExecutor()
