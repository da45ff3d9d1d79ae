"""What a state object says: lineage, serial, the resources in it, its outputs, its digest.

Add here what can be read from the bytes of one state. Comparing two of them belongs to ``guard``.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, cast

from crm_infra.errors import StateError

MASKED = "(sensitive)"


@dataclass(frozen=True, slots=True)
class StandingResource:
    """One managed resource instance as it stands; sensitive attributes are masked."""

    address: str
    type: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class StateDocument:
    """One state, read."""

    lineage: str
    serial: int
    digest: str
    terraform_version: str
    raw: Mapping[str, Any]

    @cached_property
    def managed(self) -> dict[str, str]:
        """Address of every managed resource instance that stands, with its type."""
        return {
            _address(resource, instance): str(resource["type"])
            for resource in self.raw.get("resources", ())
            if resource.get("mode") == "managed"
            for instance in resource.get("instances", ())
            if "deposed" not in instance
        }

    @cached_property
    def resources(self) -> tuple[StandingResource, ...]:
        """Every managed resource instance that stands, with its attributes."""
        return tuple(
            StandingResource(_address(resource, instance), str(resource["type"]), _shown(instance))
            for resource in self.raw.get("resources", ())
            if resource.get("mode") == "managed"
            for instance in resource.get("instances", ())
            if "deposed" not in instance
        )

    @property
    def by_type(self) -> dict[str, int]:
        """How many resources of each type stand, the most frequent first."""
        return dict(Counter(self.managed.values()).most_common())

    @property
    def outputs(self) -> dict[str, Mapping[str, Any]]:
        """Outputs as the state holds them: value, type, sensitive."""
        return dict(self.raw.get("outputs") or {})


# The store gives the same bytes for as long as the object does not change.
@lru_cache(maxsize=8)
def parse_state(content: bytes, name: str) -> StateDocument:
    """Read a state object; nobody may change what is returned.

    Raises:
        StateError: It is empty, truncated, or not a state.
    """
    if not content.strip():
        raise StateError(f"the state {name!r} is empty; a state is a JSON object")
    try:
        raw = json.loads(content)
    except ValueError as error:
        raise StateError(
            f"the state {name!r} ({len(content)} bytes) is truncated or not JSON: {error}"
        ) from error
    if not _is_state(raw):
        raise StateError(f"the state {name!r} has no lineage and serial; each state has both")
    return StateDocument(
        lineage=raw["lineage"],
        serial=raw["serial"],
        digest=canonical_digest(raw),
        terraform_version=str(raw.get("terraform_version", "")),
        raw=raw,
    )


def canonical_digest(value: object) -> str:
    """SHA-256 of a JSON value: the order of keys and white space do not matter."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def with_serial(document: StateDocument, serial: int) -> bytes:
    """The same state under another serial, as bytes to be written."""
    return json.dumps({**document.raw, "serial": serial}, indent=2).encode() + b"\n"


def _is_state(raw: object) -> bool:
    if not isinstance(raw, dict):
        return False
    state = cast("dict[str, Any]", raw)
    return isinstance(state.get("lineage"), str) and isinstance(state.get("serial"), int)


def _shown(instance: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes; what is sensitive in them is masked, and what lies beside it is not."""
    values = cast("dict[str, Any]", instance.get("attributes") or {})
    for path in instance.get("sensitive_attributes") or ():
        if path and _key(path[0]) in values:
            values = _hidden(values, path)
    return values


def _hidden(value: Any, path: Sequence[Mapping[str, Any]]) -> Any:
    """A copy without what the path leads to; all of it where the path cannot be followed."""
    if not path:
        return MASKED
    key = _key(path[0])
    if isinstance(value, dict) and key in value:
        found = cast("dict[Any, Any]", value)
        return {**found, key: _hidden(found[key], path[1:])}
    if isinstance(value, list) and isinstance(key, int) and key < len(cast("list[Any]", value)):
        parts = list(cast("list[Any]", value))
        parts[key] = _hidden(parts[key], path[1:])
        return parts
    return MASKED


def _key(step: Mapping[str, Any]) -> str | int | None:
    """The name of an attribute, or the index or key of an element; None for one of a set."""
    key = step.get("value")
    found = cast("dict[str, Any]", key).get("value") if isinstance(key, dict) else key
    return found if isinstance(found, str | int) else None


def _address(resource: Mapping[str, Any], instance: Mapping[str, Any]) -> str:
    module = f"{resource['module']}." if resource.get("module") else ""
    key = instance.get("index_key")
    suffix = "" if key is None else f"[{json.dumps(key, ensure_ascii=False)}]"
    return f"{module}{resource['type']}.{resource['name']}{suffix}"
