"""Machine types of Compute Engine: their processors and memory, and where they are not offered.

Data, and questions about it. Shapes are those that Google's page of machine families lists; what
a family is named here without shapes for is taken as it is written.
"""

import re
from dataclasses import dataclass
from typing import Final

_N: Final = (2, 4, 8, 16, 32, 48, 64, 80)
_SHAPES: Final[dict[str, tuple[int, ...]]] = {
    "e2-standard": (2, 4, 8, 16, 32),
    "e2-highmem": (2, 4, 8, 16),
    "e2-highcpu": (2, 4, 8, 16, 32),
    "n1-standard": (1, 2, 4, 8, 16, 32, 64, 96),
    "n1-highmem": (2, 4, 8, 16, 32, 64, 96),
    "n1-highcpu": (2, 4, 8, 16, 32, 64, 96),
    "n2-standard": (*_N, 96, 128),
    "n2-highmem": (*_N, 96, 128),
    "n2-highcpu": (*_N, 96),
    "n2d-standard": (*_N, 96, 128, 224),
    "n2d-highmem": (*_N, 96),
    "n2d-highcpu": (*_N, 96, 128, 224),
    "n4-standard": _N,
    "n4-highmem": _N,
    "n4-highcpu": _N,
    "c2-standard": (4, 8, 16, 30, 60),
    "c2d-standard": (2, 4, 8, 16, 32, 56, 112),
    "c2d-highmem": (2, 4, 8, 16, 32, 56, 112),
    "c2d-highcpu": (2, 4, 8, 16, 32, 56, 112),
    "c3-standard": (4, 8, 22, 44, 88, 176, 192),
    "c3-highmem": (4, 8, 22, 44, 88, 176, 192),
    "c3-highcpu": (4, 8, 22, 44, 88, 176, 192),
    "c3d-standard": (4, 8, 16, 30, 60, 90, 180, 360),
    "c3d-highmem": (4, 8, 16, 30, 60, 90, 180, 360),
    "c3d-highcpu": (4, 8, 16, 30, 60, 90, 180, 360),
    "t2d-standard": (1, 2, 4, 8, 16, 32, 48, 60),
    "t2a-standard": (1, 2, 4, 8, 16, 32, 48),
}
_SHARED: Final = {
    "e2-micro": (2, 1.0),
    "e2-small": (2, 2.0),
    "e2-medium": (2, 4.0),
    "f1-micro": (1, 0.6),
    "g1-small": (1, 1.7),
}
_MEMORY: Final = {"standard": 4.0, "highmem": 8.0, "highcpu": 1.0}
_MEMORY_OF: Final = {
    "n1-standard": 3.75,
    "n1-highmem": 6.5,
    "n1-highcpu": 0.9,
    "n4-highcpu": 2.0,
    "c2d-highcpu": 2.0,
    "c3-highcpu": 2.0,
    "c3d-highcpu": 2.0,
}
_CUSTOM: Final = re.compile(r"(?:([a-z]\d+[a-z]?)-)?custom-(\d+)-(\d+)(?:-ext)?")
_WRITTEN: Final = re.compile(r"([a-z]+\d+[a-z]*)-[a-z]+-(\d+)[a-z]*(?:-[a-z0-9]+)*")
# Families that Google offers in these regions only.
_ONLY_IN: Final[dict[str, tuple[str, ...]]] = {
    "t2a": ("us-central1", "europe-west4", "asia-southeast1"),
    "h3": ("us-central1", "europe-west4"),
}


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine type: its processors and its memory in GiB."""

    name: str
    family: str
    cpus: int
    memory: float

    @property
    def metric(self) -> str:
        """The quota that its processors count against."""
        return "CPUS" if self.family in ("e2", "n1", "f1", "g1") else f"{self.family.upper()}_CPUS"


def machine(name: str) -> Machine | None:
    """The machine type of that name, or None when there is none."""
    name = name.removesuffix("-lssd")
    if name in _SHARED:
        cpus, memory = _SHARED[name]
        return Machine(name, name.partition("-")[0], cpus, memory)
    line, _, count = name.rpartition("-")
    if line in _SHAPES:
        cpus = int(count) if count.isdigit() else 0
        per_cpu = _MEMORY_OF.get(line, _MEMORY[line.rpartition("-")[2]])
        family = line.partition("-")[0]
        return Machine(name, family, cpus, cpus * per_cpu) if cpus in _SHAPES[line] else None
    return _custom(name) or _written(name)


def _custom(name: str) -> Machine | None:
    seen = _CUSTOM.fullmatch(name)
    return Machine(name, seen[1] or "n1", int(seen[2]), int(seen[3]) / 1024) if seen else None


def _written(name: str) -> Machine | None:
    """A family without shapes here: its number of processors is the one in its name."""
    seen = _WRITTEN.fullmatch(name)
    if seen is None or any(line.startswith(f"{seen[1]}-") for line in _SHAPES):
        return None
    return Machine(name, seen[1], int(seen[2]), int(seen[2]) * 4.0)


def offered(name: str, region: str) -> bool:
    """Whether Google offers the machine type in the region."""
    found = machine(name)
    return found is not None and region in _ONLY_IN.get(found.family, (region,))
