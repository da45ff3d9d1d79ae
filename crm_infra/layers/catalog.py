"""The catalog: every layer that can be materialized, upstream first.

A layer appears here once its root module exists; the order of the whole platform is in
``docs/adr``. Facts about one layer (title, what it depends on) go here; its resources are HCL.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from crm_infra.errors import InputError

INFRASTRUCTURE = Path(__file__).resolve().parent.parent / "infrastructure"
MODULES = INFRASTRUCTURE / "modules"


@dataclass(frozen=True)
class Layer:
    """One root module, one asset and one state per environment."""

    name: str
    title: str
    description: str
    depends_on: tuple[str, ...] = ()

    @property
    def root(self) -> Path:
        """The folder of the root module."""
        return INFRASTRUCTURE / "layers" / self.name

    @cached_property
    def code_version(self) -> str:
        """Digest of the root module and of the shared modules: changes when the HCL does."""
        files = sorted([*self.root.rglob("*.tf"), *MODULES.rglob("*.tf")])
        digest = sha256()
        for file in files:
            digest.update(str(file.relative_to(INFRASTRUCTURE)).encode() + b"\0")
            digest.update(sha256(file.read_bytes()).digest())
        return digest.hexdigest()[:16]


CATALOG: tuple[Layer, ...] = (
    Layer(
        name="foundation",
        title="Foundation",
        description="APIs, keys, identities, secrets, registry, audit trail, buckets and budget.",
    ),
    Layer(
        name="network",
        title="Network",
        description="VPC, subnets in both regions, NAT, firewall policy, private access and DNS.",
        depends_on=("foundation",),
    ),
    Layer(
        name="cluster",
        title="Cluster",
        description="Kubernetes clusters with pools and backups, Cloud Run, events and schedules.",
        depends_on=("foundation", "network"),
    ),
    Layer(
        name="databases",
        title="Databases",
        description="MongoDB Atlas with backups and private endpoints, and Redis as a cache.",
        depends_on=("foundation", "network"),
    ),
)


def layer_named(name: str) -> Layer:
    """The layer of that name.

    Raises:
        InputError: No layer has that name.
    """
    for layer in CATALOG:
        if layer.name == name:
            return layer
    known = ", ".join(layer.name for layer in CATALOG)
    raise InputError(f"{name!r} is not a layer", hint=f"Choose one of: {known}")


def upstream_first(names: Collection[str]) -> tuple[Layer, ...]:
    """The named layers in an order in which each comes after those that it depends on.

    Raises:
        InputError: A name is not a layer.
    """
    wanted = {layer_named(name).name for name in names}
    return tuple(layer for layer in CATALOG if layer.name in wanted)
