"""Machine types that node pools may use: Compute Engine's E2 family, as GKE takes it.

The figures follow Google's page "General-purpose machine family" (E2) as it was known in August
2026. Only this family is listed: it is what the architecture document chose and what is priced in
``crm_infra.cost``. Micro and small machines are left out, because a node's own agents fill them.
A further family is added here, and in the price list at the same time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Machine:
    """What one machine offers; ``billed_vcpus`` is less than ``vcpus`` when they are shared."""

    vcpus: int
    memory_gb: int
    billed_vcpus: float


_GB_PER_VCPU = {"highcpu": (1, 32), "standard": (4, 32), "highmem": (8, 16)}
"""Shape -> memory of each vCPU, and the most vCPUs."""


def _machines() -> Iterator[tuple[str, Machine]]:
    yield "e2-medium", Machine(vcpus=2, memory_gb=4, billed_vcpus=1)
    for shape, (memory, most) in _GB_PER_VCPU.items():
        for vcpus in (2, 4, 8, 16, 32):
            if vcpus <= most:
                yield f"e2-{shape}-{vcpus}", Machine(vcpus, vcpus * memory, vcpus)


MACHINES: Mapping[str, Machine] = MappingProxyType(dict(_machines()))
"""Machine type -> what it offers."""

FEWEST_VCPUS = min(machine.vcpus for machine in MACHINES.values())
"""The smallest machine that auto-provisioning may choose; it decides how many nodes may come."""
