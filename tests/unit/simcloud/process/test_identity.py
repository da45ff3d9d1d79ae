"""Which process is meant, and when it has really ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crm_infra.simcloud.process.identity import Identity, identity_of

ITS_FIRST_THREAD_ENDS = """
import ctypes, platform, sys, threading
threading.Thread(target=sys.stdin.read).start()
ctypes.CDLL(None).syscall({"x86_64": 60, "aarch64": 93}[platform.machine()], 0)
"""


def test_a_process_is_known_by_its_pid_and_its_start():
    me = identity_of(os.getpid())
    assert me is not None
    assert me.alive()
    assert Identity.parse(str(me)) == me
    assert not Identity(me.pid, "earlier").alive()


def test_one_that_has_ended_and_was_not_waited_for_is_not_alive():
    with subprocess.Popen([sys.executable, "-c", "pass"]) as child:
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert identity_of(child.pid) is None


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc here")
def test_it_lives_until_its_last_thread_has_ended():
    """Killed, the first thread of many may end first, while the others still hold the lock."""
    with subprocess.Popen(
        [sys.executable, "-c", ITS_FIRST_THREAD_ENDS], stdin=subprocess.PIPE
    ) as child:
        stat = Path(f"/proc/{child.pid}/stat")
        while stat.read_text().rpartition(")")[2].split()[0] != "Z":
            assert child.poll() is None
        assert identity_of(child.pid) is not None
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        assert identity_of(child.pid) is None
