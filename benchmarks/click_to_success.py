"""From the click in the UI to success: what a person waits for, split by part.

The click is the same mutation that the UI sends. Moments are Dagster's own: when the run was made,
left the queue, began and ended, and when each layer's step ran.
"""

import time
from typing import Any

from benchmarks.homes import ENVIRONMENT, LAYERS, home
from benchmarks.measure import Row
from crm_infra.orchestration import graphql
from crm_infra.orchestration.webserver import local_dagster

PATIENCE = 300.0
LOOK_EVERY = 0.05
ENDS = {"SUCCESS", "FAILURE", "CANCELED"}
_LAUNCH = """
mutation ($params: ExecutionParams!) {
  launchRun(executionParams: $params) { ... on LaunchRunSuccess { run { runId } } }
}
"""
_STATUS = "query ($run: ID!) { runOrError(runId: $run) { ... on Run { status } } }"
_MOMENTS = """
query ($run: ID!) {
  runOrError(runId: $run) { ... on Run {
    creationTime startTime endTime
    stepStats { stepKey startTime endTime
      materializations { metadataEntries { label ... on FloatMetadataEntry { floatValue } } } }
  } }
  logsForRun(runId: $run, limit: 1000) {
    ... on EventConnection { events { __typename ... on MessageEvent { timestamp } } }
  }
}
"""


def rows(runs: int) -> list[Row]:
    """Two layers from nothing, ``runs`` times; the server runs already."""
    found = [_once() for _ in range(runs + 1)][1:]
    names = found[0].keys()
    parts = {name: tuple(one[name] for one in found) for name in names}
    return [Row(f"click to success: {name}", "s", values, "") for name, values in parts.items()]


def _once() -> dict[str, float]:
    with home() as fresh, local_dagster(fresh.path) as dagster:
        clicked = time.time()
        run = _click(dagster.url)
        shown = _wait(dagster.url, run)
        said = graphql.ask(dagster.url, _MOMENTS, run=run)
    return _parts(clicked, shown, said)


def _click(url: str) -> str:
    repository = {
        "repositoryLocationName": "crm_infra",
        "repositoryName": "__repository__",
        "jobName": "provision",
        "assetSelection": [{"path": [layer.name]} for layer in LAYERS],
    }
    tags = [{"key": "dagster/partition", "value": ENVIRONMENT}]
    params = {"selector": repository, "executionMetadata": {"tags": tags}}
    return str(graphql.ask(url, _LAUNCH, params=params)["launchRun"]["run"]["runId"])


def _wait(url: str, run: str) -> float:
    """Until the run has ended; when that could be seen."""
    deadline = time.monotonic() + PATIENCE
    while (status := graphql.ask(url, _STATUS, run=run)["runOrError"]["status"]) not in ENDS:
        if time.monotonic() > deadline:
            raise RuntimeError(f"run {run} is still {status} after {PATIENCE:.0f} s")
        time.sleep(LOOK_EVERY)
    if status != "SUCCESS":
        raise RuntimeError(f"run {run} ended as {status}")
    return time.time()


def _parts(clicked: float, shown: float, said: dict[str, Any]) -> dict[str, float]:
    """All of the wait, part after part; Terraform's own time is inside the layers."""
    run, steps = said["runOrError"], said["runOrError"]["stepStats"]
    left = _first(said, "RunDequeuedEvent") or _first(said, "RunStartingEvent")
    layers = sum(step["endTime"] - step["startTime"] for step in steps)
    return {
        "all": shown - clicked,
        "until it left the queue": left - clicked,
        "the run's process starts": run["startTime"] - left,
        "layers": layers,
        "of these in Terraform": sum(_terraform(step) for step in steps),
        "the run around its layers": run["endTime"] - run["startTime"] - layers,
        "until the page says so": shown - run["endTime"],
    }


def _first(said: dict[str, Any], kind: str) -> float:
    """When the run's first event of that kind happened; 0 when there was none."""
    moments = (
        float(event["timestamp"]) / 1000
        for event in said["logsForRun"]["events"]
        if event["__typename"] == kind
    )
    return next(moments, 0.0)


def _terraform(step: dict[str, Any]) -> float:
    entries = (entry for made in step["materializations"] for entry in made["metadataEntries"])
    return sum(entry["floatValue"] for entry in entries if entry["label"] == "terraform seconds")
