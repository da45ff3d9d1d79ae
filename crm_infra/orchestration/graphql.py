"""What is asked of a local webserver: whether it answers, which runs are under way, that they stop.

Add a question here when something beside the webserver must know the answer; a browser asks by
itself.
"""

import json
import urllib.request
from collections.abc import Sequence
from typing import Any

from crm_infra.orchestration.tags import ATTACHED_TAG

ANSWER_SECONDS = 10.0
UNDER_WAY = ["QUEUED", "NOT_STARTED", "STARTING", "STARTED", "CANCELING"]

_RUNS = """
query ($filter: RunsFilter!) {
  runsOrError(filter: $filter, limit: 100) { ... on Runs { results { runId tags { key } } } }
}
"""
_TERMINATE = """
mutation ($runs: [String!]!) {
  terminateRuns(runIds: $runs, terminatePolicy: SAFE_TERMINATE) { __typename }
}
"""


def ask(url: str, query: str, **variables: Any) -> dict[str, Any]:
    """Send a query and return its data.

    Raises:
        OSError: The webserver does not answer.
        ValueError: It answers something else than data.
    """
    request = urllib.request.Request(  # noqa: S310 - our own loopback address
        f"{url}/graphql",
        data=json.dumps({"query": query, "variables": variables}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
        said = json.loads(answer.read())
    if not said.get("data"):
        raise ValueError(f"the webserver answered {said.get('errors') or said}")
    return said["data"]


def answers(url: str) -> bool:
    """Whether the webserver is there and has loaded our definitions."""
    try:
        said = ask(url, "{repositoriesOrError{__typename ... on RepositoryConnection{nodes{id}}}}")
    except (OSError, ValueError):
        return False
    return bool(said["repositoriesOrError"].get("nodes"))


def runs_under_way(url: str) -> list[str]:
    """The runs that this webserver's queue holds or has started, by id.

    A run that a person started in a terminal is theirs to stop.
    """
    said = ask(url, _RUNS, filter={"statuses": UNDER_WAY})
    return [
        run["runId"]
        for run in said["runsOrError"].get("results", ())
        if ATTACHED_TAG not in {tag["key"] for tag in run["tags"]}
    ]


def terminate(url: str, runs: Sequence[str]) -> None:
    """Ask the runs to stop; each ends once its Terraform has finished what is in flight."""
    ask(url, _TERMINATE, runs=list(runs))
