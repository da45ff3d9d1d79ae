"""The plugin framework's checks, in its own words.

It names paths with brackets (``set[0].type``) and, unlike SDKv2, looks at every known value
however much around it is unknown.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from crm_infra.simcloud.engine.faults import Fault, Key, Path
from crm_infra.simcloud.engine.golang import quote
from crm_infra.simcloud.engine.groups import value_at
from crm_infra.simcloud.engine.rules import broken_rules
from crm_infra.simcloud.engine.shapes import is_list, is_map
from crm_infra.simcloud.engine.zero import has_unknown
from crm_infra.simcloud.schema.model import Attribute, Block, Groups, NestedBlock, Rule
from crm_infra.simcloud.values import UNKNOWN, Values

_READ_ONLY: Final = (
    "Cannot set value for this attribute as the provider has marked it as read-only. Remove the "
    "configuration line setting the value.\n\nRefer to the provider documentation or contact the "
    "provider developers for additional information about configurable and read-only attributes "
    "that are supported."
)


def validate_strict(block: Block, config: Values) -> Iterator[Fault]:
    """Every fault of a configuration, as far as its values are known."""
    yield from _block(block, config, config, ())


def _block(block: Block, part: Values, config: Values, path: Path) -> Iterator[Fault]:
    yield from _attributes(block.attributes, part, config, path)
    for name, nested in block.blocks.items():
        yield from _size(nested, part.get(name), (*path, name))
        for where, inner in _parts(part.get(name), (*path, name)):
            yield from _block(nested.block, inner, config, where)


def _size(nested: NestedBlock, value: Any, path: Path) -> Iterator[Fault]:
    if value is UNKNOWN:
        return
    count, what = len(value or ()), f"Attribute {_bracketed(path)} {nested.nesting} must contain"
    if count < nested.fewest:
        words = f"{what} at least {nested.fewest} elements, got: {count}"
        yield Fault("Invalid Attribute Value", words, path)
    if nested.most and count > nested.most:
        words = f"{what} at most {nested.most} elements, got: {count}"
        yield Fault("Invalid Attribute Value", words, path)


def _attributes(
    attributes: Mapping[str, Attribute], part: Values, config: Values, path: Path
) -> Iterator[Fault]:
    for name, attribute in attributes.items():
        yield from _attribute(attribute, part.get(name), config, (*path, name))


def _attribute(attribute: Attribute, value: Any, config: Values, path: Path) -> Iterator[Fault]:
    if attribute.groups and value is not None:
        yield from _groups(attribute.groups, config, path)
    if value is None or value is UNKNOWN:
        return
    if not attribute.configurable:
        yield Fault("Invalid Configuration for Read-Only Attribute", _READ_ONLY, path)
    if attribute.rule is not None and not has_unknown(value):
        yield from _rule(attribute.rule, value, path)
    if attribute.nested is not None:
        for where, inner in _parts(value, path):
            yield from _attributes(attribute.nested.attributes, inner, config, where)


def _parts(value: Any, path: Path) -> Iterator[tuple[Path, Values]]:
    """The objects inside a nested value with their paths."""
    if is_list(value):
        yield from (((*path, index), part) for index, part in enumerate(value) if is_map(part))
    elif is_map(value):
        yield path, value


def _groups(groups: Groups, config: Values, path: Path) -> Iterator[Fault]:
    name = _bracketed(path)
    for other in groups.conflicts_with:
        if value_at(config, other) not in (None, UNKNOWN):
            words = f"Attribute {quote(other)} cannot be specified when {quote(name)} is specified"
            yield Fault("Invalid Attribute Combination", words, path)
    for other in groups.required_with:
        if value_at(config, other) is None:
            words = f"Attribute {quote(other)} must be specified when {quote(name)} is specified"
            yield Fault("Invalid Attribute Combination", words, path)


def _rule(rule: Rule, value: Any, path: Path) -> Iterator[Fault]:
    name = _bracketed(path)
    if rule.enum is not None and str(value) not in rule.enum:
        choices = " ".join(quote(choice) for choice in rule.enum)
        words = f"Attribute {name} value must be one of: [{choices}], got: {quote(str(value))}"
        yield Fault("Invalid Attribute Value Match", words, path)
    elif rule.min_length is not None or rule.max_length is not None:
        yield from _length(rule, str(value), name, path)
    elif rule.minimum is not None or rule.maximum is not None:
        yield from _bounds(rule, value, name, path)
    elif rule.enum is None:
        yield from (Fault(words, path=path) for words in broken_rules(rule, value, path))


def _length(rule: Rule, value: str, name: str, path: Path) -> Iterator[Fault]:
    low, high, size = rule.min_length or 0, rule.max_length, len(value)
    if size >= low and (high is None or size <= high):
        return
    bound = f"at least {low}" if high is None else f"between {low} and {high}"
    words = f"Attribute {name} string length must be {bound}, got: {size}"
    yield Fault("Invalid Attribute Value Length", words, path)


def _bounds(rule: Rule, value: float, name: str, path: Path) -> Iterator[Fault]:
    low, high = rule.minimum, rule.maximum
    if (low is None or value >= low) and (high is None or value <= high):
        return
    bound = f"between {low} and {high}"
    if low is None or high is None:
        bound = f"at least {low}" if high is None else f"at most {high}"
    yield Fault(
        "Invalid Attribute Value", f"Attribute {name} value must be {bound}, got: {value}", path
    )


def _bracketed(path: Path) -> str:
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif isinstance(step, Key):
            text += f"[{quote(step)}]"
        else:
            text += f".{step}" if text else step
    return text
