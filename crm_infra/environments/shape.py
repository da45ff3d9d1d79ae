"""Does a document have the shape of an environment: its keys, types and single values?

Pydantic finds what is wrong; this module says it as faults, with the line, the rule and the way
out. What two keys or two files must be to each other is for ``rules`` and ``across``.
"""

from typing import Any, cast, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from crm_infra.environments.document import Document, Unread
from crm_infra.environments.model import Environment
from crm_infra.environments.scalars import BROKEN
from crm_infra.environments.wording import Keys, choose, dotted, kind, nearest, shown
from crm_infra.errors import Fault

_TYPES = {
    "string_type": ("it must be text", "Put it in quotes."),
    "int_type": (
        "it must be a whole number",
        "Write digits only, without quotes, underscores or leading zeros.",
    ),
    "float_type": ("it must be a number", "Write it like 0.5, without quotes."),
    "bool_type": ("it must be true or false", "Write true or false, without quotes."),
    "tuple_type": ("it must be a list", "Write one item a line, each behind a dash."),
    "mapping_type": ("it must be a mapping", "Write one key a line, indented below."),
    "dict_type": ("it must be a mapping", "Write one key a line, indented below."),
    "model_type": ("it must be a mapping", "Write one key a line, indented below."),
}


def check_shape(document: Document) -> tuple[Environment | None, Document, tuple[Fault, ...]]:
    """The environment if the shape is right; the document without its wrong values; the faults."""
    try:
        return Environment.model_validate(document.data), document, ()
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False)
    unknown = {_keys(error) for error in errors if error["type"] == "extra_forbidden"}
    renamed = {(*keys[:-1], meant) for keys in unknown if (meant := _meant(keys))}
    faults = [
        _fault(document, error)
        for error in errors
        if not _silent(document, error) and not (_is_missing(error) and _keys(error) in renamed)
    ]
    wrong = {_keys(error) for error in errors if not _is_missing(error)}
    return None, document.without(wrong), tuple(faults)


def _silent(document: Document, error: ErrorDetails) -> bool:
    """Whether nothing is left to say, because the fault is reported elsewhere."""
    if error["type"] == "too_short" and len(error["input"]) >= error.get("ctx", {})["min_length"]:
        # Pydantic counts only items that are right; those that are wrong have faults of their own.
        return True
    return isinstance(error["input"], Unread) or not document.data


def _is_missing(error: ErrorDetails) -> bool:
    return error["type"] == "missing"


def _keys(error: ErrorDetails) -> Keys:
    # Pydantic marks an error in a mapping's key by one more step that is in no document.
    return tuple(step for step in error["loc"] if step != "[key]")


def _fault(document: Document, error: ErrorDetails) -> Fault:
    keys, problem = _keys(error), error["type"]
    if problem == "missing":
        seen = f"{dotted(keys[-1:])} is missing"
        return document.fault(keys, seen, "every key is written", _example(keys))
    if problem == "extra_forbidden":
        known = _known(keys[:-1])
        return document.fault(
            keys,
            "the key is unknown",
            "keys are those of docs/environments.md",
            choose(str(keys[-1]), known, most=20),
        )
    if problem in _TYPES:
        return document.fault(keys, kind(error["input"]), *_TYPES[problem])
    return document.fault(keys, _seen(error), *_rule_and_remedy(error))


def _seen(error: ErrorDetails) -> str:
    if error["type"] in ("too_short", "too_long"):
        count = len(error["input"])
        return f"{count} item" if count == 1 else f"{count} items"
    return f"the key {shown(error['input'])}" if "[key]" in error["loc"] else shown(error["input"])


def _rule_and_remedy(error: ErrorDetails) -> tuple[str, str]:
    context = error.get("ctx", {})
    match error["type"]:
        case kind_ if kind_ == BROKEN:
            return context["rule"], context["remedy"]
        case "literal_error":
            words = _words(context["expected"])
            rule = (
                f"it must be one of the words {', '.join(words)}"
                if len(words) > 1
                else "only one value is allowed"
            )
            return rule, choose(str(error["input"]), words)
        case "too_short":
            return f"the list needs at least {context['min_length']}", "Add what is missing."
        case "too_long":
            return f"the list takes at most {context['max_length']}", "Keep the ones that count."
        case _:
            return error["msg"].lower(), "See docs/environments.md."


def _words(expected: str) -> tuple[str, ...]:
    return tuple(word.strip("' ") for word in expected.replace(" or ", ",").split(",") if word)


def _example(keys: Keys) -> str:
    return f"Add {dotted(keys[-1:])} as the other environments have it."


def _meant(keys: Keys) -> str | None:
    return nearest(str(keys[-1]), _known(keys[:-1]))


def _known(keys: Keys) -> tuple[str, ...]:
    """The keys that a mapping at this place may have."""
    model: Any = Environment
    for key in keys:
        model = _member(model, key)
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return ()
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _member(model: Any, key: str | int) -> Any:
    if isinstance(key, int):
        return get_args(model)[0]
    for name, field in cast("type[BaseModel]", model).model_fields.items():
        if (field.alias or name) == key:
            return field.annotation
    return None
