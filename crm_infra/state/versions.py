"""Versions of a state: list them, show one, put one back.

Add here what concerns the history that the bucket keeps. Whether the live version is the right one
belongs to ``guard``.
"""

from dataclasses import dataclass
from datetime import datetime

from crm_infra.errors import InputError, StateError
from crm_infra.state.address import StateAddress
from crm_infra.state.document import StateDocument, parse_state
from crm_infra.state.store import ObjectVersion, StateStore


@dataclass(frozen=True, slots=True)
class StateVersion:
    """One generation of a state; ``serial`` is None when it cannot be read."""

    generation: int
    updated: datetime
    size: int
    live: bool
    serial: int | None
    lineage: str
    resources: int
    digest: str = ""


def list_versions(store: StateStore, address: StateAddress) -> list[StateVersion]:
    """Every version of the state that is kept, newest first."""
    if not store.exists():
        return []
    return [_read(store, address, version) for version in store.versions(address.state)]


def show_version(store: StateStore, address: StateAddress, generation: int) -> StateDocument:
    """One version of the state.

    Raises:
        InputError: There is no such version.
        StateError: It is not a state.
    """
    blob = store.read(address.state, generation)
    if blob is None:
        raise InputError(
            f"the state of {address} has no generation {generation}",
            hint=f"List them with `crm-infra state list {address.environment}"
            f" --layer {address.layer}`",
        )
    return parse_state(blob.content, f"{address.state}#{generation}")


def describe(version: StateVersion) -> str:
    """One version on one line, for messages."""
    when = version.updated.strftime("%Y-%m-%d %H:%M:%SZ")
    return (
        f"generation {version.generation} of {when} (serial {version.serial},"
        f" {version.resources} resources, lineage {version.lineage})"
    )


def _read(store: StateStore, address: StateAddress, version: ObjectVersion) -> StateVersion:
    unreadable = StateVersion(
        version.generation, version.updated, version.size, version.live, None, "", 0
    )
    blob = store.read(address.state, version.generation)
    if blob is None:
        return unreadable
    try:
        document = parse_state(blob.content, address.state)
    except StateError:
        return unreadable
    return StateVersion(
        generation=version.generation,
        updated=version.updated,
        size=version.size,
        live=version.live,
        serial=document.serial,
        lineage=document.lineage,
        resources=len(document.managed),
        digest=document.digest,
    )
