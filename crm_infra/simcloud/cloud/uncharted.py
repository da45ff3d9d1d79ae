"""Types that the catalogue does not know: served from ``--schemas`` alone, with plausible values.

An id is made of what most resources have; computed attributes are filled by what their names
usually mean. A type that matters gets facts in the catalogue instead.
"""

import json
from collections.abc import Callable
from typing import Final

from crm_infra.simcloud.catalogue.facts import TypeFacts
from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.call import Call, dig
from crm_infra.simcloud.values import UNKNOWN

_NAMES: Final = ("name", "display_name", "title")
_POLICY_PARTS: Final = ("_iam_member", "_iam_binding", "_iam_policy", "_iam_audit_config")


def is_uncharted(facts: TypeFacts) -> bool:
    """Whether the catalogue knows nothing of the type."""
    return not facts.id


def is_additive(type_: str) -> bool:
    """Whether it is an entry of a policy, by its name."""
    return type_.endswith(_POLICY_PARTS)


def generic_id(call: Call) -> str:
    """An id: a Kubernetes object's namespace and name, or a path in the project."""
    inside = dig(call.values, "metadata.name")
    if isinstance(inside, str):
        namespace = dig(call.values, "metadata.namespace")
        return f"{namespace}/{inside}" if isinstance(namespace, str) else inside
    name = next((call.text(key) for key in _NAMES if call.text(key)), "") or _digest(call)
    if not call.type.startswith("google_"):
        return name
    where = f"/locations/{call.place.region}" if "region" in call.values else ""
    return f"projects/{call.place.project}{where}/{call.type.partition('_')[2]}/{name}"


def _digest(call: Call) -> str:
    """Different for different configurations, the same for the same."""
    return identity.hexadecimal(json.dumps(call.values, default=str, sort_keys=True))


def guess(call: Call) -> None:
    """Fill computed attributes whose names say what they are."""
    for name, value in call.values.items():
        make = _GUESSES.get(name)
        if value is UNKNOWN and make is not None:
            call.values[name] = make(call)


def _now(call: Call) -> str:
    return identity.rfc3339(call.world.now())


def _mark(call: Call) -> str:
    return identity.fingerprint(call.type, call.id)


_GUESSES: Final[dict[str, Callable[[Call], str]]] = {
    "create_time": _now,
    "creation_time": _now,
    "creation_timestamp": _now,
    "update_time": _now,
    "etag": lambda call: identity.etag(call.type, call.id),
    "fingerprint": _mark,
    "label_fingerprint": _mark,
    "name": lambda call: call.id,
    "self_link": lambda call: f"https://www.googleapis.com/compute/v1/{call.id}",
    "uid": lambda call: identity.uuid_of(call.type, call.id),
    "unique_id": lambda call: identity.number(call.type, call.id, digits=21),
}
