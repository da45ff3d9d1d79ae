"""What a provider finds wrong, and where: the words go to Terraform as they are.

A path names attributes by ``str``, list positions by ``int`` and map keys by ``Key``; elements of
sets have no name, so a path into a set ends at the set.
"""

from dataclasses import dataclass


class Key(str):
    """One key of a map inside a path, told apart from an attribute's name."""

    __slots__ = ()


Step = str | int
Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One diagnostic; ``detail`` may be empty, as the SDK leaves it for most of its own."""

    summary: str
    detail: str = ""
    path: Path = ()
    warning: bool = False


def dotted(path: Path) -> str:
    """A path as SDKv2 writes it in messages and in its tables: ``node_config.0.disk_size_gb``."""
    return ".".join(str(step) for step in path)


def template(path: Path) -> str:
    """A path without positions, the name of a place in the schema: ``node_config.disk_size_gb``."""
    return ".".join(step for step in path if isinstance(step, str))
