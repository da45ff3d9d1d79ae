"""The words of one line: type or cardinality, flags, default, rules and groups of an argument.

Each kind of word has one reader in a table. Lines and indentation are ``parse``'s business.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from crm_infra.simcloud.catalogue.notation import model
from crm_infra.simcloud.catalogue.notation.scan import Scanner

ALL_STEPS: Final = ("create", "update", "delete")


def read_argument(name: str, scanner: Scanner) -> model.Argument:
    """The argument that the rest of a line describes; the body of a block comes later.

    Raises:
        NotationError: A word is unknown or incomplete.
    """
    known = _SEEN.get(scanner.text)
    if known is None:
        known = _SEEN[scanner.text] = _argument(name, scanner)
    return replace(known, name=name, line=scanner.line)


_SEEN: Final[dict[str, model.Argument]] = {}
"""Lines that were read: most arguments are described in the words of another."""


def _argument(name: str, scanner: Scanner) -> model.Argument:
    argument = _opening(name, scanner)
    while not scanner.done():
        word = scanner.word()
        reader = _READERS.get(word)
        if reader is None:
            known = ", ".join(_READERS)
            raise scanner.fault(f"{word!r} is no word of the notation; use one of {known}")
        argument = reader(argument, word, scanner)
    return argument


def _opening(name: str, scanner: Scanner) -> model.Argument:
    start = scanner.at
    scanner.skip()
    word = scanner.word() if scanner.peek().isalpha() else ""
    if word in model.NESTINGS:
        return model.Argument(name, nesting=_nesting(word, scanner), line=scanner.line)
    scanner.at = start
    return model.Argument(name, type=scanner.type(), line=scanner.line)


def _nesting(word: str, scanner: Scanner) -> model.Nesting:
    form, mode = model.NESTINGS[word]
    scanner.expect("[")
    inside = "".join(str(item) for item in scanner.items("]"))
    if inside == "single":
        return model.Nesting(form, "single")
    low, dots, high = inside.partition("..")
    bounds = (low, high) if dots else (low, low)
    if low == "*":
        bounds = ("0", "*")
    if not all(bound.isdigit() or bound == "*" for bound in bounds):
        raise scanner.fault(f"[{inside}] is no cardinality; write [0..1], [1], [*] or [single]")
    return model.Nesting(form, mode, int(bounds[0]), 0 if bounds[1] == "*" else int(bounds[1]))


def _flag(argument: model.Argument, word: str, _scanner: Scanner) -> model.Argument:
    return replace(argument, flags=argument.flags | {word})


def _default(argument: model.Argument, _word: str, scanner: Scanner) -> model.Argument:
    return replace(argument, default=model.Default(scanner.literal()))


def _group(argument: model.Argument, word: str, scanner: Scanner) -> model.Argument:
    scanner.expect("(")
    members = tuple(str(item) for item in scanner.items(")"))
    return replace(argument, groups=(*argument.groups, model.Group(word, members)))


def _limit(argument: model.Argument, word: str, scanner: Scanner) -> model.Argument:
    return replace(argument, limits=(*argument.limits, (word, int(scanner.literal()))))


def _choices(argument: model.Argument, _word: str, scanner: Scanner) -> model.Argument:
    scanner.expect("[")
    return replace(argument, choices=tuple(str(item) for item in scanner.items("]")))


def _rule(argument: model.Argument, word: str, scanner: Scanner) -> model.Argument:
    return replace(argument, rule=_demand(argument.rule, word, scanner))


def _each(argument: model.Argument, _word: str, scanner: Scanner) -> model.Argument:
    word = scanner.word()
    if word not in _DEMANDS:
        raise scanner.fault(f"`each {word}` is no rule; use one of {', '.join(_DEMANDS)}")
    return replace(argument, each=_demand(argument.each, word, scanner))


def _demand(rule: model.Rule, word: str, scanner: Scanner) -> model.Rule:
    return replace(rule, **_DEMANDS[word](scanner))


def _enum(scanner: Scanner) -> dict[str, Any]:
    scanner.expect("[")
    return {"enum": tuple(scanner.items("]"))}


def _bounds(scanner: Scanner) -> dict[str, Any]:
    low, high = scanner.range()
    return {"minimum": low, "maximum": high}


def _lengths(scanner: Scanner) -> dict[str, Any]:
    low, high = scanner.range()
    return {"min_length": low, "max_length": high}


_DEMANDS: Final[Mapping[str, Callable[[Scanner], dict[str, Any]]]] = {
    "enum": _enum,
    "matches": lambda scanner: {"regex": scanner.string()},
    "range": _bounds,
    "length": _lengths,
    "says": lambda scanner: {"says": scanner.string()},
}

_READERS: Final[Mapping[str, Callable[[model.Argument, str, Scanner], model.Argument]]] = {
    **dict.fromkeys(model.FLAGS, _flag),
    "default": _default,
    **dict.fromkeys(_DEMANDS, _rule),
    "each": _each,
    **dict.fromkeys(model.GROUPS, _group),
    **dict.fromkeys(model.LIMITS, _limit),
    "choices": _choices,
}


_TRAITS: Final = (
    *("v2", "framework", "version", "importable", "customize_diff", "deprecated"),
    *("force_new_if", "timeouts"),
)


def read_traits(scanner: Scanner) -> model.Traits:
    """What the ``@`` line says of the type as a whole.

    Raises:
        NotationError: A trait is unknown or incomplete.
    """
    traits = model.Traits()
    while not scanner.done():
        traits = replace(traits, **_trait(scanner.word(), scanner))
        if not scanner.accept(",") and not scanner.done():
            raise scanner.fault("traits are separated by commas; add one")
    return traits


def _trait(word: str, scanner: Scanner) -> dict[str, Any]:
    match word:
        case "v2" | "framework":
            return {"sdk": word}
        case "version":
            return {"version": int(scanner.literal())}
        case "importable" | "customize_diff" | "deprecated":
            return {word: True}
        case "force_new_if":
            scanner.expect("(")
            return {"force_new_if": tuple(str(item) for item in scanner.items(")"))}
        case "timeouts":
            return {"timeouts": _timeouts(scanner)}
        case _:
            raise scanner.fault(f"{word!r} is no trait; use one of {', '.join(_TRAITS)}")


def _timeouts(scanner: Scanner) -> tuple[tuple[str, str], ...]:
    """``(20m)`` is one time for create, update and delete; else pairs of a step and a time."""
    scanner.expect("(")
    items = [str(item) for item in scanner.items(")")]
    if len(items) == 1:
        return tuple((step, items[0]) for step in ALL_STEPS)
    steps = dict(zip(items[::2], items[1::2], strict=False))
    if len(items) % 2 or not set(steps) <= set(model.STEPS):
        raise scanner.fault(f"{' '.join(items)!r} are no timeouts; write `create 20m delete 10m`")
    return tuple((step, steps[step]) for step in model.STEPS if step in steps)
