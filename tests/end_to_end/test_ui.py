"""``crm-infra ui``: says where it is, keeps partitions right, and leaves nothing behind."""

import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm_infra.orchestration import graphql
from tests.end_to_end.conftest import Person
from tests.end_to_end.stopping import TOTAL, begun, holds_back, in_state, would_continue
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


def test_one_interrupt_cancels_runs_in_order_and_leaves_no_process_but_a_simcloud_that_ran_before(
    person: Person,
) -> None:
    holds_back(person)
    before = descendants(str(person.home))
    with opened(person, "--port", "0") as (ui, url):
        nodes = graphql.ask(url, PARTITIONS)["assetNodes"]
        keys = {key for one in nodes[0]["partitionKeysByDimension"] for key in one["partitionKeys"]}
        assert {"dev", "staging", "uat", "prod"} <= keys, "seeded before the first answer"
        begun(Asked(url), "dev")
        assert len(descendants(str(person.home))) >= 6
    assert ui.returncode == 0
    assert descendants(str(person.home)) == before
    assert person.types("sim", "status").code == 0
    assert 0 < in_state(person) < TOTAL
    would_continue(person, TOTAL, in_state(person))


def test_nothing_outlives_a_ui_that_was_killed_but_simcloud(person: Person) -> None:
    ui = person.starts_cold("ui", "--port", "0", "--read-only")
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
