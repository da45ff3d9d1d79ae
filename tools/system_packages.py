"""Install the Debian packages that tests use, or say in one line which are missing.

A test that needs a missing tool skips itself by name; nothing here decides what is tested. Python
packages belong in ``requirements/``.
"""

import os
import shutil
import subprocess
import sys

PACKAGES = {
    "chromium-headless-shell": ("chromium-headless-shell", "chromium"),
    "git": ("git",),
}
"""Debian package → programs on PATH of which any will do."""


def missing() -> list[str]:
    """Packages none of whose programs is on PATH."""
    return [
        package for package, programs in PACKAGES.items() if not any(map(shutil.which, programs))
    ]


def install(packages: list[str]) -> bool:
    """Whether apt-get brought them all."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-qy", "--no-install-recommends", *packages],
    ):
        if subprocess.run(command, check=False, env=environment, **quiet).returncode:
            return False
    return True


def main() -> None:
    """Install what is missing when we may; otherwise say what to install."""
    packages = missing()
    if not packages:
        return
    names = " ".join(packages)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"[setup] installing Debian packages that tests use: {names}", flush=True)
        if install(packages):
            return
    print(f"[setup] tests that need {names} will be skipped; to run them: apt-get install {names}")


if __name__ == "__main__":
    sys.exit(main())
