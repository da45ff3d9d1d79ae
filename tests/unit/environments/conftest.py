"""A folder with the four real files, which a test may spoil."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from crm_infra.environments import PERMANENT, faults_in
from crm_infra.environments.loading import FOLDER
from crm_infra.errors import Fault


@dataclass(frozen=True)
class Folder:
    path: Path

    def file(self, name: str) -> Path:
        return self.path / f"{name}.yaml"

    def change(self, name: str, old: str, new: str) -> None:
        """Replace the one place that has `old`."""
        text = self.file(name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {name}.yaml"
        self.file(name).write_text(text.replace(old, new), encoding="utf-8")

    def line(self, name: str, start: str, nth: int = 1) -> int:
        """The number of the nth line that begins with `start`."""
        lines = self.file(name).read_text(encoding="utf-8").split("\n")
        return [number for number, line in enumerate(lines, 1) if line.startswith(start)][nth - 1]

    def preview(self, name: str = "pr-123", block: int = 64) -> None:
        """Add a preview that collides with nothing; `block` is the second byte of its addresses."""
        text = self.file("dev").read_text(encoding="utf-8")
        text = re.sub(r": 10\.(\d+)\.", lambda m: f": 10.{block + int(m[1])}.", text)
        for old, new in (
            ("name: dev", f"name: {name}"),
            ("crm-dev-platform", f"crm-{name}-platform"),
            ('"100000000001"', f'"100000000{block:03}"'),
            ("domain: dev", f"domain: {name}"),
            ("172.16.0.", f"172.16.{block}."),
        ):
            assert old in text
            text = text.replace(old, new)
        self.file(name).write_text(text, encoding="utf-8")

    def faults(self) -> tuple[Fault, ...]:
        return faults_in(self.path)

    def only_fault(self) -> Fault:
        faults = self.faults()
        assert len(faults) == 1, "\n".join(map(str, faults)) or "no fault"
        return faults[0]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    path = tmp_path / "environments"
    path.mkdir()
    for name in PERMANENT:
        shutil.copy(FOLDER / f"{name}.yaml", path)
    return Folder(path)
