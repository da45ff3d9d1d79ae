"""Set up the virtual environment: everything that ``make`` targets need, pinned by hash.

Runs under any Python 3.11 or newer with the standard library alone, before anything is installed.
What to install is in ``requirements/``; Debian packages are ``tools/system_packages.py``'s.
"""

import os
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def say(message: str) -> None:
    """One line for the person who waits."""
    print(f"[setup] {message}", flush=True)


def require_python() -> None:
    """Stop early where this interpreter is too old."""
    if sys.version_info < OLDEST:
        seen = ".".join(map(str, sys.version_info[:3]))
        sys.exit(
            f"[setup] Python {seen} is older than 3.11, the oldest that works here. "
            "Install a newer one, or name it: make PYTHON=/path/to/python3.12 demo"
        )


def create_environment() -> None:
    """Make ``.venv`` unless it is there."""
    if PYTHON.exists():
        return
    say("creating the virtual environment .venv")
    try:
        venv.create(VENV, with_pip=True)
    except (subprocess.CalledProcessError, OSError) as error:
        sys.exit(
            f"[setup] could not create .venv ({error}). "
            "On Debian and Ubuntu install python3-venv, then run the same command again."
        )


def run(*command: str) -> None:
    """Run one step; its output is the person's to read."""
    done = subprocess.run(
        command, cwd=ROOT, check=False, env=os.environ | {"VIRTUAL_ENV": str(VENV)}
    )
    if done.returncode:
        sys.exit(
            f"[setup] {' '.join(command[:4])} … failed; see above. Run the same command again."
        )


def install(kind: str) -> None:
    """Install the pinned set ``kind`` and the project itself, with compiled bytecode."""
    pip = (str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check")
    if not (VENV / "bin" / "uv").exists():
        run(*pip, "--require-hashes", "-r", "requirements/tools.txt")
    uv = (str(VENV / "bin" / "uv"), "pip")
    say("installing the pinned dependencies (once, about half a minute)")
    pinned = ("--require-hashes", "-r", f"requirements/{kind}.txt", "-r", "requirements/tools.txt")
    run(*uv, "install", "-q", "--compile-bytecode", *pinned)
    run(*uv, "install", "-q", "--no-deps", "--no-build-isolation", "-e", ".")


def main(kind: str) -> None:
    """Bring ``.venv`` to what ``kind`` (runtime or dev) needs and leave the stamp for make."""
    require_python()
    began = time.monotonic()
    create_environment()
    install(kind)
    (VENV / f".{kind}").touch()
    if kind == "dev":
        (VENV / ".runtime").touch()
    say(f"ready after {time.monotonic() - began:.0f} s; the next time this takes no time")


if __name__ == "__main__":
    main(sys.argv[1])
