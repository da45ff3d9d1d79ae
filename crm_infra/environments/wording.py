"""How faults speak: one way to show a value, a key and a near miss, everywhere in this package.

Add a phrase here when two rules need it. What is a fault, and why, is said where the rule lives.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TypeAlias, cast

Keys: TypeAlias = tuple[str | int, ...]
"""Where a value stands in a document: mapping keys and list positions from the top."""

_LONGEST = 60
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_.-]{1,60}")


def shown(value: object) -> str:
    """A value as a fault shows it: short, on one line, without a character that could mislead."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return ascii(value) if len(value) <= _LONGEST else f"{value[:_LONGEST]!a}…"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, tuple):
        text = f"[{', '.join(map(shown, cast('tuple[object, ...]', value)))}]"
        return text if len(text) <= 2 * _LONGEST else f"{text[: 2 * _LONGEST]}…"
    return "a mapping"


def kind(value: object) -> str:
    """The value together with what it is: ``'12' is text``."""
    if isinstance(value, bool):
        return f"{shown(value)} is true-or-false"
    if isinstance(value, str):
        return f"{shown(value)} is text"
    if isinstance(value, int | float):
        return f"{shown(value)} is a number"
    return f"{'a list' if isinstance(value, tuple) else shown(value)} stands here"


def dotted(keys: Keys) -> str:
    """``regions.primary.zones[2]``; a key that is not plain is shown quoted."""
    text = ""
    for key in keys:
        if isinstance(key, int):
            text += f"[{key}]"
        else:
            plain = key if _PLAIN_KEY.fullmatch(key) else shown(key)
            text += f".{plain}" if text else plain
    return text


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    matches = get_close_matches(word[:_LONGEST], tuple(known), n=1, cutoff=0.7)
    return matches[0] if matches else None


def choose(word: str, known: Iterable[str], *, most: int = 12) -> str:
    """The way out for a word that is not one of the known: the one meant, or all of them."""
    words = tuple(known)
    meant = nearest(word, words)
    if meant:
        return f"Did you mean {meant}?"
    listed = ", ".join(words[:most])
    return f"Use one of: {listed}" + (", …" if len(words) > most else ".")
