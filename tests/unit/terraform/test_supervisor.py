"""How a child is waited for and stopped; the children are real, only short."""

import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import pytest

from crm_infra.clock import SystemClock
from crm_infra.terraform import supervisor as module
from crm_infra.terraform.supervisor import Patience, Supervisor

READY = "import signal, sys, time\n"
STUBBORN = READY + (
    "signal.signal(signal.SIGINT, lambda *_: open(sys.argv[1], 'a').write('i'))\n"
    "signal.signal(signal.SIGTERM, lambda *_: open(sys.argv[1], 'a').write('t'))\n"
    "open(sys.argv[1], 'a').write('r')\n"
    "while True: time.sleep(0.01)\n"
)
POLITE = READY + (
    "signal.signal(signal.SIGINT, lambda *_: sys.exit(7))\n"
    "open(sys.argv[1], 'a').write('r')\n"
    "while True: time.sleep(0.01)\n"
)


class Watching:
    """A watch whose answers a test sets; ``log`` is the file that the child writes to."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.nothing_in_flight = False
        self.done = False
        self.why_stalled = ""
        self.prepared = 0
        self.on_tick = lambda: None

    def said(self) -> str:
        return self.log.read_text() if self.log.exists() else ""

    def tick(self) -> None:
        self.on_tick()

    def prepare_stop(self) -> None:
        self.prepared += 1

    def hears(self) -> bool:
        return "r" in self.said()

    def harmless(self) -> bool:
        return self.nothing_in_flight

    def expendable(self) -> bool:
        return self.done

    def stalled(self) -> str:
        return self.why_stalled


@pytest.fixture
def watch(tmp_path: Path) -> Watching:
    return Watching(tmp_path / "log")


def _child(script: str, watch: Watching) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", script, str(watch.log)])


def test_a_child_that_ends_gives_its_code(watch: Watching) -> None:
    supervisor = Supervisor(SystemClock(), Event())
    assert supervisor.wait(_child("raise SystemExit(2)", watch), Patience(), watch) == 2
    assert supervisor.stop is None


def test_cancelling_sends_one_signal_once_the_child_can_hear(watch: Watching) -> None:
    cancel = Event()
    cancel.set()
    supervisor = Supervisor(SystemClock(), cancel)
    assert supervisor.wait(_child(POLITE, watch), Patience(), watch) == 7
    assert supervisor.stop
    assert (supervisor.stop.reason, supervisor.stop.cause) == ("cancelled", None)
    assert watch.prepared == 1


def test_a_second_interrupt_is_swallowed_and_the_child_not_pressed(watch: Watching) -> None:
    """Terraform forgets what is in flight at the second signal."""
    supervisor = Supervisor(SystemClock(), Event())
    child = _child(STUBBORN, watch)
    interrupts = iter([KeyboardInterrupt(), KeyboardInterrupt(), SystemExit()])

    def interrupt() -> None:
        if watch.hears() and (error := next(interrupts, None)):
            raise error
        if "i" in watch.said() and next(interrupts, None) is None:
            Thread(target=child.kill).start()

    watch.on_tick = interrupt
    assert supervisor.wait(child, Patience(), watch) == -signal.SIGKILL
    assert supervisor.stop
    assert isinstance(supervisor.stop.cause, KeyboardInterrupt)
    assert watch.said().count("i") == 1


def test_a_child_with_nothing_to_lose_is_pressed_to_the_end(watch: Watching) -> None:
    cancel = Event()
    cancel.set()
    supervisor = Supervisor(SystemClock(), cancel)
    code = supervisor.wait(_child(STUBBORN, watch), Patience(grace=0.1), watch)
    assert code == -signal.SIGKILL
    assert watch.said() == "riit"


def test_our_own_deadline_ends_it(watch: Watching) -> None:
    supervisor = Supervisor(SystemClock(), Event())
    patience = Patience(deadline=0.01, grace=0.1)
    assert supervisor.wait(_child(POLITE, watch), patience, watch) == 7
    assert supervisor.stop
    assert "still running after" in supervisor.stop.reason


def test_a_target_that_is_gone_ends_it_hard_only_while_nothing_is_in_flight(
    watch: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HARMLESS_GRACE", 0.1)
    watch.why_stalled = "the target does not answer"
    watch.nothing_in_flight = True
    supervisor = Supervisor(SystemClock(), Event())
    assert supervisor.wait(_child(STUBBORN, watch), Patience(), watch) == -signal.SIGKILL
    assert supervisor.stop
    assert supervisor.stop.reason == "the target does not answer"


def test_a_child_that_only_frees_its_lock_is_killed_after_a_while(
    watch: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EXPENDABLE_SECONDS", 0.1)
    watch.done = True
    supervisor = Supervisor(SystemClock(), Event())
    assert supervisor.wait(_child(STUBBORN, watch), Patience(), watch) == -signal.SIGKILL
    assert supervisor.stop is None
    assert "i" not in watch.said()
