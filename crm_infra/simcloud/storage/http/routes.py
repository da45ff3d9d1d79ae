"""Which call answers which method and path.

Families of calls register here (``bucket_calls.ROUTES`` …); what a call does belongs to them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from crm_infra.simcloud.storage import errors
from crm_infra.simcloud.storage.http.messages import Request, Response, decoded
from crm_infra.simcloud.storage.preconditions import Preconditions
from crm_infra.simcloud.storage.tables import Tables
from crm_infra.simcloud.storage.timestamps import Now


@dataclass(frozen=True, slots=True)
class Service:
    """What every call works with: the tables, the clock and the address it is reached at."""

    tables: Tables
    now: Now
    base: str


@dataclass(frozen=True, slots=True)
class Call:
    """One request, matched: ``names`` are the decoded parts of its path."""

    request: Request
    service: Service
    names: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def bucket(self) -> str:
        """The bucket in the path."""
        return self.names["bucket"]

    @property
    def object(self) -> str:
        """The object in the path."""
        return self.names["object"]

    def conditions(self, prefix: str = "if") -> Preconditions:
        """The preconditions of the request."""
        return Preconditions.parse(self.request.parameters, prefix=prefix)


Handler = Callable[[Call], Response]
Route = tuple[str, str, Handler]
"""Method, pattern such as ``storage/b/{bucket}/o``, and what answers."""


class Routes:
    """All routes, found by method and shape of the path."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_shape: dict[tuple[str, str, int], list[tuple[list[str], Handler]]] = {}
        for method, pattern, handler in routes:
            parts = pattern.split("/")
            self._by_shape.setdefault((method, parts[0], len(parts)), []).append((parts, handler))

    def find(self, method: str, family: str, segments: list[str]) -> tuple[Handler, dict[str, str]]:
        """The handler and the names in the path."""
        path = [family, *segments]
        for parts, handler in self._by_shape.get((method, family, len(path)), ()):
            if all(part[0] == "{" or part == seen for part, seen in zip(parts, path, strict=True)):
                pairs = zip(parts, path, strict=True)
                return handler, {p[1:-1]: decoded(s) for p, s in pairs if p[0] == "{"}
        raise errors.ApiError(
            501, "notImplemented", f"The simulated Cloud Storage does not serve this {method}."
        )
