"""Requests straight into the dispatcher, without a socket between."""

import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_infra.simcloud.storage import contents, shapes
from crm_infra.simcloud.storage.errors import ApiError
from crm_infra.simcloud.storage.http import media_calls
from crm_infra.simcloud.storage.http.bodies import Body
from crm_infra.simcloud.storage.http.dispatch import Dispatcher, NoFaults
from crm_infra.simcloud.storage.http.messages import Request
from crm_infra.simcloud.storage.http.routes import Service
from crm_infra.simcloud.storage.tables import Tables
from crm_infra.simcloud.storage.timestamps import wall_clock

BEARER = {"authorization": "Bearer t"}


class Asked:
    """A dispatcher over fresh tables, with one bucket and one object."""

    def __init__(self, folder: str) -> None:
        self.tables = Tables(Path(folder) / "sim.db")
        service = Service(self.tables, wall_clock, "http://here")
        self.dispatcher = Dispatcher(service, "t", NoFaults())
        self("POST", "/storage/v1/b?project=p", {"name": "bucket"})
        self("POST", "/upload/storage/v1/b/bucket/o?uploadType=media&name=a", b"1")

    def __call__(self, method, target, body=b""):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        path, _, query = target.partition("?")
        body = Body(io.BytesIO(data), len(data))
        return self.dispatcher.answer(Request(method, path, query, dict(BEARER), body))


@pytest.fixture(scope="module")
def ask():
    with tempfile.TemporaryDirectory() as folder:
        asked = Asked(folder)
        yield asked
        asked.tables.close()


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.just("\ud800"),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=6,
)


def like(shape):
    """JSON of a shape, with something odd in any place."""
    if isinstance(shape, dict) and "*" not in shape:
        members = {name: like(member) for name, member in shape.items()}
        return st.fixed_dictionaries({}, optional=members) | ODD
    if isinstance(shape, shapes.Each):
        return st.lists(like(shape.item), max_size=2) | ODD
    return ODD | st.sampled_from(["1", "STANDARD", "Locked", "2999-01-01T00:00:00Z", True, 1])


CALLS = [
    ("POST", "/storage/v1/b?project=p", shapes.BUCKET),
    ("PATCH", "/storage/v1/b/bucket", shapes.BUCKET),
    ("PUT", "/storage/v1/b/bucket", shapes.BUCKET),
    ("PUT", "/storage/v1/b/bucket/iam", shapes.POLICY),
    ("PATCH", "/storage/v1/b/bucket/o/a", shapes.OBJECT),
    ("PUT", "/storage/v1/b/bucket/o/a", shapes.OBJECT),
    ("POST", "/storage/v1/b/bucket/o/a/rewriteTo/b/bucket/o/b", shapes.OBJECT),
    ("POST", "/storage/v1/b/bucket/o/c/compose", shapes.COMPOSE),
    ("POST", "/upload/storage/v1/b/bucket/o?uploadType=resumable&name=r", shapes.OBJECT),
]


@pytest.mark.parametrize(("method", "target", "shape"), CALLS)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_json_whatsoever_is_a_failure_of_the_server(ask, method, target, shape, data):
    response = ask(method, target, data.draw(like(shape)))
    assert response.status < 500, response.body
    assert ask("GET", "/storage/v1/b/bucket").status == 200
    assert ask("GET", "/storage/v1/b/bucket/iam").status == 200
    assert ask("GET", "/storage/v1/b/bucket/o").status == 200


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]),
    st.lists(
        st.sampled_from(["storage", "v1", "b", "bucket", "o", "%2F", "%FF", "", "iam", "upload"])
        | st.text(max_size=3),
        max_size=7,
    ),
    st.text("?&=ab%2F\0é", max_size=8),
)
def test_no_address_whatsoever_is_a_failure_of_the_server(ask, method, segments, query):
    try:
        status = ask(method, "/" + "/".join(segments) + "?" + query).status
    except ApiError:  # a query that is no UTF-8 is refused while the request is read
        return
    assert status < 500 or status == 501


def test_a_large_download_goes_on_while_its_object_is_deleted(ask, monkeypatch):
    monkeypatch.setattr(contents, "CHUNK_BYTES", 1000)
    monkeypatch.setattr(media_calls, "CHUNK_BYTES", 1000)
    data = bytes(range(250)) * 20
    # Not in the bucket whose settings the arbitrary requests may have changed.
    ask("POST", "/storage/v1/b?project=p", {"name": "downloads"})
    ask("POST", "/upload/storage/v1/b/downloads/o?uploadType=media&name=large", data)
    response = ask("GET", "/storage/v1/b/downloads/o/large?alt=media")
    assert ("Content-Length", str(len(data))) in response.headers
    pieces = [next(response.stream)]
    assert ask("DELETE", "/storage/v1/b/downloads/o/large").status == 204
    assert ask("GET", "/storage/v1/b/downloads/o/large").status == 404
    pieces += list(response.stream)
    assert b"".join(pieces) == data


class Told:
    """Faults that only listen."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def before(self, method: str, path: str) -> None:
        self.paths.append(f"{method} {path}")


def test_a_fault_can_be_aimed_at_one_object_when_it_is_read_and_when_it_is_written(tmp_path):
    asked, told = Asked(str(tmp_path)), Told()
    asked.dispatcher = Dispatcher(Service(asked.tables, wall_clock, "http://here"), "t", told)
    asked("POST", "/upload/storage/v1/b/bucket/o?uploadType=media&name=dev%2Fx.tfstate", b"1")
    asked("GET", "/storage/v1/b/bucket/o/dev%2Fx.tfstate")
    asked.tables.close()
    assert told.paths == [
        "POST /upload/storage/v1/b/bucket/o/dev%2Fx.tfstate",
        "GET /storage/v1/b/bucket/o/dev%2Fx.tfstate",
    ]
