"""For whoever edits the catalogue: ``python -m crm_infra.simcloud.catalogue check`` and ``draft``.

``check`` lists every fault of the files. ``draft TYPE --schemas FILE`` prints the notation of a
type that a ``terraform providers schema -json`` knows, to be pasted into a service file and cut.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from crm_infra.simcloud.catalogue.agreement import faults
from crm_infra.simcloud.catalogue.conversion import patterns_of
from crm_infra.simcloud.catalogue.notation.draft import from_json
from crm_infra.simcloud.catalogue.notation.render import render

_SECTIONS = ("resource_schemas", "data_source_schemas", "ephemeral_resource_schemas")


def main(arguments: list[str] | None = None) -> int:
    """Run one of the two commands; 0 when nothing is wrong."""
    parser = argparse.ArgumentParser(prog="python -m crm_infra.simcloud.catalogue")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="list every fault of the catalogue files")
    draft = commands.add_parser("draft", help="print the notation of a type")
    draft.add_argument("type", help="e.g. google_compute_network")
    draft.add_argument("--schemas", type=Path, required=True, metavar="FILE")
    given = parser.parse_args(arguments)
    return _check() if given.command == "check" else _draft(given.type, given.schemas)


def _check() -> int:
    found = faults()
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    return 1 if found else 0


def _draft(type_: str, schemas: Path) -> int:
    known: dict[str, dict[str, Any]] = json.loads(schemas.read_text("utf-8"))["provider_schemas"]
    found = 0
    for source, provider in known.items():
        patterns = patterns_of(source.rpartition("/")[2])
        for section in _SECTIONS:
            entry = provider.get(section, {}).get(type_)
            if entry:
                found += 1
                sys.stdout.write(f"# {source} {section}\n{render(from_json(entry, patterns))}")
    if not found:
        sys.stderr.write(f"{type_!r} is in no provider of {schemas}; check the spelling\n")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
