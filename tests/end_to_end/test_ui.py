"""``crm-infra ui``: says where it is, keeps partitions right, and leaves nothing behind."""

import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from crm_infra.orchestration import graphql
from crm_infra.orchestration.webserver import local_dagster
from tests.end_to_end.conftest import Person, somebody
from tests.end_to_end.watching import Asked, wait_until

PARTITIONS = """
{ assetNodes { id assetKey { path } partitionKeysByDimension { partitionKeys } } }
"""


def descendants(home: str) -> list[str]:
    """Every process on this machine that works for that home, as it says itself."""
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes()
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if f"CRM_HOME={home}\0".encode() in environment:
            found.append(f"{process.name}: {command.replace(bytes(1), b' ').decode()}")
    return found


def url_in(ui: "subprocess.Popen[str]") -> str:
    assert ui.stdout is not None
    for line in ui.stdout:
        if found := re.search(r"ready after .*: (http://\S+)", line):
            return found[1]
    raise AssertionError(f"it ended with {ui.wait()}: {ui.stderr and ui.stderr.read()}")


@contextmanager
def opened(person: Person, *options: str) -> "Iterator[tuple[subprocess.Popen[str], str]]":
    ui = person.starts_cold("ui", *options)
    try:
        yield ui, url_in(ui)
    finally:
        ui.send_signal(signal.SIGINT)
        ui.communicate(timeout=120)


def test_one_interrupt_stops_everything_and_leaves_no_process(person: Person) -> None:
    with opened(person, "--port", "0", "--read-only") as (ui, url):
        nodes = graphql.ask(url, PARTITIONS)["assetNodes"]
        keys = {key for one in nodes[0]["partitionKeysByDimension"] for key in one["partitionKeys"]}
        assert {"dev", "staging", "uat", "prod"} <= keys, "seeded before the first answer"
        assert len(descendants(str(person.home))) >= 6
    assert ui.returncode == 0
    assert descendants(str(person.home)) == []


def test_nothing_outlives_a_ui_that_was_killed_but_simcloud(person: Person) -> None:
    ui = person.starts_cold("ui", "--port", "0")
    url_in(ui)
    (folder,) = set(re.findall(r"\S+crm-ui-[^/\s]+", "\n".join(descendants(str(person.home)))))
    ui.kill()
    ui.communicate(timeout=60)
    wait_until(
        lambda: all("simcloud" in one for one in descendants(str(person.home))),
        f"all but simcloud to end: {descendants(str(person.home))}",
    )
    assert not Path(folder).exists()


def test_a_taken_port_is_refused_with_the_way_out(person: Person) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = person.types("ui", "--port", str(port))
    assert refused.code == 3
    assert f"port {port} is taken" in refused.err
    assert "--port 0" in refused.err
    assert descendants(str(person.home)) == []


@pytest.fixture(scope="module")
def operator() -> Iterator[Person]:
    with somebody() as person:
        yield person


@pytest.fixture(scope="module")
def asked(operator: Person) -> Iterator[Asked]:
    with local_dagster(operator.home) as dagster:
        yield Asked(dagster.url)


def said_of(failure: dict[str, Any]) -> dict[str, str]:
    entries = failure["failureMetadata"]["metadataEntries"]
    return {entry["label"]: entry["text"] for entry in entries}


def test_a_key_that_is_no_environment_is_refused_inside_the_asset(asked: Asked) -> None:
    asked.adds_partition("moon")
    run = asked.launches("provision", "moon", layers=["foundation"])
    assert asked.follows(run) == "FAILURE"
    (failure,) = asked.step_failures(run)
    assert "moon" in failure["error"]["message"]
    assert failure["error"]["className"] == "InputError"
    assert failure["error"]["stack"] == []
    assert said_of(failure)["kind"] == "InputError"
    assert "dev" in said_of(failure)["what to do"]


def test_a_refusal_of_the_cloud_names_resource_file_line_and_what_to_do(
    asked: Asked, operator: Person
) -> None:
    refuse = ("--type", "google_kms_key_ring", "--call", "create", "--code", "403")
    operator.succeeds("sim", "fault", "add", "error", *refuse, "--message", "Permission denied")
    run = asked.launches("provision", "dev", layers=["foundation"])
    assert asked.follows(run) == "FAILURE"
    (failure,) = asked.step_failures(run)
    message = failure["error"]["message"]
    assert failure["error"]["stack"] == [], failure["error"]["cause"]
    assert "apply of foundation in dev failed" in message
    assert re.search(r"google_kms_key_ring\.\S+, \S+\.tf:\d+", message), message
    assert "Permission denied" in message
    assert "run it again" in said_of(failure)["what to do"]
