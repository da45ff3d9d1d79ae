"""From the interchange form to model: drafts an entry from a ``terraform providers schema -json``.

A person starts a new type with it and then removes what no layer uses. Where patterns are given,
arguments that a pattern already says are left to it.
"""

from collections.abc import Iterator
from typing import Any, Final

from crm_infra.simcloud.catalogue.notation import model
from crm_infra.simcloud.catalogue.notation.interchange import Patterns

_FLAGS: Final = {key: word for word, key in model.FLAGS.items()}
_GROUPS: Final = {key: word for word, key in model.GROUPS.items()}
_LIMITS: Final = {key: word for word, key in model.LIMITS.items()}
_RULES: Final = {
    "enum": "enum",
    "regex": "regex",
    "min": "minimum",
    "max": "maximum",
    "min_length": "min_length",
    "max_length": "max_length",
    "says": "says",
}
_ORDER: Final = ("required", "optional", "computed")


def from_json(entry: dict[str, Any], patterns: Patterns | None = None) -> model.Schema:
    """The model of one entry of the interchange form."""
    timeouts = _timeouts(entry)
    block = dict(entry["block"])
    if timeouts:
        blocks = {name: body for name, body in block["block_types"].items() if name != "timeouts"}
        block["block_types"] = blocks
    traits = model.Traits(
        sdk=entry.get("sdk", ""),
        version=entry["version"],
        importable=entry.get("importable", False),
        customize_diff=entry.get("customize_diff", False),
        deprecated=entry["block"].get("deprecated", False),
        force_new_if=tuple(entry.get("force_new_if", ())),
        timeouts=timeouts,
    )
    return model.Schema(traits, _with_patterns(_body(block, ()), patterns or {}))


def _timeouts(entry: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    given = {step.lower(): _short(time) for step, time in entry.get("timeouts", {}).items()}
    return tuple((step, given[step]) for step in model.STEPS if step in given)


def _short(time: str) -> str:
    """Go's ``1h30m0s`` as ``90m``, ``1h0m0s`` as ``60m``, ``30s`` as ``30s``."""
    hours, minutes = 0, 0
    rest = time
    if "h" in rest:
        text, _, rest = rest.partition("h")
        hours = int(text)
    if "m" in rest:
        text, _, rest = rest.partition("m")
        minutes = int(text)
    return f"{hours * 60 + minutes}m" if rest in ("0s", "") else rest


def _with_patterns(body: model.Body, patterns: Patterns) -> model.Body:
    """Leave to patterns what they say; the widest patterns are tried first."""
    arguments = {argument.name: argument for argument in body.arguments}
    uses: list[str] = []
    for name, pattern in sorted(patterns.items(), key=lambda item: -len(item[1].arguments)):
        if all(arguments.get(one.name) == one for one in pattern.arguments):
            uses.append(name)
            for one in pattern.arguments:
                del arguments[one.name]
    return model.Body(tuple(sorted(uses)), tuple(arguments.values()), body.groups)


def _body(block: dict[str, Any], path: tuple[str, ...]) -> model.Body:
    attributes = block.get("attributes", {})
    blocks = block.get("block_types", {})
    everything = attributes | blocks
    groups = tuple(_groups(everything, path))
    arguments = [
        *sorted((_argument(n, a, groups, path) for n, a in attributes.items()), key=_rank),
        *(_argument(n, b, groups, path) for n, b in sorted(blocks.items())),
    ]
    return model.Body((), tuple(arguments), groups)


def _rank(argument: model.Argument) -> tuple[int, str]:
    flags = [flag in argument.flags for flag in _ORDER]
    return (
        0 if flags[0] else 1 if flags[1] and not flags[2] else 2 if flags[1] else 3
    ), argument.name


def _groups(everything: dict[str, Any], path: tuple[str, ...]) -> Iterator[model.Group]:
    """Groups whose members are all neighbours and all say the same: one line for all of them."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for key, word in _GROUPS.items():
        for name, body in everything.items():
            members = _circle(name, body, key, path)
            if len(members) < 2 or (key, members) in seen:
                continue
            if all(
                other in everything and _circle(other, everything[other], key, path) == members
                for other in members
            ):
                seen.add((key, members))
                yield model.Group(word, members)


def _circle(name: str, body: dict[str, Any], key: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """All members of the group as this one tells it; empty where one line could not tell it."""
    named = tuple(_member(member, path) for member in body.get(key, ()))
    if key == "conflicts_with" and name not in named:
        everyone = tuple(sorted({*named, name}))
        return everyone if named == tuple(one for one in everyone if one != name) else ()
    return named if name in named and key != "conflicts_with" else ()


def _member(member: str, path: tuple[str, ...]) -> str:
    prefix = "".join(f"{part}." for part in path)
    rest = member.removeprefix(prefix)
    return rest if member.startswith(prefix) and "." not in rest else f"/{member}"


def _argument(
    name: str, body: dict[str, Any], groups: tuple[model.Group, ...], path: tuple[str, ...]
) -> model.Argument:
    nesting, inner = _nesting(name, body, path)
    flags = {word for key, word in _FLAGS.items() if body.get(key)}
    flags |= {"deprecated"} if body.get("block", {}).get("deprecated") else set()
    return model.Argument(
        name=name,
        type=body.get("type"),
        nesting=nesting,
        body=inner,
        flags=frozenset(flags),
        default=model.Default(body["default"]) if "default" in body else None,
        rule=_rule(body.get("rule", {})),
        each=_rule(body.get("element_rule", {})),
        choices=tuple(body.get("enum", ())),
        limits=tuple((word, body[key]) for key, word in _LIMITS.items() if key in body),
        groups=tuple(_own_groups(name, body, groups, path)),
    )


def _own_groups(
    name: str, body: dict[str, Any], groups: tuple[model.Group, ...], path: tuple[str, ...]
) -> Iterator[model.Group]:
    for key, word in _GROUPS.items():
        shared = any(group.kind == word and name in group.members for group in groups)
        if key in body and not shared:
            yield model.Group(word, tuple(_member(member, path) for member in body[key]))


def _nesting(
    name: str, body: dict[str, Any], path: tuple[str, ...]
) -> tuple[model.Nesting | None, model.Body | None]:
    inside = (*path, name, "0")
    if "nested_type" in body:
        nested = body["nested_type"]
        return model.Nesting("attributes", nested["nesting_mode"]), _body(nested, inside)
    if "block" not in body:
        return None, None
    bounds = body.get("min_items", 0), body.get("max_items", 0)
    return model.Nesting("block", body["nesting_mode"], *bounds), _body(body["block"], inside)


def _rule(body: dict[str, Any]) -> model.Rule:
    values = {_RULES[key]: value for key, value in body.items()}
    if "enum" in values:
        values["enum"] = tuple(values["enum"])
    return model.Rule(**values)
