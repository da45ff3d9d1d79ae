"""Quotas: how many things a new project may have, read from ``quotas.yaml``.

A limit goes into the file; which type counts against it is a fact of the type (``quota``); the
words of the refusal are the service's business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from crm_infra.simcloud.catalogue.faults import CatalogueError
from crm_infra.simcloud.catalogue.files import FOLDER, line_of, read_mapping

SCOPES: Final = ("project", "region", "network")
_FILE: Final = FOLDER / "quotas.yaml"


@dataclass(frozen=True, slots=True)
class Quota:
    """A limit.

    Attributes:
        metric: The API's name of it, e.g. ``NETWORKS``.
        limit: How many may exist.
        scope: Within what it counts: a ``project``, each ``region`` of it, or each ``network``.
    """

    metric: str
    limit: int
    scope: str


@cache
def quotas(provider: str = "google") -> Mapping[str, Quota]:
    """Every limit of a provider's cloud by metric.

    Raises:
        CatalogueError: The file breaks a rule.
    """
    section: dict[str, Any] = read_mapping(_FILE).get(provider) or {}
    return {metric: _quota(provider, metric, body) for metric, body in section.items()}


def _quota(provider: str, metric: str, body: Any) -> Quota:
    match body:
        case {"limit": int(limit), "scope": str(scope)} if scope in SCOPES and len(body) == 2:
            return Quota(metric, limit, scope)
        case _:
            rule = f"is no limit; write {{limit: 10, scope: S}}, S one of {', '.join(SCOPES)}"
            raise CatalogueError(_FILE, line_of(_FILE, provider, metric), metric, rule)
