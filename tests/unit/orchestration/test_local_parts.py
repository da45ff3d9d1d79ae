"""The parts' first process: notes who ends by itself, ends the others, and is never outlived."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm_infra.orchestration.parts import ENDED

ROOT = Path(__file__).resolve().parents[3]
DRIVER = """
import os, sys
from functools import partial
from pathlib import Path
from crm_infra.orchestration import local_parts

def be(name, lifeline):
    os.setpgid(0, 0)
    (folder / name).write_text(str(os.getpid()))
    os.read(lifeline, 1)

folder = Path(sys.argv[1])
local_parts._parts = lambda *_: ((name, partial(be, name), None) for name in ("first", "second"))
local_parts.main(folder)
"""


@pytest.fixture
def parent(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        yield process
        process.kill()


def part(folder: Path, name: str) -> int:
    path = folder / name
    wait_until(lambda: path.exists() and path.read_text())
    return int(path.read_text())


def wait_until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def gone(process: int) -> bool:
    """No such process, or one that only waits for init to take note of it."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return True


def test_a_part_that_ends_by_itself_is_named(
    parent: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    os.kill(part(tmp_path, "second"), signal.SIGKILL)
    wait_until(lambda: (tmp_path / ENDED).exists())
    wait_until(lambda: (tmp_path / ENDED).read_text() == "second")
    assert not gone(part(tmp_path, "first"))
    assert parent.poll() is None


def test_told_to_end_it_ends_all_parts_first(
    parent: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    parts = [part(tmp_path, "first"), part(tmp_path, "second")]
    os.kill(parts[0], signal.SIGKILL)
    wait_until(lambda: (tmp_path / ENDED).exists())
    parent.terminate()
    assert parent.wait(60) == 0
    assert all(gone(one) for one in parts)


@pytest.mark.parametrize("how", ["its starter is gone", "it was killed"])
def test_no_part_outlives_it(parent: "subprocess.Popen[bytes]", tmp_path: Path, how: str) -> None:
    parts = [part(tmp_path, "first"), part(tmp_path, "second")]
    if how == "it was killed":
        parent.kill()
    else:
        assert parent.stdin
        parent.stdin.close()
    wait_until(lambda: all(gone(one) for one in parts))
    assert parent.wait(60) == (-9 if how == "it was killed" else 0)
