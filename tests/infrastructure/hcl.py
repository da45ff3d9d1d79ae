"""Reads formatted HCL just far enough for tests: top-level blocks and the lines in them.

``terraform fmt`` puts the braces of a top-level block where a line begins, so that no parser is
needed; a test holds every file to that format.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crm_infra.layers.catalog import INFRASTRUCTURE

_BLOCK = re.compile(
    r'^(?P<kind>[a-z]+)(?P<labels>(?: "[^"]+")*) \{\n(?P<body>.*?)^\}$', re.MULTILINE | re.DOTALL
)
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One top-level block."""

    file: Path
    kind: str
    labels: tuple[str, ...]
    body: str

    def value(self, key: str) -> str | None:
        """What stands behind ``key =`` directly in the block; None when nothing does."""
        found = re.search(rf"^  {key}\s+= (.+)$", self.body, re.MULTILINE)
        return found[1] if found else None

    def __str__(self) -> str:
        return f"{self.file.relative_to(INFRASTRUCTURE)}: {self.kind} {' '.join(self.labels)}"


def files() -> list[Path]:
    """Every file of HCL."""
    return sorted(INFRASTRUCTURE.rglob("*.tf"))


def code(file: Path) -> str:
    """The file without its comments."""
    return _COMMENT.sub("", file.read_text())


def blocks(kind: str, below: str = "") -> Iterator[Block]:
    """Every block of a kind, in the whole of ``infrastructure`` or below a folder of it."""
    for file in sorted((INFRASTRUCTURE / below).rglob("*.tf")):
        for found in _BLOCK.finditer(code(file)):
            if found["kind"] == kind:
                yield Block(
                    file, kind, tuple(re.findall(r'"([^"]+)"', found["labels"])), found["body"]
                )
