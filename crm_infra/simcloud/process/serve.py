"""The serving process: takes the lock, starts everything, says that it is ready, and ends.

Everything that lasts as long as the process is decided here; what it serves is in ``assembly``.
"""

import gc
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from types import FrameType
from typing import Any

from crm_infra.simcloud.process import endpoint
from crm_infra.simcloud.process.home import Home
from crm_infra.simcloud.process.lock import Lock
from crm_infra.simcloud.process.options import Options
from crm_infra.simcloud.process.stop import sweep

_TAKE_SECONDS = 10.0
_LOOK_SECONDS = 1.0
# Python's own; `__main__` looks less often while everything is loaded.
_COLLECTOR = (700, 10, 10)


def serve(home: Home, options: Options, *, ready: int | None = None) -> None:
    """Serve until told to stop.

    Args:
        home: Where it lives.
        options: What to serve, and how.
        ready: A file descriptor to write one byte to once everything answers.

    Raises:
        SimcloudError: Another simcloud serves this home, or something could not be started.
    """
    os.umask(0o077)
    wanted = options.checked()
    home.prepare()
    stop = threading.Event()
    before = _heed_signals(stop)
    try:
        with _turn(home) as lock:
            _serve(home, wanted, lock, stop, ready)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _serve(
    home: Home, options: Options, lock: Lock, stop: threading.Event, ready: int | None
) -> None:
    from crm_infra.simcloud.process.assembly import Assembly

    before = endpoint.read(home.endpoint)
    _sweep(home, lock)
    assembly = Assembly(home, options, stop)
    try:
        serving = assembly.start(before)
        _settle_memory()
        serving.write(home.endpoint)
        _say(f"simcloud {serving.version} serves {home.folder} as pid {serving.pid}, simulated")
        if ready is not None:
            os.write(ready, b"1")
            os.close(ready)
        while not stop.wait(_LOOK_SECONDS):
            if not lock.intact():
                _say(f"{home.folder} is gone, and so is the reason to serve it")
                break
            if options.idle and assembly.activity.idle() > options.idle:
                _say(f"no call for {options.idle:g} s")
                break
    finally:
        assembly.stop()
        _sweep(home, lock)
        _say("ended")


def _settle_memory() -> None:
    """What was loaded stays and is never looked through again; what calls leave is, as usual."""
    gc.freeze()
    gc.set_threshold(*_COLLECTOR)


def _sweep(home: Home, lock: Lock) -> None:
    """Remove endpoint file and sockets, unless the home has become another simcloud's by now."""
    if lock.intact() or not home.serving.exists():
        sweep(home)


def _turn(home: Home) -> Lock:
    lock = Lock(home.serving, wait=_TAKE_SECONDS)
    if lock.held():
        _say(f"waiting for {lock.holder()} to end")
    return lock


def _heed_signals(stop: threading.Event) -> dict[int, Any]:
    def heed(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    return {number: signal.signal(number, heed) for number in (signal.SIGTERM, signal.SIGINT)}


def _say(line: str) -> None:
    print(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {line}", file=sys.stderr, flush=True)
