"""Independent steps run side by side, failures stop dependants, cancelling reaches all."""

import os
import signal
import threading

import dagster as dg

from crm_infra.orchestration.executor import cancellation, thread_executor
from crm_infra.orchestration.failures import RunStopped

MEETING = threading.Barrier(2, timeout=20)
STARTED = threading.Event()
ENDED: list[str] = []
BESIDE = threading.Barrier(3, timeout=20)
SIDE_BY_SIDE: list[str] = []


@dg.op
def first() -> int:
    return 1


@dg.op
def meets_right(given: int) -> int:
    MEETING.wait()
    return given


@dg.op
def meets_left(given: int) -> int:
    MEETING.wait()
    return given


@dg.op
def joins(left: int, right: int) -> int:
    return left + right


@dg.op
def breaks(given: int) -> int:
    raise ValueError(f"cannot go on from {given}")


@dg.op
def waits_to_be_stopped(context: dg.OpExecutionContext, given: int) -> int:
    STARTED.set()
    cancellation(context.run_id).wait(20)
    ENDED.append("stopped in order")
    raise RuntimeError("stopped")


@dg.job(executor_def=thread_executor)
def diamond() -> None:
    start = first()
    joins(meets_left(start), meets_right(start))


@dg.job(executor_def=thread_executor)
def broken() -> None:
    joins(breaks(first()), first.alias("other")())


@dg.job(executor_def=thread_executor)
def long() -> None:
    waits_to_be_stopped(first())


@dg.op
def waits_beside(context: dg.OpExecutionContext, given: int) -> int:
    BESIDE.wait()
    cancellation(context.run_id).wait(20)
    SIDE_BY_SIDE.append(context.op_handle.name)
    raise RunStopped(f"{context.op_handle.name} stopped after 1 of 2")


@dg.job(executor_def=thread_executor)
def two_beside() -> None:
    start = first()
    joins(waits_beside.alias("cluster")(start), waits_beside.alias("databases")(start))


def test_steps_whose_inputs_stand_run_side_by_side(instance: dg.DagsterInstance) -> None:
    with dg.execute_job(dg.reconstructable(diamond), instance) as result:
        assert result.success
        assert result.output_for_node("joins") == 2


def test_a_failed_step_abandons_what_depends_on_it_and_nothing_else(
    instance: dg.DagsterInstance,
) -> None:
    with dg.execute_job(dg.reconstructable(broken), instance) as result:
        assert not result.success
        assert {e.step_key for e in result.get_step_success_events()} == {"first", "other"}
        assert [e.step_key for e in result.get_step_failure_events()] == ["breaks"]


def test_an_interrupt_reaches_running_steps_and_waits_for_them(
    instance: dg.DagsterInstance,
) -> None:
    def interrupt() -> None:
        STARTED.wait(20)
        os.kill(os.getpid(), signal.SIGINT)

    sender = threading.Thread(target=interrupt)
    sender.start()
    with dg.execute_job(dg.reconstructable(long), instance) as result:
        assert not result.success
        assert ENDED == ["stopped in order"]
    sender.join()


def test_an_interrupt_reaches_both_of_two_steps_side_by_side(instance: dg.DagsterInstance) -> None:
    def interrupt() -> None:
        BESIDE.wait()
        os.kill(os.getpid(), signal.SIGINT)

    sender = threading.Thread(target=interrupt)
    sender.start()
    with dg.execute_job(dg.reconstructable(two_beside), instance) as result:
        assert not result.success
        ending = next(
            one for one in result.all_events if one.event_type_value == "PIPELINE_CANCELED"
        )
    sender.join()
    assert sorted(SIDE_BY_SIDE) == ["cluster", "databases"]
    message = str(ending.job_canceled_data.error)
    assert "cluster stopped after 1 of 2" in message
    assert "databases stopped after 1 of 2" in message
    assert "Not begun: joins" in message
