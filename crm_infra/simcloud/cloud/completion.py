"""Filling in: everything that the plan left unknown and that the real API would tell.

In this order: what the service's own code makes (``registry.completes``), what the catalogue's
templates say (``computed``, ``self_link``, ``defaults``). What nobody knows is left out of the
values; the provider then writes its type's zero, or keeps what state holds.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Final, cast

from crm_infra.simcloud.catalogue.templates import attributes_of, expand
from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services import registry
from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.values import UNKNOWN, Values

_CHANGING: Final = (
    "fingerprint",
    "label_fingerprint",
    "etag",
    "update_time",
    "updated",
    "last_modified_time",
)
_DRAWN: Final = ("uuid", "digits", "hex")
_SECRET: Final = (
    "secret_data",
    "sensitive_labels",
    "private_key",
    "customer_encryption",
    "auth_string",
)
_SECRET_OF_ATLAS: Final = (
    "api_key",
    "api_token",
    "datadog_api_key",
    "hec_token",
    "ops_genie_api_key",
    "otel_supplied_headers",
    "password",
    "routing_key",
    "secret",
    "secret_access_key",
    "service_account_key",
    "service_key",
    "victor_ops_api_key",
    "victor_ops_routing_key",
    "webhook_secret",
)


class Filler:
    """Fills templates for one call."""

    def __init__(self, call: Call, sequence: Callable[[str], int]) -> None:
        self._call = call
        self._sequence = sequence
        self._seed = ""

    def place(self) -> None:
        """Project, region and zone that the configuration left to the provider."""
        told = {
            "project": self._call.place.project,
            "region": self._call.place.region,
            "location": self._call.place.region,
            "zone": self._call.place.zone,
        }
        for name, value in told.items():
            if self._call.values.get(name) is UNKNOWN and value:
                self._call.values[name] = value

    def needed_for_id(self) -> list[str]:
        """Computed attributes that the id is made of, and those that they are made of.

        Returns:
            Those among them that are made up here: another draw would be as good.
        """
        facts, made = self._call.facts, list[str]()
        for name in dict.fromkeys(self._needs(facts.id) + self._needs(facts.unique)):
            unknown = self._call.values.get(name, UNKNOWN) is UNKNOWN
            self._fill(name, facts.computed[name])
            if unknown and any(f"{{={kind}" in facts.computed[name] for kind in _DRAWN):
                made.append(name)
        return made

    def draw_again(self, names: list[str]) -> None:
        """Forget what was made up: it is taken."""
        self._seed = ""
        for name in names:
            self._call.values[name] = UNKNOWN

    def _needs(self, template: str) -> list[str]:
        names: list[str] = []
        for name in attributes_of(template):
            inner = self._call.facts.computed.get(name)
            if inner is not None:
                names += [*self._needs(inner), name]
        return names

    def expand(self, template: str) -> str:
        """One template, filled."""
        return expand(
            template, self._attribute, number=self._call.world.number, generate=self._generate
        )

    def _attribute(self, path: str) -> str:
        value = _reach(self._call.values, path.split("."))
        if value is None or value is UNKNOWN:
            return self._default(path)
        return _text(value)

    def _default(self, path: str) -> str:
        place = self._call.place
        told = {"project": place.project, "region": place.region, "zone": place.zone}
        return told.get(path, place.region if path == "location" else "")

    def _generate(self, kind: str, length: int) -> str:
        now = self._call.world.now()
        if kind == "now":
            compute = self._call.facts.api == "compute.googleapis.com"
            return identity.compute_time(now) if compute else identity.rfc3339(now)
        if kind == "millis":
            return str(int(now.timestamp() * 1000))
        seed = (self._call.type, self._seeded(), kind)
        if kind == "uuid":
            return identity.uuid_of(*seed)
        if kind == "digits":
            return identity.number(*seed, digits=length or 19)
        if kind == "hex":
            return identity.hexadecimal(*seed, digits=length or 16)
        return identity.etag(*seed)

    def _seeded(self) -> str:
        """The id where it is known; otherwise a number of its own, so that no two are alike."""
        if not self._seed:
            own = self._sequence(f"made:{self._call.type}") if not self._call.id else 0
            self._seed = self._call.id or f"{self._call.place.project}/{own}"
        return self._seed

    def _fill(self, name: str, template: str) -> None:
        if self._call.values.get(name, UNKNOWN) is UNKNOWN:
            self._call.values[name] = _as_told(self.expand(template), template)

    def complete(self, stored: Mapping[str, Any]) -> None:
        """Everything else, once the id is known; ``stored`` is what an update finds."""
        call, facts = self._call, self._call.facts
        self._keep(stored)
        for make in registry.completers_for(call.type):
            for path, value in make(call).items():
                _put(call.values, path.split("."), value)
        if facts.self_link:
            self._fill("self_link", facts.self_link)
        for name, template in facts.computed.items():
            self._fill(name, template)
        for name, value in facts.defaults.items():
            if call.values.get(name) is UNKNOWN:
                call.values[name] = self._filled(value)

    def _keep(self, stored: Mapping[str, Any]) -> None:
        """On update, what is unknown stays as it stands, unless it moves with every change.

        The plan of an SDKv2 type holds the old value of those, too; the answer has the new one.
        """
        values = self._call.values
        for name in stored:
            if name in _CHANGING and isinstance(values.get(name), str):
                values[name] = UNKNOWN
            elif values.get(name) is UNKNOWN:
                values[name] = deepcopy(stored[name])

    def _filled(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.expand(value)
        if isinstance(value, list):
            return [self._filled(item) for item in cast("list[Any]", value)]
        if isinstance(value, Mapping):
            items = cast("Mapping[str, Any]", value).items()
            return {key: self._filled(item) for key, item in items}
        return value


def _reach(at: Any, steps: list[str]) -> Any:
    for step in steps:
        if isinstance(at, list):
            many = cast("list[Any]", at)
            at = many[int(step)] if step.isdigit() and int(step) < len(many) else None
        elif isinstance(at, dict):
            at = cast("Values", at).get(step)
        else:
            return None
    return at


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _as_told(text: str, template: str) -> Any:
    """Milliseconds and project numbers are numbers in the schema where nothing else is around."""
    whole = template in ("{=millis}", "{project|number}")
    return int(text) if whole and text.isdigit() else text


def _put(at: Values, steps: list[str], value: Any) -> None:
    """Set the value where the path is unknown, in every block that it crosses."""
    name, rest = steps[0], steps[1:]
    here = at.get(name)
    if not rest:
        if here is UNKNOWN:
            at[name] = deepcopy(value)
    elif isinstance(here, list):
        for block in cast("list[Any]", here):
            if isinstance(block, dict):
                _put(cast("Values", block), rest, value)


def without_unknowns(value: Any) -> Any:
    """The value without unknown parts: keys that hold one are left out."""
    if isinstance(value, dict):
        items = cast("Values", value).items()
        return {key: without_unknowns(item) for key, item in items if item is not UNKNOWN}
    if isinstance(value, list):
        return [without_unknowns(i) for i in cast("list[Any]", value) if i is not UNKNOWN]
    return value


def without_secrets(value: Any, type_: str = "") -> Any:
    """The value without what must never be written down: write-only arguments and payloads."""
    secret = _SECRET_OF_ATLAS if type_.startswith("mongodbatlas_") else _SECRET
    if isinstance(value, dict):
        items = cast("Values", value).items()
        return {
            key: without_secrets(item, type_)
            for key, item in items
            if not key.endswith("_wo") and key not in secret
        }
    if isinstance(value, list):
        return [without_secrets(item, type_) for item in cast("list[Any]", value)]
    return value
