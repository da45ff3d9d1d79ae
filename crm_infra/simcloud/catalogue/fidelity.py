"""Writes ``docs/fidelity.md``: what simcloud checks and what it does not.

Run ``python -m crm_infra.simcloud.catalogue.fidelity`` after a change of the catalogue, of a
service's rules or of the tests that measure simcloud. Nothing is said here that is not read from
one of them, but for ``not_checked.yaml``, which is written by hand.
"""

import ast
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml

from crm_infra.simcloud.catalogue.conversion import entry_json
from crm_infra.simcloud.catalogue.facts import facts_for
from crm_infra.simcloud.catalogue.files import (
    FOLDER,
    KINDS,
    ServiceFile,
    providers,
    service_files,
)
from crm_infra.simcloud.catalogue.quotas import quotas
from crm_infra.simcloud.cloud import admission
from crm_infra.simcloud.services import registry

ROOT: Final = FOLDER.parents[2]
PAGE: Final = ROOT / "docs" / "fidelity.md"
_TESTS: Final = ROOT / "tests" / "contract" / "simcloud"
_COMMAND: Final = "python -m crm_infra.simcloud.catalogue.fidelity"


def page() -> str:
    """The whole page, as it should be now."""
    parts = [_opening(), *_served(), *_behaviour(), *_refusals(), *_measured(), *_not_checked()]
    return "\n".join(parts) + "\n"


def _opening() -> str:
    return (
        f"<!-- Written by `{_COMMAND}`; change the catalogue, the rules or the tests instead. -->\n"
        "# What simcloud checks, and what it does not\n\n"
        "simcloud stands in for Google Cloud. Real Terraform talks to it through the providers'"
        " protocol; it plans what the real providers plan and refuses what the real APIs refuse, as"
        " far as this page says.\n"
    )


def _table(*headings: str) -> list[str]:
    return [f"| {' | '.join(headings)} |", f"|{'---|' * len(headings)}"]


def _served() -> Iterator[str]:
    yield "## What is served\n"
    yield (
        "Arguments are counted at every depth. Each is compared with recorded answers of the real"
        " providers: type, who sets it, default, rules, groups, what replaces.\n"
    )
    yield from _table("service", "resources", "data sources", "ephemeral", "arguments")
    total = 0
    for file in _files():
        served = {kind: _schemas(file, kind) for kind in KINDS}
        arguments = sum(_count(b) for blocks in served.values() for b in blocks.values())
        total += arguments
        if arguments:
            names = (_names(file.provider, served[kind]) for kind in KINDS)
            yield f"| {file.title} | {' | '.join(names)} | {arguments} |"
    yield f"| all | | | | {total} |\n"


def _files() -> Iterator[ServiceFile]:
    for provider in providers():
        yield from service_files(provider)


def _schemas(file: ServiceFile, kind: str) -> dict[str, dict[str, Any]]:
    entries = file.entries(kind).items()
    return {name: entry_json(e)["block"] for name, e in entries if e.schema is not None}


def _count(block: Mapping[str, Any]) -> int:
    nested = block.get("block_types", {})
    inside = sum(_count(one["block"]) for one in nested.values())
    return len(block.get("attributes", {})) + len(nested) + inside


def _names(provider: str, served: Mapping[str, Any]) -> str:
    return ", ".join(name.removeprefix(f"{provider}_") for name in served)


def _behaviour() -> Iterator[str]:
    yield "## How resources behave\n"
    yield (
        "Seconds are those of the virtual clock for create, update and delete. *Refers to* are"
        " references that must exist; what is referred to cannot be deleted unless it says so."
        " Types marked * have no schema in the catalogue and are served with `--schemas FILE`.\n"
    )
    yield from _table("type", "identifier", "refers to", "deletion", "limit", "seconds")
    for file in _files():
        if file.provider != "random":
            for name, entry in file.entries("resources").items():
                yield _behaviour_row(name, "" if entry.schema is not None else " *")
    yield ""


def _behaviour_row(name: str, mark: str) -> str:
    facts = facts_for(name)
    refers = ", ".join(f"`{path}`" for path in facts.refers)
    seconds = " / ".join(f"{facts.seconds[step]:g}" for step in ("create", "update", "delete"))
    cells = (
        f"{_plain(name)}{mark}",
        f"`{facts.id}`",
        refers,
        _deletion(name),
        _limit(name),
        seconds,
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _plain(name: str) -> str:
    return name.partition("_")[2]


def _deletion(name: str) -> str:
    facts = facts_for(name)
    if facts.never_deleted:
        return "forgets it; the name stays taken"
    taken = ", ".join(_plain(type_) for type_ in facts.cascades)
    held = "refused while in use" if admission.is_held(facts) else "even while in use"
    if facts.additive:
        held = "removes the entry"
    return f"{held}; takes along {taken}" if taken else held


def _limit(name: str) -> str:
    quota = quotas().get(facts_for(name).quota)
    return f"{quota.metric} {quota.limit} per {quota.scope}" if quota else ""


def _refusals() -> Iterator[str]:
    yield "## What is refused at apply\n"
    yield (
        "With the code, the reason and the words of the real API. What the provider itself refuses"
        " (rules of arguments, groups, `CustomizeDiff`) is refused by `validate` and `plan` and is"
        " not listed.\n"
    )
    by_service: dict[str, list[str]] = defaultdict(list)
    for service, types, statement, code, reason in registry.rules():
        named = ", ".join(_plain(type_) for type_ in types)
        answer = f"{code} {reason}".strip()
        by_service[service].append(f"| {statement} | {named or 'all'} | {answer} |")
    for service, rows in by_service.items():
        yield f"### {service}\n"
        yield from (*_table("rule", "types", "otherwise"), *rows, "")


def _measured() -> Iterator[str]:
    yield "## How it is measured\n"
    yield from (
        f"- {len(_golden(set_, 'plan'))} first plans, {len(_golden(set_, 'changes'))} changes and"
        f" {len(_golden(set_, 'broken'))} broken configurations of the {set_} provider are recorded"
        " and replayed through real Terraform."
        for set_ in ("google",)
    )
    for path in sorted(_TESTS.rglob("test_*.py")):
        says = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n")[0]
        yield f"- `{path.relative_to(ROOT)}`{': ' if says else ''}{says}"
    yield ""


def _golden(set_: str, kind: str) -> list[Any]:
    return list(json.loads((_TESTS / "golden" / f"{set_}.{kind}.json").read_text("utf-8")))


def _not_checked() -> Iterator[str]:
    yield "## What is not checked\n"
    items: list[dict[str, str]] = yaml.safe_load((FOLDER / "not_checked.yaml").read_text("utf-8"))
    yield from (f"- **{item['topic']}**: {item['says']}" for item in items)


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
