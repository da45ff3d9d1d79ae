"""Terraform's executables as a home knows them: to examine one takes as long as a small plan."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from crm_infra.terraform.binary import locate_binary


def on_path(name: str) -> Path | None:
    """An executable on PATH, unless a newcomer's machine has none."""
    found = shutil.which(name)
    return Path(found).resolve() if found else None


def make_known(home: Path, *executables: Path | None) -> None:
    """Let a home know them as if it had examined each itself; None is the embedded one."""
    for file, content in _examined(executables).items():
        (home / file).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home / file).write_bytes(content)


@cache
def _examined(executables: tuple[Path | None, ...]) -> dict[Path, bytes]:
    """What is in a home that has."""
    with tempfile.TemporaryDirectory() as folder:
        for executable in executables:
            locate_binary(Path(folder), executable, environ={})
        files = (file for file in Path(folder).rglob("*") if file.is_file())
        return {file.relative_to(folder): file.read_bytes() for file in files}
