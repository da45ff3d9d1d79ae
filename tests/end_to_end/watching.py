"""A local Dagster as a test sees it: what is asked of its webserver, and waiting for what is so."""

import re
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from crm_infra.orchestration import graphql
from crm_infra.orchestration.webserver import LocalDagster

PATIENCE = 180.0
ASK_SECONDS = 0.3
"""How often a webserver is asked: each answer costs it tens of milliseconds of a busy machine."""
ENDS = {"SUCCESS", "FAILURE", "CANCELED"}
REPOSITORY = {
    "repositoryLocationName": "crm_infra",
    "repositoryName": "__repository__",
}

_LAUNCH = """
mutation ($params: ExecutionParams!) {
  launchRun(executionParams: $params) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
    ... on UnauthorizedError { message }
  }
}
"""
_STATUS = "query ($run: ID!) { runOrError(runId: $run) { ... on Run { status } } }"
_EVENTS = """
query ($run: ID!) {
  logsForRun(runId: $run, limit: 1000) {
    ... on EventConnection { events {
      __typename
      ... on MessageEvent { message level stepKey }
      ... on LogsCapturedEvent { fileKey }
      ... on ExecutionStepFailureEvent {
        error { message className stack cause { message className stack } }
        failureMetadata { metadataEntries { label ... on TextMetadataEntry { text } } }
      }
      ... on RunCanceledEvent { error { message stack } }
      ... on RunFailureEvent { error { message stack } }
    } }
  }
}
"""
_OUTPUT = "query ($key: [String!]!) { capturedLogs(logKey: $key) { stdout } }"
_TERMINATE = """
mutation ($run: String!, $policy: TerminateRunPolicy!) {
  terminateRun(runId: $run, terminatePolicy: $policy) { __typename }
}
"""
_UNDER_WAY = """
query ($tags: [ExecutionTag!]) {
  runsOrError(filter: {statuses: [QUEUED, STARTING, STARTED], tags: $tags}) {
    ... on Runs { results { runId } }
  }
}
"""
_ADD = """
mutation ($repository: RepositorySelector!, $key: String!) {
  addDynamicPartition(
    repositorySelector: $repository, partitionsDefName: "environments", partitionKey: $key
  ) { __typename }
}
"""


def wait_until(true: Callable[[], object], what: str, every: float = 0.1) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited {PATIENCE:.0f} s for {what}"
        time.sleep(every)


def part_of(dagster: LocalDagster, name: str) -> int:
    """The process of that part."""
    parts = ["pgrep", "-P", str(dagster.process.pid), "-x", name]
    return int(subprocess.run(parts, capture_output=True, check=True).stdout)


@dataclass(frozen=True)
class Asked:
    """The GraphQL of one webserver, in the words of tests."""

    url: str

    def adds_partition(self, key: str) -> None:
        graphql.ask(self.url, _ADD, repository=REPOSITORY, key=key)

    def launches(self, job: str, environment: str, layers: Sequence[str] = ()) -> str:
        answer = self.launch(job, environment, layers)
        assert answer["__typename"] == "LaunchRunSuccess", answer
        return answer["run"]["runId"]

    def launch(self, job: str, environment: str, layers: Sequence[str] = ()) -> dict[str, Any]:
        selection = {"assetSelection": [{"path": [layer]} for layer in layers]} if layers else {}
        tags = [{"key": "dagster/partition", "value": environment}]
        params = {
            "selector": {**REPOSITORY, "jobName": job, **selection},
            "executionMetadata": {"tags": tags},
        }
        return graphql.ask(self.url, _LAUNCH, params=params)["launchRun"]

    def terminates(self, run: str, policy: str = "SAFE_TERMINATE") -> None:
        said = graphql.ask(self.url, _TERMINATE, run=run, policy=policy)["terminateRun"]
        assert said["__typename"] in {"TerminateRunSuccess", "TerminateRunFailure"}, said

    def under_way(self, environment: str) -> list[str]:
        tags = [{"key": "dagster/partition", "value": environment}]
        said = graphql.ask(self.url, _UNDER_WAY, tags=tags)
        return [run["runId"] for run in said["runsOrError"]["results"]]

    def status(self, run: str) -> str:
        return graphql.ask(self.url, _STATUS, run=run)["runOrError"]["status"]

    def follows(self, run: str) -> str:
        """Wait for the run's end; its status then."""
        wait_until(lambda: self.status(run) in ENDS, f"the end of run {run}", ASK_SECONDS)
        return self.status(run)

    def events(self, run: str) -> list[dict[str, Any]]:
        return graphql.ask(self.url, _EVENTS, run=run)["logsForRun"]["events"]

    def messages(self, run: str) -> str:
        return "\n".join(event.get("message", "") for event in self.events(run))

    def prints(self, run: str, true: Callable[[str], object], what: str) -> None:
        """Wait until what the run has printed is so."""
        keys: list[str] = []

        def printed() -> object:
            if not keys:
                keys.extend(one["fileKey"] for one in self.events(run) if one.get("fileKey"))
                return False
            said = graphql.ask(self.url, _OUTPUT, key=[run, "compute_logs", keys[0]])
            return true(said["capturedLogs"]["stdout"] or "")

        wait_until(printed, what, ASK_SECONDS)

    def process_of(self, run: str) -> int:
        found = re.search(r"Started process for run \(pid: (\d+)\)", self.messages(run))
        assert found, self.messages(run)
        return int(found[1])

    def step_failures(self, run: str) -> list[dict[str, Any]]:
        return [one for one in self.events(run) if one["__typename"] == "ExecutionStepFailureEvent"]
