"""Checks a configuration as the provider does before it plans.

SDKv2 looks at single values only where everything of a top-level argument is known, which is why
some faults appear at ``validate`` and the same ones, behind a reference, only at ``plan``. The
rules of values are in ``rules`` and ``custom_rules``, of groups of arguments in ``groups``; unknown
arguments, types and missing required ones are Terraform's own business.
"""

from collections.abc import Iterator
from typing import Any, Final

from crm_infra.simcloud.engine.faults import Fault, Path, dotted
from crm_infra.simcloud.engine.groups import conflict, group_fault, missing_companion
from crm_infra.simcloud.engine.quirks import NO_QUIRKS, Quirks
from crm_infra.simcloud.engine.rules import broken_rules
from crm_infra.simcloud.engine.strict_validation import validate_strict
from crm_infra.simcloud.engine.zero import has_unknown
from crm_infra.simcloud.schema.model import Attribute, Block, NestedBlock, TypeSchema
from crm_infra.simcloud.values import Values

_NOT_YOURS: Final = (
    'Can\'t configure a value for "{}": its value will be decided automatically based on the '
    "result of applying this configuration."
)


def validate(schema: TypeSchema, config: Values, quirks: Quirks = NO_QUIRKS) -> list[Fault]:
    """Every fault of a configuration, as far as its values are known."""
    found = (
        _block(schema.block, config, config, ())
        if schema.legacy
        else validate_strict(schema.block, config)
    )
    return [*found, *(quirks.check(config) if quirks.check is not None else ())]


def _block(block: Block, part: Values, config: Values, path: Path) -> Iterator[Fault]:
    for name, attribute in block.attributes.items():
        value = part.get(name)
        # Most arguments are left out, and nothing can be wrong with them then.
        if value is not None or attribute.groups:
            yield from _argument(attribute, value, config, (*path, name))
    for name, nested in block.blocks.items():
        value = part.get(name)
        if nested.groups or not (value is None or value == []):
            yield from _argument(nested, value, config, (*path, name))


def _argument(
    item: Attribute | NestedBlock, value: Any, config: Values, path: Path
) -> Iterator[Fault]:
    """One argument or block, in the order in which the SDK looks at it."""
    left_out = value is None or (value == [] and isinstance(item, NestedBlock))
    if item.groups:
        fault = group_fault(item.groups, config, path)
        if fault is None and not left_out:
            fault = missing_companion(item.groups, config, path)
        if fault is not None:
            yield fault
            return
    if left_out:
        return
    if isinstance(item, Attribute) and not item.configurable:
        words = _NOT_YOURS.format(dotted(path))
        yield Fault("Value for unconfigurable attribute", words, path)
        return
    if has_unknown(value):
        return
    fault = conflict(item.groups, config, path) if item.groups else None
    if fault is not None:
        yield fault
        return
    yield from _value(item, value, config, path)


def _value(
    item: Attribute | NestedBlock, value: Any, config: Values, path: Path
) -> Iterator[Fault]:
    if isinstance(item, Attribute):
        yield from _attribute(item, value, path)
    elif item.nesting in ("list", "set"):
        for index, element in enumerate(value):
            yield from _block(item.block, element, config, (*path, index))
    else:
        yield from _block(item.block, value, config, path)


def _attribute(attribute: Attribute, value: Any, path: Path) -> Iterator[Fault]:
    if attribute.rule is not None:
        for words in broken_rules(attribute.rule, value, path):
            yield Fault(words, path=path)
    if attribute.element_rule is not None and attribute.type.kind in ("list", "set"):
        for index, element in enumerate(value):
            inner = (*path, index)
            where = inner if attribute.type.kind == "list" else path
            for words in broken_rules(attribute.element_rule, element, inner):
                yield Fault(words, path=where)
