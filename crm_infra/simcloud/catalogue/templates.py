"""Templates of facts: text with placeholders, filled from a resource's own attributes.

    {name}              the attribute ``name`` (a dotted path reaches into blocks: {rsa.0.key})
    {network|short}     its last path segment: ``projects/p/global/networks/a`` -> ``a``
    {project|number}    its project number instead of the project id
    {member|lower}      in lower case
    {secret|parent}     all but its last two path segments: the thing that holds it
    {network|escape}    escaped as in the query of a URL: ``projects%2Fp%2Fglobal…``
    {network|project}   the project that a path names: what follows ``projects/``
    {role|tail}         with a slash before it, or nothing where it is empty
    {title|after}       with a blank before it, or nothing where it is empty
    {name|base64}       in base64, as Atlas' provider writes the parts of its identifiers
    {=uuid}             a new value, and so {=digits:19}, {=hex:8}, {=etag}; {=now} and {=millis}
                        are the virtual time as RFC 3339 and in milliseconds

Add a filter here when an identifier of a real type needs it. Where a value comes from (attribute,
provider default, project number, the dice) is the caller's business.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final
from urllib.parse import quote_plus

_PLACEHOLDER: Final = re.compile(r"\{(=?)([a-z0-9_.]+)(?:([|:])([a-z0-9]+))?\}")
GENERATORS: Final = ("uuid", "digits", "hex", "etag", "now", "millis")

FILTERS: Final[Mapping[str, Callable[[str], str]]] = {
    "short": lambda text: text.rstrip("/").rpartition("/")[2],
    "lower": str.lower,
    "parent": lambda text: "/".join(text.split("/")[:-2]),
    "escape": quote_plus,
    "project": lambda text: f"{text}/".partition("projects/")[2].partition("/")[0],
    "after": lambda text: f" {text}" if text else "",
    "tail": lambda text: f"/{text}" if text else "",
    "base64": lambda text: b64encode(text.encode()).decode(),
}


@cache
def attributes_of(template: str) -> tuple[str, ...]:
    """The attributes that a template reads, each once, in order."""
    found = (match[2] for match in _PLACEHOLDER.finditer(template) if not match[1])
    return tuple(dict.fromkeys(found))


def expand(
    template: str,
    attribute: Callable[[str], str],
    *,
    number: Callable[[str], str] = str,
    generate: Callable[[str, int], str] | None = None,
) -> str:
    """Fill a template.

    Args:
        template: Text with placeholders.
        attribute: Value of an attribute (or of the provider's default for it) as text.
        number: Number of the project that is named.
        generate: A new value of a kind of ``GENERATORS``, of a length (0: its usual length).
    """

    def fill(match: re.Match[str]) -> str:
        made, name, _, extra = match.groups()
        if made:
            return generate(name, int(extra or 0)) if generate else match[0]
        value = attribute(name)
        if extra == "number":
            return number(value)
        return FILTERS[extra](value) if extra else value

    return _PLACEHOLDER.sub(fill, template)
