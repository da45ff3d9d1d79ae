"""Layers whose root module a test writes itself."""

from dataclasses import dataclass, field
from pathlib import Path

from crm_infra.layers.catalog import Layer

VARIABLES = """
variable "environment" {
  type = object({ name = string, project = object({ id = string }) })
}
"""


@dataclass(frozen=True)
class WrittenLayer(Layer):
    """A layer at a folder of the test's choice."""

    folder: Path = field(default=Path())

    @property
    def root(self) -> Path:
        return self.folder


def written_layer(
    infrastructure: Path, name: str, hcl: str, depends_on: tuple[str, ...] = ()
) -> WrittenLayer:
    """Write a root module and return its layer; writing it again changes it."""
    folder = infrastructure / "layers" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.tf").write_text(VARIABLES + hcl)
    return WrittenLayer(name, name.title(), "", depends_on, folder)
