"""Cases: an input of a layer, and the part of the plan (or the refusal) that it must give.

environment: dev            # whose YAML the input starts from
change: {sizes: {…}}        # merged into it; a value null takes the key away
upstream: {foundation: {…}} # outputs of the layers above
expect:
  counts: {type: number}    # everything that is created, by type
  resources: {address: {…}} # some attributes of some resources
refused: text               # instead of expect: part of the error
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from crm_infra.layers.catalog import CATALOG
from tests.infrastructure.workbench import Json, environment_values

FOLDER = Path(__file__).parent
LAYERS = tuple(layer.name for layer in CATALOG)
ENVIRONMENTS = ("dev", "staging", "uat", "prod")


@dataclass(frozen=True)
class Case:
    """One case file."""

    layer: str
    name: str
    content: Json

    @property
    def path(self) -> Path:
        return FOLDER / self.layer / f"{self.name}.yaml"

    @property
    def values(self) -> Json:
        """The values of the layer's variables."""
        environment = environment_values(self.content["environment"])
        changed = merged(environment, self.content.get("change", {}))
        return {"environment": changed, **self.content.get("upstream", {})}

    def __str__(self) -> str:
        return f"{self.layer}/{self.name}"


@cache
def load_cases() -> list[Case]:
    """Every case of every layer."""
    return [
        Case(layer, path.stem, read(path))
        for layer in LAYERS
        for path in sorted((FOLDER / layer).glob("*.yaml"))
    ]


def read(path: Path) -> Any:
    """What a YAML file of ours says, by the parser in C: every worker reads all of them."""
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def merged(old: Json, new: Json) -> Json:
    """Old with new laid over it, level by level."""
    result = dict(old)
    for key, value in new.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(old.get(key), dict):
            result[key] = merged(old[key], value)
        else:
            result[key] = value
    return result


def created(plan: Json) -> dict[str, Json]:
    """Address => planned values of everything that the plan creates."""
    return {
        change["address"]: change["change"]["after"]
        for change in plan["resource_changes"]
        if change["change"]["actions"] == ["create"]
    }


def counted(plan: Json) -> dict[str, int]:
    """Type => how many the plan creates, in order."""
    types = [
        change["type"]
        for change in plan["resource_changes"]
        if change["change"]["actions"] == ["create"]
    ]
    return dict(sorted(Counter(types).items()))


def differences(expected: Any, seen: Any, path: str = "") -> list[str]:
    """Where the plan is not what the case expects; what the case does not name is free."""
    if isinstance(expected, dict) and isinstance(seen, dict):
        return [
            fault
            for key, value in expected.items()
            for fault in differences(value, seen.get(key), f"{path}.{key}")
        ]
    if isinstance(expected, list) and isinstance(seen, list) and len(expected) == len(seen):
        return [
            fault
            for index, (one, other) in enumerate(zip(expected, seen, strict=True))
            for fault in differences(one, other, f"{path}[{index}]")
        ]
    return [] if expected == seen else [f"{path}: expected {expected!r}, planned {seen!r}"]


def regenerate_command(case: Case) -> str:
    """What a person runs when the plan changed on purpose."""
    return f"python -m tests.infrastructure.regenerate {case.layer} {case.name}"
