"""What is not a fault of ours is shown without Python's stack, with kind and way out."""

import dagster as dg

from crm_infra.errors import InputError
from crm_infra.orchestration.executor import thread_executor
from crm_infra.orchestration.failures import PlainFailure, RunStopped
from crm_infra.orchestration.stopping import cancellation


@dg.op
def refuses() -> None:
    raise PlainFailure(InputError("no environment is called moon", hint="Choose of: dev, prod"))


@dg.op
def breaks() -> None:
    raise ValueError("a fault of ours")


@dg.op
def is_stopped(context: dg.OpExecutionContext) -> int:
    cancellation(context.run_id).set()
    raise RunStopped("apply of network in dev was stopped after 3 of 9 changes")


@dg.op
def comes_later(given: int) -> None:
    raise AssertionError("a stopped run begins nothing")


@dg.job(executor_def=thread_executor)
def refused() -> None:
    refuses()


@dg.job(executor_def=thread_executor)
def broken() -> None:
    breaks()


@dg.job(executor_def=thread_executor)
def stopped() -> None:
    comes_later(is_stopped())


def failure_in(instance: dg.DagsterInstance, job: dg.JobDefinition) -> dg.DagsterEvent:
    with dg.execute_job(dg.reconstructable(job), instance) as result:
        assert not result.success
        (event,) = result.get_step_failure_events()
        return event


def test_a_refusal_says_what_to_do_and_shows_no_stack(instance: dg.DagsterInstance) -> None:
    data = failure_in(instance, refused).step_failure_data
    assert data.error.to_string() == "no environment is called moon. Choose of: dev, prod"
    assert data.error.cls_name == "InputError"
    assert data.user_failure_data.metadata["what to do"].value == "Choose of: dev, prod"


def test_a_fault_of_ours_keeps_its_stack(instance: dg.DagsterInstance) -> None:
    error = failure_in(instance, broken).step_failure_data.error
    assert error.cause.cls_name == "ValueError"
    assert error.cause.stack


def test_a_stopped_run_says_what_was_done_and_what_was_not_begun(
    instance: dg.DagsterInstance,
) -> None:
    with dg.execute_job(dg.reconstructable(stopped), instance) as result:
        (step,) = result.get_step_failure_events()
        assert step.step_failure_data.error.stack == []
        end = result.get_run_failure_event().job_failure_data.error
    assert end.to_string() == (
        "Stopped on request. apply of network in dev was stopped after 3 of 9 changes."
        " Not begun: comes_later."
    )
