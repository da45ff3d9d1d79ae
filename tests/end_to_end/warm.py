"""The command line without its start: each command is a fork of one process that has imported it.

Importing Dagster is two thirds of what a command costs, and the same for each of the hundred that
the tests type. ``test_tour`` types each of them from cold as well, and ``ui`` never is warm.
Started once per worker of the tests: a fork itself where the workers are, or else run as
``python -m tests.end_to_end.warm DESCRIPTOR``.
"""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any

from crm_infra.orchestration.imports import imports
from tests.end_to_end.warm_call import ask
from tests.forked import fork

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 1 << 20


class Running:
    """A command under way, with what tests use of ``subprocess.Popen``."""

    def __init__(self, pid: int, ended: socket.socket, out: "IO[str]", err: "IO[str]") -> None:
        self.pid, self.stdout, self.stderr = pid, out, err
        self.returncode: int | None = None
        self._ended = ended

    def poll(self) -> int | None:
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        return code

    def _look(self, seconds: float | None) -> int | None:
        """Its exit code once it has ended: the server then says it and closes."""
        if self.returncode is None and select.select([self._ended], [], [], seconds)[0]:
            self.returncode = int(self._ended.recv(64))
            self._ended.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Read what it still prints, and wait for its end."""
        began = time.monotonic()
        said: dict[str, str] = {}
        reader = threading.Thread(target=lambda: said.update(err=self.stderr.read()), daemon=True)
        reader.start()
        writer = threading.Thread(target=lambda: said.update(out=self.stdout.read()), daemon=True)
        writer.start()
        for thread in (reader, writer):
            left = None if timeout is None else max(0.0, began + timeout - time.monotonic())
            thread.join(left)
            if thread.is_alive():
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        self.wait(None if timeout is None else max(0.0, began + timeout - time.monotonic()))
        self.stdout.close()
        self.stderr.close()
        return said["out"], said["err"]


def typed(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    cwd: Path | None = None,
    given: str = "",
) -> Running:
    """Type a command; it reads ``given`` and then the end of its input."""
    read_out, write_out = os.pipe()
    read_err, write_err = os.pipe()
    read_in, write_in = os.pipe()
    os.write(write_in, given.encode())
    os.close(write_in)
    with _lock:
        pid, ended = ask(
            server(),
            arguments,
            environment,
            str(cwd or Path.cwd()),
            (read_in, write_out, write_err),
        )
    for descriptor in (read_in, write_out, write_err):
        os.close(descriptor)
    return Running(pid, ended, os.fdopen(read_out), os.fdopen(read_err))


_lock = threading.Lock()


@cache
def server() -> socket.socket:
    """Where commands are asked for, from this process or from those that inherit it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if not fork("tests.end_to_end.warm:main", theirs.fileno()):
        command = [sys.executable, "-m", "tests.end_to_end.warm", str(theirs.fileno())]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
        )
        process.returncode = 0  # it ends with the worker, who does not wait for it
    theirs.close()
    atexit.register(ours.close)
    return ours


def main(descriptor: int) -> None:
    """Fork a command for each message, and say how each has ended, until nobody asks any more."""
    with imports():
        _import_what_commands_import()
    asked = socket.socket(fileno=descriptor)
    wake, woken = socket.socketpair()
    for end in (wake, woken):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(woken.fileno(), warn_on_full_buffer=False)
    children: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([asked, wake], [], [])
        if wake in ready:
            wake.recv(4096)
            _tell_ends(children)
        if asked in ready:
            message, descriptors, _, _ = socket.recv_fds(asked, LARGEST, 4)
            if not message:
                return
            told = socket.socket(fileno=descriptors.pop())
            pid = os.fork()
            if not pid:
                _become(json.loads(message), descriptors)
            for one in descriptors:
                os.close(one)
            children[pid] = told
            told.send(pid.to_bytes(8, "big"))


def _tell_ends(children: dict[int, socket.socket]) -> None:
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        told = children.pop(pid)
        told.send(str(os.waitstatus_to_exitcode(status)).encode())
        told.close()


def _import_what_commands_import() -> None:
    import importlib

    from crm_infra.cli.root import COMMANDS
    from crm_infra.orchestration.sqlite_migrations import read_now

    for module, _ in COMMANDS.values():
        importlib.import_module(module)
    for module in (
        "crm_infra.definitions",
        "crm_infra.changes.planning",
        "crm_infra.cli.live",
        "crm_infra.cli.summary",
        "crm_infra.cost.estimate",
        "crm_infra.orchestration.instance",
        "crm_infra.orchestration.outcome",
        "crm_infra.orchestration.sqlite_watch",
        "crm_infra.orchestration.standing",
        "crm_infra.orchestration.teardown",
        "crm_infra.simcloud.commands.contents",
        "crm_infra.simcloud.commands.env",
        "crm_infra.simcloud.commands.fault",
        "crm_infra.simcloud.commands.group",
        "crm_infra.simcloud.commands.lifecycle",
        "crm_infra.simcloud.process.environment",
        "crm_infra.simcloud.process.start",
        "dagster._core.definitions.repository_definition.repository_data_builder",
        "dagster._core.instance.factory",
        "dagster._core.instance.runs.run_domain",
        "dagster._core.secrets.env_file",
        "dagster._core.storage.event_log.sqlite",
        "dagster._core.storage.runs.sqlite",
        "dagster._core.storage.schedules.sqlite",
        "dagster._core.storage.local_compute_log_manager",
        "dagster._core.storage.migration.utils",
        "dagster._core.storage.root",
        "dagster._core.storage.sqlite_storage",
        "dagster._core.system_config.composite_descent",
        "fsspec.implementations.local",
        "google.cloud.storage",
        "google.oauth2.credentials",
        "google_crc32c",
        "rich._emoji_codes",
        "upath.implementations.local",
    ):
        importlib.import_module(module)
    read_now()


def _become(call: dict[str, Any], descriptors: list[int]) -> None:
    """Be that command: nothing of the server is left but what it has imported."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for place, descriptor in enumerate(descriptors):
            os.dup2(descriptor, place)
        os.closerange(3, 256)
        os.environ.clear()
        os.environ.update(call["environment"])
        os.chdir(call["cwd"])
        sys.argv = ["crm-infra", *call["arguments"]]
        code = _command()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def _command() -> int:
    """Run it; ``sim`` in this process, which in a person's shell becomes another one there."""
    if sys.argv[1:2] == ["sim"]:
        from crm_infra.simcloud.commands.group import main as command

        del sys.argv[0]
    else:
        from crm_infra.cli import main as command

    try:
        command()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    return 0


if __name__ == "__main__":
    main(int(sys.argv[1]))
