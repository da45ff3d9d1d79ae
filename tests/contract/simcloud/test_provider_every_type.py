"""Every type of the real providers, served and lived through once.

For each type two configurations are made from its schema, the smallest and the fullest; each must
be planned, settled, read back from state and planned again without a difference. The real schemas
are not part of the repository: the tests are skipped where they are absent.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_infra.simcloud.engine.draft import Settings
from crm_infra.simcloud.engine.plan import plan
from crm_infra.simcloud.engine.settle import settle
from crm_infra.simcloud.engine.upgrade import upgrade
from crm_infra.simcloud.engine.validation import validate
from crm_infra.simcloud.planning import quirks_for
from crm_infra.simcloud.provider.codec import decode, encode
from crm_infra.simcloud.schema import Attribute, Block, Type, TypeSchema, load_file
from crm_infra.simcloud.values import UNKNOWN, Values
from tests.contract.simcloud import golden_answers as golden
from tests.contract.simcloud.attached_terraform import MemoryCloud, Run, attached, run_all

pytestmark = pytest.mark.skipif(
    not golden.SCHEMAS.exists(),
    reason=f"the recorded provider schemas are not here ({golden.SCHEMAS.name})",
)

Answer = Callable[[Values, Type], Values]
SETTINGS = Settings(project="crm", region="us-central1", default_labels={"team": "crm"})
ANY: Any = {"string": "text", "number": 7, "bool": True}
DEPTH = 3
# What only the provider itself knows of an argument or a block, and Terraform never sees.
OWN_KEYS = frozenset(
    {
        "at_least_one_of",
        "conflicts_with",
        "create_only",
        "default",
        "diff_suppressed",
        "element_rule",
        "enum",
        "exactly_one_of",
        "force_new",
        "max_items_validator",
        "min_items_validator",
        "required_with",
        "rule",
    }
)


def types() -> Iterator[TypeSchema]:
    for provider in load_file(golden.SCHEMAS).values():
        yield from provider.resources.values()


def of_type(type_: Type) -> Any:
    match type_.kind:
        case "list" | "set" if type_.element is not None:
            return [of_type(type_.element)]
        case "map" if type_.element is not None:
            return {"key": of_type(type_.element)}
        case "object":
            return {name: of_type(part) for name, part in type_.attributes.items()}
        case kind:
            return ANY.get(kind)


def configured(block: Block, *, full: bool, depth: int = 0) -> Values:
    """A configuration of a block: only what is required, or everything that may be set."""
    config: Values = {
        name: argument(attribute, full=full) for name, attribute in block.attributes.items()
    }
    for name, nested in block.blocks.items():
        wanted = nested.min_items > 0 or (full and depth < DEPTH and name != "timeouts")
        inner = configured(nested.block, full=full, depth=depth + 1) if wanted else None
        several = nested.nesting in ("list", "set")
        config[name] = ([inner] if wanted else []) if several else inner
    return config


def argument(attribute: Attribute, *, full: bool) -> Any:
    if attribute.name == "id" or not (attribute.required or (full and attribute.optional)):
        return None
    if attribute.nested is None:
        return of_type(attribute.type)
    parts = {name: argument(part, full=full) for name, part in attribute.nested.attributes.items()}
    match attribute.nested.nesting:
        case "list" | "set":
            return [parts]
        case "map":
            return {"key": parts}
        case _:
            return parts


def silent(_planned: Values, _type: Type) -> Values:
    """A cloud that only names what it made."""
    return {"id": "id"}


def talkative(planned: Any, type_: Type) -> Any:
    """A cloud that answers all, fills in what was left to it, and has null for nothing."""
    if planned is UNKNOWN:
        return of_type(type_)
    if not planned and not isinstance(planned, bool | int | float):
        return None
    match type_.kind:
        case "list" | "set" if type_.element is not None:
            return [talkative(part, type_.element) for part in planned]
        case "object":
            return {name: talkative(planned[name], part) for name, part in type_.attributes.items()}
        case _:
            return planned


def lived_through(schema: TypeSchema, config: Values, answer: Answer) -> str:
    """What went wrong in a life, or nothing."""
    type_, quirks = schema.block.type, quirks_for(schema.name)
    validate(schema, config)
    planned = plan(schema, None, decode(encode(config, type_), type_), SETTINGS, quirks).values
    assert planned is not None
    sent = decode(encode(planned, type_), type_)
    state = settle(schema.block, answer(sent, type_), sent, legacy=schema.legacy)
    read = upgrade(schema.block, json.loads(json.dumps(state)))
    again = plan(schema, read, config, SETTINGS, quirks)
    if again.replace:
        return f"replaced by {again.replace}"
    differing = [name for name in read if again.values and again.values[name] != read[name]]
    return f"changed {differing}" if differing else ""


@pytest.mark.parametrize("answer", [silent, talkative])
@pytest.mark.parametrize("full", [False, True], ids=["smallest", "fullest"])
def test_a_plan_after_an_apply_is_empty_for_every_type(full: bool, answer: Answer) -> None:
    wrong: dict[str, str] = {}
    number = 0
    for schema in types():
        if schema.block.attributes.keys() & {"manifest"}:
            continue
        number += 1
        fault = lived_through(schema, configured(schema.block, full=full), answer)
        if fault:
            wrong[schema.name] = fault
    assert number > 240
    assert wrong == {}


def test_any_argument_of_any_type_may_be_unknown_also_where_something_stands() -> None:
    for schema in types():
        if schema.block.attributes.keys() & {"manifest"}:
            continue
        type_, quirks = schema.block.type, quirks_for(schema.name)
        config = configured(schema.block, full=True)
        state = talkative(plan(schema, None, config, SETTINGS, quirks).values, type_)
        for vague in vaguer(config):
            validate(schema, vague, quirks)
            for prior in (None, state):
                planned = plan(schema, prior, vague, SETTINGS, quirks).values
                assert decode(encode(planned, type_), type_) == planned


def vaguer(config: Values) -> Iterator[Values]:
    """The configuration with one argument unknown, and with every value in it unknown."""
    for name, value in config.items():
        if value not in (None, []):
            yield {**config, name: UNKNOWN}
    yield {name: unknown_inside(value) for name, value in config.items()}


def unknown_inside(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: unknown_inside(part) for name, part in value.items()}
    if isinstance(value, list):
        return [unknown_inside(part) for part in value]
    return None if value is None else UNKNOWN


def test_terraform_reads_back_the_schemas_that_were_loaded(tmp_path: Path) -> None:
    recorded = json.loads(golden.SCHEMAS.read_text("utf-8"))["provider_schemas"]
    sources = {f"p{number}": source for number, source in enumerate(recorded)}
    required = "\n".join(f'{name} = {{ source = "{s}" }}' for name, s in sources.items())
    (tmp_path / "main.tf").write_text(
        f"terraform {{\n  required_providers {{\n{required}\n  }}\n}}\n"
    )
    run = Run(tmp_path, ("providers", "schema", "-json"))
    folder = tmp_path / "sockets"
    folder.mkdir()
    with attached(folder, load_file(golden.SCHEMAS), MemoryCloud()) as environment:
        run_all([run], environment)
    served = json.loads(run.out)["provider_schemas"]
    missing = [
        line
        for source, provider in recorded.items()
        for section in ("resource_schemas", "data_source_schemas", "ephemeral_resource_schemas")
        for name, entry in provider.get(section, {}).items()
        for line in unserved(entry["block"], served[source][section][name]["block"], name)
    ]
    assert missing == []


def unserved(recorded: Any, served: Any, path: str) -> Iterator[str]:
    """What the file says of a block and Terraform does not get to see."""
    for name, attribute in recorded.get("attributes", {}).items():
        shown = served["attributes"].get(name, {})
        for key in attribute.keys() - OWN_KEYS:
            if key == "nested_type":
                yield from unserved(attribute[key], shown.get(key), f"{path}.{name}")
            elif attribute[key] != shown.get(key):
                yield f"{path}.{name}: {key} is served as {shown.get(key)!r}"
    for name, nested in recorded.get("block_types", {}).items():
        shown = served["block_types"].get(name, {})
        for key in nested.keys() - OWN_KEYS - {"block", "computed"}:
            if nested[key] != shown.get(key):
                yield f"{path}.{name}: {key} is served as {shown.get(key)!r}"
        yield from unserved(nested["block"], shown["block"], f"{path}.{name}")
