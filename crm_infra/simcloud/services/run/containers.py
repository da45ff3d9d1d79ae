"""What runs: images, processors, memory, requests at once, the key that protects it.

Sentences on processors and memory as quoted in public reports, e.g.
nearform/slack-knowledgebase-chatgpt-responder#980.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from crm_infra.simcloud.services.call import Call, dig
from crm_infra.simcloud.services.encryption import agent_of, may_not_use, unusable, withheld
from crm_infra.simcloud.services.kms import same_location
from crm_infra.simcloud.services.registry import rule
from crm_infra.simcloud.services.run.types import JOB, SERVICE, template
from crm_infra.simcloud.values import Values

_QUANTITY: Final = re.compile(r"(\d+(?:\.\d+)?)(Ki|Mi|Gi|k|M|G)")
_UNITS: Final = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "k": 10**3, "M": 10**6, "G": 10**9}
_GIB: Final = 2**30
_WHOLE_CPUS: Final = (1.0, 2.0, 4.0, 6.0, 8.0)
_SMALLEST_CPU: Final = 0.08
# Memory in GiB, fewest and most, by processors.
_MEMORY: Final = {1.0: (0.125, 4), 2.0: (0.125, 8), 4.0: (2, 16), 6.0: (4, 24), 8.0: (4, 32)}
_SMALL_MEMORY: Final = (0.125, 0.5)
_MOST_AT_ONCE: Final = 1000
_WHERE: Final = "spec.template.spec.containers.resources.limits"
_IMAGE: Final = re.compile(
    r"(?P<place>[a-z0-9-]+)-docker\.pkg\.dev/(?P<project>[^/]+)/(?P<name>[^/]+)/.+"
)
_REPOSITORY: Final = "google_artifact_registry_repository"
_AGENT: Final = "serverless-robot-prod"


def _containers(call: Call) -> Iterator[Values]:
    yield from call.blocks(f"{template(call)}.containers")


def _limit(container: Values, name: str) -> Any:
    return dig(container, f"resources.limits.{name}")


def cpus_of(text: str) -> float | None:
    """Processors: ``2``, ``0.5`` or ``500m``."""
    digits = text.removesuffix("m")
    if not re.fullmatch(r"\d+(\.\d+)?", digits):
        return None
    return float(digits) / 1000 if text.endswith("m") else float(digits)


def bytes_of(text: str) -> float | None:
    """Memory: ``512Mi``."""
    seen = _QUANTITY.fullmatch(text)
    return float(seen[1]) * _UNITS[seen[2]] if seen else None


@rule("run", SERVICE, JOB, says="Memory is a quantity such as 512Mi", reason="")
def memory(call: Call) -> str | None:
    """Refuse limits that are no quantities."""
    for index, container in enumerate(_containers(call)):
        given = _limit(container, "memory")
        if given and bytes_of(str(given)) is None:
            where = f"{template(call)}[0].containers[{index}].resources[0].limits.memory"
            return f"Invalid value for {where}: '{given}' is not a valid quantity."
    return None


@rule(
    "run",
    SERVICE,
    JOB,
    says="A container has 1, 2, 4, 6 or 8 processors; in a service less than one will do",
    reason="",
)
def processors(call: Call) -> str | None:
    """Refuse numbers of processors that there are not."""
    for container in _containers(call):
        given = _limit(container, "cpu")
        found = cpus_of(str(given)) if given is not None else 1.0
        small = found is not None and _SMALLEST_CPU <= found < 1 and call.type == SERVICE
        if found not in _WHOLE_CPUS and not small:
            return (
                f"{_WHERE}.cpu: Invalid value specified for cpu. The following values are"
                " supported: '1', '2', '4', '6', '8' (also <1, for services); got"
                f" '{given}'."
            )
    return None


@rule(
    "run",
    SERVICE,
    says="Less than one processor serves one request at a time",
    reason="",
)
def small_and_single(call: Call) -> str | None:
    """Refuse several requests at once on a part of a processor."""
    at_once = call.get("template.max_instance_request_concurrency")
    given = [_limit(container, "cpu") for container in _containers(call)]
    total = sum(cpus_of(str(cpu)) or 0 for cpu in given if cpu is not None)
    if given and None not in given and total < 1 and at_once != 1:
        return (
            f"{_WHERE}.cpu: Invalid value specified for cpu. Total cpu < 1 is not supported with"
            " concurrency > 1."
        )
    return None


@rule("run", SERVICE, says="An instance serves 1 to 1000 requests at once", reason="")
def at_once(call: Call) -> str | None:
    """Refuse other numbers of requests."""
    given = call.get("template.max_instance_request_concurrency")
    if given and not 1 <= given <= _MOST_AT_ONCE:
        return (
            "spec.template.spec.container_concurrency: container_concurrency should be between 1"
            f" and {_MOST_AT_ONCE} inclusive: got {int(given)}."
        )
    return None


@rule("run", SERVICE, JOB, says="Memory fits the number of processors", reason="")
def memory_for_processors(call: Call) -> str | None:
    """Refuse too little or too much memory."""
    for container in _containers(call):
        cpus = cpus_of(str(_limit(container, "cpu") or "1"))
        size = bytes_of(str(_limit(container, "memory") or "512Mi"))
        if cpus is None or size is None:
            continue
        least, most = _MEMORY.get(cpus, _SMALL_MEMORY)
        if not least * _GIB <= size <= most * _GIB:
            return (
                f"{_WHERE}.memory: Invalid value specified for container memory. For {cpus} CPU,"
                f" memory must be between {_shown(least)} and {_shown(most)} inclusive."
            )
    return None


def _shown(gib: float) -> str:
    return f"{int(gib)}Gi" if gib >= 1 else f"{int(gib * 1024)}Mi"


@rule(
    "run",
    SERVICE,
    JOB,
    says="An image of our own registry lies in a repository that exists",
    reason="",
)
def image(call: Call) -> str | None:
    """Refuse images of a repository that there is not; other registries are not looked into."""
    for container in _containers(call):
        given = str(container.get("image") or "")
        seen = _IMAGE.fullmatch(given)
        if seen is None or seen["project"] != call.place.project:
            continue
        home = f"projects/{seen['project']}/locations/{seen['place']}/repositories/{seen['name']}"
        if call.find(home, _REPOSITORY) is None:
            return f"Image '{given}' not found."
    return None


@rule(
    "run",
    SERVICE,
    JOB,
    says="The key of a service or job lies in its region, and the service agent may use it",
    reason="",
)
def key(call: Call) -> str | None:
    """Refuse a key that cannot be used."""
    name = call.text(f"{template(call)}.encryption_key")
    if not name:
        return None
    if not same_location(name, call.place.region):
        return f"CMEK key {name} must be in the same region as the resource: {call.place.region}."
    held = withheld(call, name, _AGENT)
    return may_not_use(held, agent_of(call, _AGENT)) if held else unusable(call, name)
