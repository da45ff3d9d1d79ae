"""Calls on objects that carry no media: metadata, listing, deletion, copies."""

from dataclasses import replace
from typing import Final

from crm_infra.simcloud.storage import (
    buckets,
    changes,
    copies,
    errors,
    objects,
    resources,
    shapes,
)
from crm_infra.simcloud.storage.changes import Target
from crm_infra.simcloud.storage.copies import Source
from crm_infra.simcloud.storage.globs import Glob
from crm_infra.simcloud.storage.http import media_calls
from crm_infra.simcloud.storage.http.bucket_calls import page_size
from crm_infra.simcloud.storage.http.conditional import check_tags
from crm_infra.simcloud.storage.http.messages import Json, Response, json_response
from crm_infra.simcloud.storage.http.routes import Call, Route
from crm_infra.simcloud.storage.listing import Query, page
from crm_infra.simcloud.storage.objects import Object
from crm_infra.simcloud.storage.preconditions import Preconditions, whole_number


def _list(call: Call) -> Response:
    versions = call.request.flag("versions")
    with call.service.tables.read() as connection:
        bucket = buckets.get(connection, call.bucket)
        found = page(
            _query(call),
            lambda name, generation: objects.scan(
                connection, call.bucket, name, generation, versions=versions
            ),
        )
    result: Json = {"kind": "storage#objects"}
    if found.items:
        policy, base = bucket.retention_policy, call.service.base
        result["items"] = [resources.object_json(item, policy, base) for item in found.items]
    if found.prefixes:
        result["prefixes"] = found.prefixes
    if found.token:
        result["nextPageToken"] = found.token
    return json_response(result)


def _query(call: Call) -> Query:
    parameters = call.request.parameters
    glob = parameters.get("matchGlob")
    return Query(
        prefix=parameters.get("prefix", ""),
        delimiter=parameters.get("delimiter", ""),
        start=parameters.get("startOffset", ""),
        end=parameters.get("endOffset", ""),
        token=parameters.get("pageToken", ""),
        limit=page_size(parameters),
        trailing_delimiter=call.request.flag("includeTrailingDelimiter"),
        glob=Glob.parse(glob) if glob else None,
    )


def answer(call: Call, item: Object, kind: str = "") -> Response:
    """An object as an answer, with the retention that its bucket gives it."""
    with call.service.tables.read() as connection:
        bucket = buckets.find(connection, item.bucket)
    policy = bucket.retention_policy if bucket else None
    shown = resources.object_json(item, policy, call.service.base)
    if kind == "rewrite":
        return json_response(_rewritten(item, shown))
    return json_response(shown, etag=shown["etag"])


def _rewritten(item: Object, shown: Json) -> Json:
    size = str(item.size)
    return {
        "kind": "storage#rewriteResponse",
        "totalBytesRewritten": size,
        "objectSize": size,
        "done": True,
        "resource": shown,
    }


def _get(call: Call) -> Response:
    if call.request.parameters.get("alt") == "media":
        return media_calls.download(call)
    generation = whole_number(call.request.parameters, "generation")
    with call.service.tables.read() as connection:
        buckets.get(connection, call.bucket)
        item = objects.get(connection, call.bucket, call.object, generation)
    call.conditions().check(item.generation, item.metageneration, reading=True)
    check_tags(call.request, resources.object_etag(item))
    return answer(call, item)


def _change(call: Call) -> Response:
    wishes = shapes.check(call.request.json(), shapes.OBJECT)
    target = Target(call.bucket, call.object, wishes, call.conditions())
    generation = whole_number(call.request.parameters, "generation")
    with call.service.tables.write() as connection:
        item = changes.edit(
            connection,
            target,
            generation,
            call.service.now(),
            replace=call.request.method == "PUT",
            override=call.request.flag("overrideUnlockedRetention"),
        )
    return answer(call, item)


def _delete(call: Call) -> Response:
    target = Target(call.bucket, call.object, conditions=call.conditions())
    generation = whole_number(call.request.parameters, "generation")
    with call.service.tables.write() as connection:
        changes.delete(connection, target, generation, call.service.now())
    return Response(204)


def _copy(call: Call) -> Response:
    source, target = _source(call), _destination(call)
    with call.service.tables.write() as connection:
        item = copies.copy(connection, source, target, call.service.now())
    return answer(call, item, "rewrite" if "rewriteTo" in call.request.path else "")


def _move(call: Call) -> Response:
    target = Target(call.bucket, call.names["to"], {}, call.conditions())
    with call.service.tables.write() as connection:
        item = copies.move(connection, _source(call), target, call.service.now())
    return answer(call, item)


def _source(call: Call) -> Source:
    generation = whole_number(call.request.parameters, "sourceGeneration")
    return Source(call.bucket, call.object, generation, call.conditions("ifSource"))


def _destination(call: Call) -> Target:
    wishes = shapes.check(call.request.json(), shapes.OBJECT)
    if acl := call.request.parameters.get("destinationPredefinedAcl"):
        wishes["predefinedAcl"] = acl
    return Target(call.names["to_bucket"], call.names["to"], wishes, call.conditions())


def _compose(call: Call) -> Response:
    wishes = shapes.check(call.request.json(), shapes.COMPOSE)
    chosen = shapes.check(wishes.get("destination") or {}, shapes.OBJECT)
    target = Target(call.bucket, call.object, chosen, call.conditions())
    named: list[Json] = wishes.get("sourceObjects") or []
    sources = [_component(call.bucket, item) for item in named]
    with call.service.tables.write() as connection:
        item = copies.compose(connection, sources, target, call.service.now())
    return answer(call, item)


def _component(bucket: str, item: Json) -> Source:
    if not item.get("name"):
        raise errors.required("Required", location="sourceObjects.name")
    expected: Json = item.get("objectPreconditions") or {}
    numbers = {key: str(value) for key, value in expected.items()}
    source = Source(bucket, str(item["name"]), conditions=Preconditions.parse(numbers))
    if item.get("generation") is None:
        return source
    return replace(
        source, generation=whole_number({"generation": str(item["generation"])}, "generation")
    )


_O: Final = "storage/b/{bucket}/o"
ROUTES: Final[list[Route]] = [
    ("GET", _O, _list),
    ("GET", f"{_O}/{{object}}", _get),
    ("PATCH", f"{_O}/{{object}}", _change),
    ("PUT", f"{_O}/{{object}}", _change),
    ("DELETE", f"{_O}/{{object}}", _delete),
    ("POST", f"{_O}/{{object}}/compose", _compose),
    ("POST", f"{_O}/{{object}}/copyTo/b/{{to_bucket}}/o/{{to}}", _copy),
    ("POST", f"{_O}/{{object}}/rewriteTo/b/{{to_bucket}}/o/{{to}}", _copy),
    ("POST", f"{_O}/{{object}}/moveTo/o/{{to}}", _move),
]
