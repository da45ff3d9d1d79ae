"""Where a call happens: which project and region its values, its parents or the provider mean."""

import re
from typing import Final

from crm_infra.simcloud.catalogue.facts import TypeFacts
from crm_infra.simcloud.catalogue.templates import attributes_of
from crm_infra.simcloud.cloud.calls import Context
from crm_infra.simcloud.cloud.ledger import Ledger
from crm_infra.simcloud.services.call import Place
from crm_infra.simcloud.services.places import region_of
from crm_infra.simcloud.values import Values

_PROJECT: Final = re.compile(r"(?:^|/)projects/([^/]+)(?:/|$)")
# Providers whose resources live in projects of their own, which are no Google projects.
_ELSEWHERE: Final = ("mongodbatlas_",)
_LOCATION: Final = re.compile(r"/(?:locations|regions|zones)/([^/]+)(?:/|$)")


def in_google(type_: str) -> bool:
    """Whether resources of a type live in Google projects: their APIs, numbers and regions."""
    return not type_.startswith(_ELSEWHERE)


def place_of(values: Values, facts: TypeFacts, context: Context, ledger: Ledger) -> Place:
    """The place that partial names are read in."""
    if not in_google(facts.type):
        return Place(_text(values, "project_id"))
    project = _project(values, facts) or context.project
    if project.isdigit():
        project = ledger.project_of(project) or project
    zone = _text(values, "zone").rpartition("/")[2] or context.zone
    given = _text(values, "region") or _text(values, "location")
    region = given.rpartition("/")[2] or _from_parent(values, facts) or context.region
    return Place(project, region_of(region), zone)


def project_of(type_: str, key: str, place: Place) -> str:
    """The project that a thing is listed under; a project of Atlas is its own."""
    return key if type_ == "mongodbatlas_project" else place.project


def _project(values: Values, facts: TypeFacts) -> str:
    given = _text(values, "project") or _text(values, "project_id")
    if given:
        return given.removeprefix("projects/").partition("/")[0]
    for name in (*attributes_of(facts.id), "parent", "network"):
        seen = _PROJECT.search(_text(values, name))
        if seen:
            return seen[1]
    return ""


def _from_parent(values: Values, facts: TypeFacts) -> str:
    for name in attributes_of(facts.id):
        seen = _LOCATION.search(_text(values, name))
        if seen:
            return seen[1]
    return ""


def location_of(id_: str, values: Values) -> str:
    """The location that is kept with a resource."""
    seen = _LOCATION.search(id_)
    if seen:
        return seen[1]
    given = _text(values, "region") or _text(values, "location") or _text(values, "zone")
    return given.rpartition("/")[2] or ("global" if "/global/" in id_ else "")


def _text(values: Values, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
