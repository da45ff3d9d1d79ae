"""From model to the interchange form: the JSON of ``terraform providers schema -json``.

The extra keys (force_new, rule, conflicts_with, …) are those of the recorded reference schemas, so
that one loader reads the catalogue and a file of a user alike. The way back is ``draft``.
"""

from collections.abc import Mapping
from dataclasses import replace
from operator import is_
from typing import Any

from crm_infra.simcloud.catalogue.faults import NotationError
from crm_infra.simcloud.catalogue.notation import model

_RULE_KEYS: Mapping[str, str] = {
    "enum": "enum",
    "regex": "regex",
    "minimum": "min",
    "maximum": "max",
    "min_length": "min_length",
    "max_length": "max_length",
    "says": "says",
}
_UNITS = {"h": "h0m0s", "m": "m0s", "s": "s"}

Patterns = Mapping[str, model.Body]


def to_json(schema: model.Schema, patterns: Patterns) -> dict[str, Any]:
    """One entry in the interchange form.

    Raises:
        NotationError: A pattern or the member of a group does not exist.
    """
    traits = schema.traits
    body = expand_uses(schema.body, patterns)
    entry: dict[str, Any] = {"version": traits.version, "block": _block(body, ())}
    entry |= {"sdk": traits.sdk} if traits.sdk else {}
    entry["block"] |= {"deprecated": True} if traits.deprecated else {}
    entry |= {key: True for key in ("importable", "customize_diff") if getattr(traits, key)}
    if traits.force_new_if:
        entry["force_new_if"] = list(traits.force_new_if)
    if traits.timeouts:
        entry["timeouts"] = {step.title(): _duration(time) for step, time in traits.timeouts}
        blocks = entry["block"].setdefault("block_types", {})
        blocks["timeouts"] = _timeouts_block(traits)
    return entry


def expand_uses(body: model.Body, patterns: Patterns) -> model.Body:
    """The body with its patterns written out; what it says itself comes last and wins."""
    arguments: dict[str, model.Argument] = {}
    groups: list[model.Group] = []
    for name in body.uses:
        if name not in patterns:
            known = ", ".join(sorted(patterns))
            raise NotationError(body.line, f"use {name}", f"no such pattern; use one of {known}")
        pattern = expand_uses(patterns[name], patterns)
        arguments |= {argument.name: argument for argument in pattern.arguments}
        groups += pattern.groups
    own = tuple(_expanded(argument, patterns) for argument in body.arguments)
    if not body.uses and all(map(is_, own, body.arguments)):
        return body
    arguments |= {argument.name: argument for argument in own}
    return replace(
        body, uses=(), arguments=tuple(arguments.values()), groups=(*groups, *body.groups)
    )


def _expanded(argument: model.Argument, patterns: Patterns) -> model.Argument:
    body = None if argument.body is None else expand_uses(argument.body, patterns)
    return argument if body is argument.body else replace(argument, body=body)


def _duration(time: str) -> str:
    """``20m`` as Go prints it: ``20m0s``. ``90m`` is 1h30m0s."""
    if time.endswith("m") and int(time[:-1]) >= 60:
        hours, minutes = divmod(int(time[:-1]), 60)
        return f"{hours}h{minutes}m0s"
    return time[:-1] + _UNITS[time[-1]]


def _timeouts_block(traits: model.Traits) -> dict[str, Any]:
    attributes = {step: {"type": "string", "optional": True} for step, _ in traits.timeouts}
    return {"nesting_mode": "single", "block": {"attributes": attributes}}


def _block(body: model.Body, path: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    groups = _shared_groups(body)
    for argument in body.arguments:
        section = found.setdefault("block_types" if _is_block(argument) else "attributes", {})
        section[argument.name] = _argument(argument, groups.get(argument.name, ()), path)
    return found


def _is_block(argument: model.Argument) -> bool:
    return argument.nesting is not None and argument.nesting.form == "block"


def _shared_groups(body: model.Body) -> dict[str, tuple[model.Group, ...]]:
    """What each member gets from the ``!`` lines: for conflicts, all the others."""
    found: dict[str, tuple[model.Group, ...]] = {}
    names = {argument.name for argument in body.arguments}
    for group in body.groups:
        strangers = set(group.members) - names
        if strangers:
            problem = f"{min(strangers)!r} is no argument beside it; name a neighbour"
            raise NotationError(body.line, f"! {group.kind}", problem)
        for name in group.members:
            others = tuple(m for m in group.members if m != name or group.kind != "conflicts")
            found[name] = (*found.get(name, ()), model.Group(group.kind, others))
    return found


def _argument(
    argument: model.Argument, shared: tuple[model.Group, ...], path: tuple[str, ...]
) -> dict[str, Any]:
    flags = argument.flags - ({"deprecated"} if _is_block(argument) else set())
    found: dict[str, Any] = {model.FLAGS[flag]: True for flag in flags}
    if argument.default is not None:
        found["default"] = argument.default.value
    found |= {"rule": _rule(argument.rule)} if argument.rule != model.Rule() else {}
    found |= {"element_rule": _rule(argument.each)} if argument.each != model.Rule() else {}
    found |= {"enum": list(argument.choices)} if argument.choices else {}
    found |= {model.LIMITS[word]: number for word, number in argument.limits}
    for group in (*argument.groups, *shared):
        members = found.setdefault(model.GROUPS[group.kind], [])
        members += [_member(member, path) for member in group.members]
    return found | _content(argument, path)


def _member(member: str, path: tuple[str, ...]) -> str:
    return member[1:] if member.startswith("/") else ".".join([*path, member])


def _content(argument: model.Argument, path: tuple[str, ...]) -> dict[str, Any]:
    nesting = argument.nesting
    if nesting is None or argument.body is None:
        return {"type": argument.type}
    inner = _block(argument.body, (*path, argument.name, "0"))
    if nesting.form == "attributes":
        attributes = inner.get("attributes", {})
        return {"nested_type": {"nesting_mode": nesting.mode, "attributes": attributes}}
    found: dict[str, Any] = {"nesting_mode": nesting.mode, "block": inner}
    if "deprecated" in argument.flags:
        inner["deprecated"] = True
    found |= {"min_items": nesting.minimum} if nesting.minimum else {}
    return found | ({"max_items": nesting.maximum} if nesting.maximum else {})


def _rule(rule: model.Rule) -> dict[str, Any]:
    values = {key: getattr(rule, name) for name, key in _RULE_KEYS.items()}
    found = {key: value for key, value in values.items() if value is not None}
    return found | ({"enum": list(rule.enum)} if rule.enum is not None else {})
