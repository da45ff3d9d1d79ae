"""The lock: one holder at a time, freed by the kernel, told apart from others that had its pid."""

import os
import subprocess
import sys

import pytest

from crm_infra.simcloud.process.errors import SimcloudError
from crm_infra.simcloud.process.identity import Identity, identity_of
from crm_infra.simcloud.process.lock import Lock

HOLD = """
import sys
from pathlib import Path
from crm_infra.simcloud.process.lock import Lock
lock = Lock(Path(sys.argv[1]))
assert lock.take()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "it.lock"


@pytest.fixture
def other(path):
    """Another process that holds the lock until it is killed."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout.readline() == b"held\n"
    yield child
    child.kill()
    child.wait()
    child.stdin.close()
    child.stdout.close()


def test_only_one_holds_it(path):
    first, second = Lock(path), Lock(path)
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()


def test_it_says_who_holds_it(path, other):
    assert Lock(path).held()
    assert Lock(path).holder() == identity_of(other.pid)


def test_a_killed_holder_does_not_keep_it(path, other):
    other.kill()
    other.wait()
    assert path.exists()
    assert not Lock(path).held()
    assert Lock(path).holder() is None
    mine = Lock(path)
    assert mine.take()
    mine.release()


def test_released_it_leaves_no_file(path):
    with Lock(path):
        assert path.stat().st_mode & 0o777 == 0o600
    assert not path.exists()


def test_a_lock_whose_file_was_removed_is_not_intact_and_leaves_the_new_file_alone(path):
    first = Lock(path)
    assert first.take()
    path.unlink()
    assert not first.intact()
    second = Lock(path)
    assert second.take()
    first.release()
    assert path.exists()
    assert second.intact()
    second.release()


def test_waiting_too_long_names_the_holder_and_the_way_out(path, other):
    with (
        pytest.raises(SimcloudError, match=f"by process {other.pid} .*Try again"),
        Lock(path, wait=0.05),
    ):
        pass


def test_waiting_ends_as_soon_as_it_is_free(path, other):
    assert not Lock(path).wait_free(0.05)
    other.kill()
    assert Lock(path).wait_free(5)


def test_a_pid_that_was_used_again_is_another_process():
    me = identity_of(os.getpid())
    assert me.alive()
    before = Identity(me.pid, "1")
    assert not before.alive()
    assert before.end(0.1)


def test_an_identity_reads_what_it_wrote():
    me = identity_of(os.getpid())
    assert Identity.parse(str(me)) == me
    assert Identity.parse("") is None
    assert Identity.parse("12") is None
    assert Identity.parse("-1 5") is None


def test_a_process_that_ended_has_no_identity():
    child = subprocess.Popen([sys.executable, "-c", ""])
    assert identity_of(child.pid)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert identity_of(child.pid) is None
    child.wait()
    assert identity_of(child.pid) is None


def test_a_process_that_does_not_want_to_end_is_made_to():
    ignore = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    child = subprocess.Popen(
        [sys.executable, "-c", f"{ignore}; time.sleep(60)"], stdout=subprocess.PIPE
    )
    child.stdout.readline()
    assert identity_of(child.pid).end(0.1)
    assert child.wait() == -9
    child.stdout.close()
