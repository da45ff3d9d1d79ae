"""Set up checkov, which reads plans for what no policy allows, in an environment of its own.

What it needs conflicts with what we need, so it never enters ``.venv`` itself. ``make test`` starts
this beside the tests and the test that needs checkov asks again: whoever comes first installs, the
others wait. What checkov may find is in ``tests/policy``.
"""

import fcntl
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
FOLDER = VENV / "checkov"
PYTHON = FOLDER / "bin" / "python"
PINNED = ROOT / "requirements" / "checkov.txt"
STAMP = FOLDER / ".installed"


def checkov() -> Path:
    """The executable; installed first when it is not there or other versions are pinned by now."""
    with (VENV / ".checkov.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not STAMP.exists() or STAMP.read_text() != wanted():
            install()
            STAMP.write_text(wanted())
    return FOLDER / "bin" / "checkov"


def wanted() -> str:
    """What must be installed, in one word."""
    return sha256(PINNED.read_bytes() + sys.version.encode()).hexdigest()


def install() -> None:
    """Install the pinned set into a fresh environment."""
    print("[setup] installing checkov beside the tests (once)", flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    uv = str(VENV / "bin" / "uv")
    for command in (
        [uv, "venv", "-q", "--python", sys.executable, str(FOLDER)],
        [
            uv,
            "pip",
            "install",
            "-q",
            "--python",
            str(PYTHON),
            "--require-hashes",
            "-r",
            str(PINNED),
        ],
    ):
        if subprocess.run(command, check=False).returncode:
            raise RuntimeError(
                f"{' '.join(command[:3])} ended badly and checkov reads every plan; see above. "
                "Run make test again."
            )


if __name__ == "__main__":
    try:
        checkov()
    except RuntimeError as error:
        sys.exit(f"[setup] {error}")
