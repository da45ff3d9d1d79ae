"""References: where in its values a resource names others, and what such a name can mean.

Which attributes are references is a fact of the type (``TypeFacts.refers``). Here their values are
found and read; whether what they mean exists, and what is said then, is decided in ``admission``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from crm_infra.simcloud.catalogue.facts import TypeFacts, facts_for
from crm_infra.simcloud.cloud import naming
from crm_infra.simcloud.cloud.ranges import parse_address
from crm_infra.simcloud.cloud.records import Resource
from crm_infra.simcloud.cloud.view import View
from crm_infra.simcloud.services.call import Place
from crm_infra.simcloud.values import UNKNOWN, Values

_ADDRESSES: Final = ("google_compute_address", "google_compute_global_address")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a resource names another: ``nat_ips[0]``, of path ``nat_ips[]``."""

    path: str
    where: str
    text: str
    types: tuple[str, ...]


def mentions(facts: TypeFacts, values: Values) -> Iterator[Mention]:
    """Every known, non-empty reference in the values."""
    for path, types in facts.refers.items():
        for where, value in _follow(values, path.split("."), ""):
            if isinstance(value, str) and value:
                yield Mention(path, where, value, types)


def _follow(at: Any, steps: list[str], where: str) -> Iterator[tuple[str, Any]]:
    if at is None or at is UNKNOWN:
        return
    if not steps:
        yield where, at
        return
    if not isinstance(at, dict):
        return
    step, many = steps[0].removesuffix("[]"), steps[0].endswith("[]")
    value = cast("Values", at).get(step)
    here = f"{where}.{step}" if where else step
    if not many:
        yield from _follow(value, steps[1:], here)
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[Any]", value)):
            yield from _follow(item, steps[1:], f"{here}[{index}]")


def find(view: View, types: tuple[str, ...], text: str, place: Place) -> Resource | None:
    """The resource that a reference means, seen from a place; the first type that has one wins."""
    for type_ in types:
        id_ = _known(view, type_, text) or _read(view, type_, text, place)
        id_ = id_ or _by_address(view, type_, text, place)
        found = view.get(type_, id_) if id_ else None
        if found is not None and found.stage != "deleting":
            return found
    return None


def is_address(text: str) -> bool:
    """Whether a reference is an address itself, which need not be reserved by anything."""
    return parse_address(text) is not None


def _by_address(view: View, type_: str, text: str, place: Place) -> str | None:
    """By the address that it reserves; one that two VPCs have means the first."""
    if type_ not in _ADDRESSES or not is_address(text):
        return None
    found = view.find(type_, project=place.project)
    return next((thing.id for thing in found if thing.values.get("address") == text), None)


def _known(view: View, type_: str, text: str) -> str | None:
    """By id or by a name that it was given at creation: self link, address, member form."""
    for spelling in dict.fromkeys((text, naming.strip(text))):
        id_ = view.resolve(type_, spelling) if spelling else None
        if id_:
            return id_
    return None


def _read(view: View, type_: str, text: str, place: Place) -> str | None:
    """By what the reference says and, for what it leaves out, by the place it is read in."""
    meant = meaning(type_, text, place)
    if meant is None:
        return None
    if view.exists(type_, meant):
        return meant
    return view.resolve(type_, f"unique:{meant}")


def meaning(type_: str, text: str, place: Place) -> str | None:
    """The full id that a reference to a type must mean, or None when it cannot mean one."""
    facts = facts_for(type_)
    for template in dict.fromkeys((facts.unique or facts.id, facts.id)):
        said = naming.match(template, text) if template else None
        if said is None:
            continue
        told = {
            "project": place.project,
            "project_id": place.project,
            "region": place.region,
            "zone": place.zone,
            "location": place.region,
        }
        if all(name in said or told.get(name) for name in naming.holes(template)):
            return naming.fill(template, told | said)
    return None
