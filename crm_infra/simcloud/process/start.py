"""Starting simcloud in the background, and finding the one that runs.

Whoever needs simcloud calls ``ensure``: it returns a running one, and starts one first if there is
none. What the started process does is in ``serve``.
"""

import os
import select
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from crm_infra.simcloud.process import endpoint
from crm_infra.simcloud.process.endpoint import Endpoint
from crm_infra.simcloud.process.errors import SimcloudError
from crm_infra.simcloud.process.home import Home
from crm_infra.simcloud.process.lock import Lock
from crm_infra.simcloud.process.options import Options

if TYPE_CHECKING:
    import subprocess

START_SECONDS = 30.0
LOG_LINES = 20
_LONGEST_LOG = 5 * 1024 * 1024
_PASSED_ON = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ", "VIRTUAL_ENV")


def running(home: Home) -> Endpoint | None:
    """The simcloud of that home, if there is one that answers."""
    found = endpoint.read(home.endpoint)
    return found if found is not None and found.answers() else None


def ensure(home: Home) -> Endpoint:
    """A simcloud that answers: the one that runs, or one started now. Raises ``SimcloudError``."""
    return start(home, Options())[0]


def start(home: Home, options: Options) -> tuple[Endpoint, bool]:
    """A simcloud that answers, and whether it was started now.

    Raises:
        SimcloudError: It could not be started, or runs with other schemas than those asked for.
    """
    wanted = options.checked()
    found, ours = running(home), False
    if found is None:
        home.prepare()
        with Lock(home.starting, wait=START_SECONDS):
            # Somebody else may have started it while we waited for our turn.
            found = running(home)
            ours = found is None
            found = found or _started(home, wanted)
    contradiction = wanted.contradicts(found)
    if contradiction:
        raise SimcloudError(
            f"simcloud already runs (pid {found.pid}), and {contradiction}; one home has one"
            " simcloud. Stop it first with `crm-infra sim stop`, or set CRM_HOME to another folder."
        )
    return found, ours


def log_tail(home: Home, lines: int = LOG_LINES) -> str:
    """The last lines of the log."""
    try:
        return "\n".join(home.log.read_text("utf-8", "replace").splitlines()[-lines:])
    except FileNotFoundError:
        return ""


def _started(home: Home, wanted: Options) -> Endpoint:
    import subprocess

    options = wanted.or_else(endpoint.read(home.endpoint))
    ready, told = os.pipe()
    try:
        with _open_log(home) as log:
            child = subprocess.Popen(
                [*_command(), "serve", "--ready-fd", str(told), *options.arguments()],
                env=_environment(home),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                pass_fds=(told,),
                start_new_session=True,
            )
        os.close(told)
        said = _heard(ready, child)
    finally:
        os.close(ready)
    found = running(home)
    if found is None:
        raise SimcloudError(
            f"simcloud did not start: {said}. See its log, {home.log}, which ends with:"
            f"\n{log_tail(home)}"
        )
    return found


def _heard(ready: int, child: "subprocess.Popen[bytes]") -> str:
    """Wait until the child says that it is ready, ends, or takes too long; what happened."""
    heard, _, _ = select.select([ready], [], [], START_SECONDS)
    if not heard:
        child.kill()
        child.wait()
        return f"it was not ready after {START_SECONDS:.0f} s and was killed"
    if os.read(ready, 1):
        # Nobody waits for it any more; without this Popen would warn that it still runs.
        child.returncode = 0
        return "it said that it was ready but does not answer"
    return f"it ended with exit code {child.wait()}"


def _command() -> list[str]:
    return [sys.executable, "-m", "crm_infra.simcloud"]


def _environment(home: Home) -> dict[str, str]:
    """Only what the process needs: nothing that Terraform or Google's libraries would read."""
    package = str(Path(__file__).resolve().parents[3])
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed, "CRM_HOME": str(home.root), "PYTHONPATH": package}


def _open_log(home: Home) -> BinaryIO:
    if home.log.exists() and home.log.stat().st_size > _LONGEST_LOG:
        home.log.unlink()
    descriptor = os.open(home.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    return os.fdopen(descriptor, "ab")
