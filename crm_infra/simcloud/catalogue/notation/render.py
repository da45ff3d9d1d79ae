"""From model to text: the one canonical way to write each entry.

Used to draft entries and to prove that reading and writing agree; what words mean is ``model``'s.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from crm_infra.simcloud.catalogue.notation import model

_BARE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_./:*+@-]*")
MARKS: Final = ("importable", "customize_diff", "deprecated")
_INDENT: Final = "  "
_FORMS: Final = {form: word for word, form in model.NESTINGS.items()}


def render(schema: model.Schema) -> str:
    """The notation of an entry; ``parse`` reads it back to an equal model."""
    lines = [*_traits(schema.traits), *_body(schema.body, 0)]
    return "".join(f"{line}\n" for line in lines)


def _traits(traits: model.Traits) -> Iterator[str]:
    words: list[str] = [traits.sdk] if traits.sdk else []
    if traits.version:
        words.append(f"version {traits.version}")
    words += [word for word in MARKS if getattr(traits, word)]
    if traits.force_new_if:
        words.append(f"force_new_if({' '.join(traits.force_new_if)})")
    if traits.timeouts:
        words.append(f"timeouts({_timeouts(dict(traits.timeouts))})")
    if words:
        yield "@ " + ", ".join(words)


def _timeouts(steps: dict[str, str]) -> str:
    times = set(steps.values())
    if len(times) == 1 and set(steps) == {"create", "update", "delete"}:
        return times.pop()
    return " ".join(f"{step} {time}" for step, time in steps.items())


def _body(body: model.Body, depth: int) -> Iterator[str]:
    indent = _INDENT * depth
    if body.uses:
        yield f"{indent}use {' '.join(body.uses)}"
    for argument in body.arguments:
        yield f"{indent}{argument.name}: {' '.join(_words(argument))}"
        if argument.body:
            yield from _body(argument.body, depth + 1)
    for group in body.groups:
        yield f"{indent}! {group.kind} {' '.join(group.members)}"


def _words(argument: model.Argument) -> Iterator[str]:
    yield _cardinality(argument.nesting) if argument.nesting else type_text(argument.type)
    yield from (flag for flag in model.FLAGS if flag in argument.flags)
    if argument.default:
        yield f"default {_json(argument.default.value)}"
    yield from _rule(argument.rule)
    yield from (f"each {word}" for word in _rule(argument.each))
    if argument.choices:
        yield f"choices[{' '.join(map(_text, argument.choices))}]"
    yield from (f"{word} {number}" for word, number in argument.limits)
    yield from (f"{group.kind}({' '.join(group.members)})" for group in argument.groups)


def _cardinality(nesting: model.Nesting) -> str:
    if nesting.mode == "single":
        return f"{_FORMS[nesting.form, 'list']}[single]"
    word = _FORMS[nesting.form, nesting.mode]
    low, high = nesting.minimum, nesting.maximum
    if low == high:
        return f"{word}[{low or '*'}]"
    return f"{word}[{low}..{high or '*'}]"


def type_text(type_: Any) -> str:
    """A type expression: ``[list, string]`` -> ``list(string)``."""
    if isinstance(type_, str):
        return type_
    outer, inner = type_
    if outer == "object":
        return "{" + ", ".join(f"{name}: {type_text(sub)}" for name, sub in inner.items()) + "}"
    return f"{outer}({type_text(inner)})"


def _rule(rule: model.Rule) -> Iterator[str]:
    if rule.enum is not None:
        yield f"enum[{' '.join(map(_text, rule.enum))}]"
    if rule.regex is not None:
        yield f"matches {_raw(rule.regex)}"
    if rule.minimum is not None or rule.maximum is not None:
        yield f"range {_span(rule.minimum, rule.maximum)}"
    if rule.min_length is not None or rule.max_length is not None:
        yield f"length {_span(rule.min_length, rule.max_length)}"
    if rule.says is not None:
        yield f"says {_raw(rule.says)}"


def _span(low: float | None, high: float | None) -> str:
    return "..".join("" if bound is None else json.dumps(bound) for bound in (low, high))


def _raw(text: str) -> str:
    """Raw where that reads better than JSON and can be read back."""
    plain = "`" not in text and text.isprintable()
    return f"`{text}`" if plain else _json(text)


def _json(value: str | int | float | bool) -> str:
    """Letters as they are; what does not print, and could end a line, escaped."""
    return json.dumps(value, ensure_ascii=not str(value).isprintable())


def _text(value: str | int | float) -> str:
    if isinstance(value, str) and not _BARE.fullmatch(value):
        return _json(value)
    return str(value) if isinstance(value, str) else _json(value)
