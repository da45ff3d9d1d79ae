"""A run in a process of its own, to be killed.

Plans and applies one written layer of ``dev`` on simcloud, and says every notice on a line. It is
forked from a process that has imported all of it: a ``kill -9`` is as real, and the start is cheap.
"""

import os
import signal
import sys
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

from crm_infra.environments import load_environment
from crm_infra.errors import CrmInfraError
from crm_infra.layers.catalog import Layer
from crm_infra.terraform.events import Event, Notice
from crm_infra.terraform.gateway import LayerGateway
from crm_infra.terraform.results import AppliedChange
from crm_infra.terraform.target import SimTarget

PATIENCE = 120
_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload([__name__, "google.cloud.storage"])


class Victim:
    """The process, under way.

    Args:
        said: The file that takes what it prints.
    """

    def __init__(self, home: Path, layer: Layer, said: Path) -> None:
        self._said = said
        self._process = _FORKS.Process(target=_run, args=(home, layer, said))
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    def ended(self) -> bool:
        return not self._process.is_alive()

    def wait(self) -> int:
        """Its exit code; the number of the signal, negative, where one killed it."""
        self._process.join(PATIENCE)
        assert self.ended(), f"it still runs after {PATIENCE} s"
        assert self._process.exitcode is not None
        return self._process.exitcode

    def said(self) -> str:
        return self._said.read_text()

    def close(self) -> None:
        """Leave nothing running, whatever happened to the test."""
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
        self._process.join()


def run_once(home: Path, layer: Layer, notice: Callable[[str], object]) -> AppliedChange:
    """Plan and apply as the platform does."""

    def progress(event: Event) -> None:
        if isinstance(event, Notice):
            notice(event.text)

    with LayerGateway(SimTarget(home), home) as gateway:
        change = gateway.plan(layer, load_environment("dev"), {}, progress=progress)
        return gateway.apply(change, progress=progress)


def _run(home: Path, layer: Layer, said: Path) -> None:
    with said.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    try:
        applied = run_once(home, layer, lambda text: print("NOTICE", text, flush=True))
        print("RESOURCES", applied.resources, "IMPORTED", applied.imported, flush=True)
    except CrmInfraError as error:
        print(type(error).__name__, error, flush=True)
        sys.exit(1)
