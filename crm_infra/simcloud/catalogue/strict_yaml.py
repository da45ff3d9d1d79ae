"""Reads YAML so that a fault can be told with its line; nothing of the content is known here.

Loaded only where a file is read anew: see ``files.read_mapping``.
"""

from pathlib import Path
from typing import Any, cast

import yaml

from crm_infra.simcloud.catalogue.faults import CatalogueError


def line_of(path: Path, *keys: str) -> int:
    """The line of a key path in a file, for messages; slow, so only asked when something is wrong.

    For a text block it is the line before its first line, so that ``line_of(…) + n`` is line n.
    """
    node = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    line = 1
    for key in keys:
        found = _value_of(node, key)
        if found is None:
            return line
        line, node = found
    return line


def _value_of(node: Any, key: str) -> tuple[int, yaml.Node] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    for name, value in cast("list[tuple[yaml.Node, yaml.Node]]", node.value):
        if name.value == key:
            return name.start_mark.line + 1, value
    return None


class _StrictLoader(yaml.CSafeLoader):
    """Refuses a key that stands twice: YAML would silently keep the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            keys = [key for key, _ in cast("list[tuple[yaml.Node, yaml.Node]]", node.value)]
            names = [key.value for key in keys]
            twice = next(key for at, key in enumerate(keys) if key.value in names[:at])
            raise yaml.MarkedYAMLError(
                problem=f"{twice.value!r} stands twice", problem_mark=twice.start_mark
            )
        return mapping


def read_mapping(path: Path) -> dict[str, Any]:
    """The mapping that a YAML file holds.

    Raises:
        CatalogueError: The file is not YAML or holds something else.
    """
    try:
        data = yaml.load(path.read_text("utf-8"), Loader=_StrictLoader)  # noqa: S506 - builds on the safe one
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise CatalogueError(path, line, path.stem, f"not YAML: {error.problem}") from error
    if not isinstance(data, dict):
        raise CatalogueError(path, 1, path.stem, "is no mapping; write `service: …` first")
    return cast("dict[str, Any]", data)
