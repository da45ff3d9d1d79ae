"""Addresses of the control API: which request asks the operator for what.

One line per question; parameters come from the query, JSON bodies from those that change something.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from crm_infra.simcloud.control.operator import Operator

Query = Mapping[str, str]
Route = Callable[[Operator, Query, Any], Any]


def _object(body: Any, *keys: str) -> dict[str, Any]:
    """The body as an object that has these keys."""
    missing = [key for key in keys if not isinstance(body, dict) or key not in body]
    if missing or not isinstance(body, dict):
        raise ValueError(f"the body is a JSON object with {', '.join(keys) or 'the fault'}")
    return cast("dict[str, Any]", body)


def _number(query: Query, key: str, default: int) -> int:
    text = query.get(key, str(default))
    if not text.removeprefix("-").isdecimal():
        raise ValueError(f"{key} is {text!r}; it must be a whole number")
    return int(text)


def _add_fault(operator: Operator, _query: Query, body: Any) -> Any:
    return operator.add_fault(_object(body, "effect"))


def _clear_faults(operator: Operator, query: Query, _body: Any) -> Any:
    return operator.clear_faults(_number(query, "number", 0) if "number" in query else None)


def _resources(operator: Operator, query: Query, _body: Any) -> Any:
    limit = _number(query, "limit", -1)
    return operator.resources(
        query.get("type", ""), query.get("project", ""), query.get("id", ""), limit
    )


def _operations(operator: Operator, query: Query, _body: Any) -> Any:
    after, limit = _number(query, "after", 0), _number(query, "limit", -1)
    return operator.operations(after, limit, newest="newest" in query)


def _set(operator: Operator, _query: Query, body: Any) -> Any:
    said = _object(body, "type", "id", "attribute", "value")
    return operator.set_attribute(said["type"], said["id"], said["attribute"], said["value"])


def _remove(operator: Operator, _query: Query, body: Any) -> Any:
    said = _object(body, "type", "id")
    return operator.remove(said["type"], said["id"])


def _pace(operator: Operator, _query: Query, body: Any) -> Any:
    return operator.set_pace(float(_object(body, "rate")["rate"]))


ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "/v1/ping"): lambda operator, _query, _body: operator.ping(),
    ("GET", "/v1/status"): lambda operator, _query, _body: operator.status(),
    ("GET", "/v1/resources"): _resources,
    ("PATCH", "/v1/resources"): _set,
    ("DELETE", "/v1/resources"): _remove,
    ("GET", "/v1/operations"): _operations,
    ("GET", "/v1/atlas/backups"): lambda operator, _query, _body: operator.atlas_backups(),
    ("GET", "/v1/atlas/clusters"): lambda operator, _query, _body: operator.atlas_clusters(),
    ("GET", "/v1/faults"): lambda operator, _query, _body: operator.list_faults(),
    ("GET", "/v1/outages"): lambda operator, _query, _body: operator.outages(),
    ("POST", "/v1/faults"): _add_fault,
    ("DELETE", "/v1/faults"): _clear_faults,
    ("POST", "/v1/pace"): _pace,
    ("POST", "/v1/reset"): lambda operator, _query, _body: operator.reset(),
    ("POST", "/v1/stop"): lambda operator, _query, _body: operator.end(),
}
