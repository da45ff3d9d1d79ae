"""A rehearsal: a copy of the simulated cloud in which something may be tried and thrown away.

The copy has everything that stands, states included, so what is tried there happens as it would
here. Only simcloud can be copied; on Google Cloud a layer waits for the layers above it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from crm_infra.errors import UnavailableError
from crm_infra.terraform.target import SimTarget

KNOWN = ("high-water", "cache/terraform")
"""What the home knows of its states, and of the executables that it has examined."""


@contextmanager
def rehearsal(home: Path) -> Generator[SimTarget]:
    """A target that acts on a copy of the simcloud in ``home``; the copy ends with the block.

    Raises:
        UnavailableError: simcloud could not be copied.
    """
    folder = home / "rehearsals"
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = Path(tempfile.mkdtemp(prefix="copy-", dir=folder))
    try:
        _simcloud(home, "snapshot", str(copy))
        for known in KNOWN:
            if (home / known).exists():
                shutil.copytree(home / known, copy / known)
        yield SimTarget(copy)
    finally:
        _simcloud(copy, "stop")
        shutil.rmtree(copy, ignore_errors=True)


def _simcloud(home: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "crm_infra.simcloud", *arguments],
        env=os.environ | {"CRM_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise UnavailableError(
            f"simcloud {arguments[0]} failed in {home}: {said[-1] if said else 'it said nothing'}",
            hint="See `crm-infra sim status`",
        )
