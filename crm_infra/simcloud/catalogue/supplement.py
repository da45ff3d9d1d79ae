"""Gives back to recorded schemas the arguments that the recording lost.

A recording that was stripped of its descriptions, by removing every key of that name, lost the
arguments called ``description`` too. The catalogue knows them: from the schemas that it serves, and
under ``unrecorded:`` for types of which it only knows facts. Other repairs of foreign files do not
belong here: what a complete file says is never changed.
"""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, Final

from crm_infra.simcloud.catalogue.files import KINDS, providers, service_files
from crm_infra.simcloud.catalogue.loader import SECTIONS, entry_json, load, unrecorded_json

LOST: Final = "description"

Block = MutableMapping[str, Any]


def supplement(provider_schemas: Mapping[str, Any]) -> int:
    """Add the lost arguments to the schemas in place, and say how many.

    Args:
        provider_schemas: ``provider_schemas`` of a ``terraform providers schema -json``. A provider
            of which any type has an argument called ``description`` lost nothing and stays.
    """
    known = {source: _lost(name) for name, source in _sources().items()}
    added = 0
    for source, entries in known.items():
        provider = provider_schemas.get(source)
        if provider and not any(_names(entry["block"]) for _, entry in _entries(provider)):
            added += sum(
                _restore(provider, section, name, block) for section, name, block in entries
            )
    return added


def _sources() -> dict[str, str]:
    return dict(zip(providers(), load(), strict=True))


def _entries(provider: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for section in SECTIONS.values():
        yield from provider.get(section, {}).items()


def _names(block: Mapping[str, Any]) -> bool:
    """Whether an argument of the block, at any depth, is called as the lost ones are."""
    return LOST in block.get("attributes", {}) or any(
        _names(nested["block"]) for nested in block.get("block_types", {}).values()
    )


def _lost(provider: str) -> list[tuple[str, str, Block]]:
    found: list[tuple[str, str, Block]] = []
    for file in service_files(provider):
        for kind in KINDS:
            for name, entry in file.entries(kind).items():
                if entry.schema is not None:
                    found.append((SECTIONS[kind], name, entry_json(entry)["block"]))
                elif entry.unrecorded:
                    found.append((SECTIONS[kind], name, unrecorded_json(entry)["block"]))
    return found


def _restore(provider: Mapping[str, Any], section: str, name: str, known: Block) -> int:
    entry = provider.get(section, {}).get(name)
    return _merge(entry["block"], known) if entry else 0


def _merge(block: Block, known: Mapping[str, Any]) -> int:
    added = 0
    if LOST in known.get("attributes", {}):
        block.setdefault("attributes", {})[LOST] = known["attributes"][LOST]
        added = 1
    blocks = block.get("block_types", {})
    for name, nested in known.get("block_types", {}).items():
        if name in blocks:
            added += _merge(blocks[name]["block"], nested["block"])
    return added
