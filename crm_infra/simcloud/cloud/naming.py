"""Reading names back: what a reference says about the thing it means.

Filling templates is ``catalogue.templates``; here an ``id``, self link, partial link or bare name
is read with such a template, from the right, so that everything it leaves out on the left comes
from the caller's defaults. Pure text.
"""

import re

_HOLE = re.compile(r"\{=?([a-z0-9_.]+)(?:[|:][a-z0-9]+)?\}")
_HOST = re.compile(r"^(?:https?:)?//[a-z0-9.-]+/(?:(?:compute|dns|storage|bigquery)/)?(?:v\d\w*/)?")
_SERVICE = re.compile(r"^[a-z]+\.googleapis\.com/")
_SCHEME = re.compile(r"^gs://")


def holes(template: str) -> list[str]:
    """The attributes that the template asks for, in order."""
    return _HOLE.findall(template)


def fill(template: str, values: dict[str, str]) -> str:
    """The template with its holes filled, whatever filter they have."""
    return _HOLE.sub(lambda seen: values.get(seen.group(1), ""), template)


def strip(reference: str) -> str:
    """Without scheme, host, API version and service prefix."""
    for pattern in (_HOST, _SERVICE, _SCHEME):
        reference = pattern.sub("", reference, count=1)
    return reference.strip("/")


def match(template: str, reference: str) -> dict[str, str] | None:
    """What the reference says about the template's holes, or None when it cannot mean that.

    ``regions/r/subnetworks/s`` read with ``projects/{project}/regions/{region}/subnetworks/{name}``
    gives region and name; a bare ``s`` gives the name only.
    """
    pattern, given = template.split("/"), strip(reference).split("/")
    if not reference or len(given) > len(pattern) or "" in given:
        return None
    found: dict[str, str] = {}
    for part, text in zip(reversed(pattern), reversed(given), strict=False):
        hole = _HOLE.fullmatch(part)
        if hole:
            found[hole.group(1)] = text
        elif not _mixed(part, text, found):
            return None
    return found


def _mixed(part: str, text: str, found: dict[str, str]) -> bool:
    names = _HOLE.findall(part)
    if not names:
        return part == text
    literal = [re.escape(piece) for piece in _HOLE.split(part)[::2]]
    seen = re.fullmatch("(.+)".join(literal), text)
    if seen:
        found.update(zip(names, seen.groups(), strict=True))
    return seen is not None
