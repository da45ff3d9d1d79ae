"""What a state object says: lineage, serial, the resources in it, its outputs, its digest.

Add here what can be read from the bytes of one state. Comparing two of them belongs to ``guard``.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
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


def parse_state(content: bytes, name: str) -> StateDocument:
    """Read a state object.

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
    """The attributes; one of which any part is sensitive is masked as a whole."""
    secret = {path[0].get("value") for path in instance.get("sensitive_attributes") or () if path}
    values = cast("dict[str, Any]", instance.get("attributes") or {})
    return {name: MASKED if name in secret else value for name, value in values.items()}


def _address(resource: Mapping[str, Any], instance: Mapping[str, Any]) -> str:
    module = f"{resource['module']}." if resource.get("module") else ""
    key = instance.get("index_key")
    suffix = "" if key is None else f"[{json.dumps(key, ensure_ascii=False)}]"
    return f"{module}{resource['type']}.{resource['name']}{suffix}"
