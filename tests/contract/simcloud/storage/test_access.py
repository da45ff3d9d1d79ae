"""Who gets an answer, how refusals look, and what happens when things go wrong on purpose."""

import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests
from google.api_core import exceptions
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import GoogleAuthError
from google.cloud.storage import Client
from google.oauth2.credentials import Credentials


def talk(url, text):
    """Send bytes as they are and return all that comes back."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as peer:
        peer.sendall(text)
        peer.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: peer.recv(65536), b""))


def test_the_emulator_variable_works_with_credentials(monkeypatch, url, token, bucket):
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", url)
    client = Client(project="crm-dev", credentials=Credentials(token))
    assert [item.name for item in client.list_buckets()] == [bucket.name]
    client.close()


@pytest.mark.parametrize("credentials", [AnonymousCredentials(), Credentials("another-token")])
def test_nobody_else_is_let_in(url, bucket, credentials):
    stranger = Client("crm-dev", credentials, client_options={"api_endpoint": url})
    for act in (
        lambda: stranger.get_bucket(bucket.name),
        lambda: stranger.bucket(bucket.name).blob("a").upload_from_string("x" * 5_000_000),
        lambda: list(stranger.list_blobs(bucket.name)),
    ):
        with pytest.raises((exceptions.Unauthorized, GoogleAuthError)):
            act()
    stranger.close()


@pytest.mark.parametrize("path", ["/download/storage/v1/b/{}/o/a?alt=media", "/{}/a"])
def test_nobody_else_reads_media(url, bucket, path):
    bucket.blob("a").upload_from_string("x")
    for headers in ({}, {"Authorization": "Bearer other"}, {"Authorization": "Basic eA=="}):
        answer = requests.get(url + path.format(bucket.name), headers=headers, timeout=10)
        assert answer.status_code == 401


def test_a_refusal_has_the_form_of_the_api(url, bucket, token):
    anonymous = requests.get(f"{url}/storage/v1/b/{bucket.name}", timeout=10)
    assert anonymous.status_code == 401
    assert anonymous.headers["WWW-Authenticate"].startswith("Bearer")
    error = anonymous.json()["error"]
    assert (error["code"], error["errors"][0]["location"]) == (401, "Authorization")

    known = {"Authorization": f"Bearer {token}"}
    missing = requests.get(f"{url}/storage/v1/b/{bucket.name}/o/x", headers=known, timeout=10)
    message = f"No such object: {bucket.name}/x"
    assert missing.json() == {
        "error": {
            "code": 404,
            "message": message,
            "errors": [{"message": message, "domain": "global", "reason": "notFound"}],
        }
    }
    unmet = requests.post(
        f"{url}/upload/storage/v1/b/{bucket.name}/o",
        params={"uploadType": "media", "name": "x", "ifGenerationMatch": "5"},
        headers=known,
        timeout=10,
    )
    assert unmet.json()["error"]["errors"] == [
        {
            "message": "At least one of the pre-conditions you specified did not hold.",
            "domain": "global",
            "reason": "conditionNotMet",
            "locationType": "header",
            "location": "If-Match",
        }
    ]


def test_the_address_of_an_upload_reveals_nothing_without_its_session(url, bucket):
    guess = f"{url}/upload/storage/v1/b/{bucket.name}/o?uploadType=resumable&upload_id=guess"
    assert requests.put(guess, data=b"x", timeout=10).status_code == 404
    assert requests.post(guess, data=b"x", timeout=10).status_code == 404
    without = guess.partition("&")[0]
    assert requests.post(without, data=b"x", timeout=10).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/storage/v1/nothing", 501),
        ("POST", "/storage/v1/b/crm-dev-files/acl", 501),
        ("PUT", "/crm-dev-files/a", 501),
        ("PATCH", "/storage/v1/b", 501),
        ("GET", "/storage/v1/b", 400),
        ("GET", "/storage/v1/b/crm-dev-files/o?maxResults=0", 400),
        ("GET", "/storage/v1/b/crm-dev-files/o/%FF", 400),
        ("GET", "/storage/v1/b/crm-dev-files/o?prefix=%FF", 400),
        ("POST", "/upload/storage/v1/b/crm-dev-files/o?uploadType=magic", 400),
        ("POST", "/upload/storage/v1/b/crm-dev-files/o?uploadType=media", 400),
        ("POST", "/upload/storage/v1/b/crm-dev-files/o?uploadType=multipart", 400),
        ("POST", "/batch/storage/v1", 400),
        ("POST", "/storage/v1/b/crm-dev-files/lockRetentionPolicy", 400),
    ],
)
def test_what_cannot_be_answered_is_refused(url, token, bucket, method, path, status):
    known = {"Authorization": f"Bearer {token}"}
    assert requests.request(method, url + path, headers=known, timeout=10).status_code == status


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'"text"'])
def test_a_body_that_is_no_json_object(url, token, bucket, body):
    known = {"Authorization": f"Bearer {token}"}
    where = f"{url}/storage/v1/b/{bucket.name}"
    assert requests.patch(where, data=body, headers=known, timeout=10).status_code == 400


def test_customer_keys_are_refused_rather_than_ignored(bucket):
    with pytest.raises(exceptions.BadRequest, match="encryption keys are not simulated"):
        bucket.blob("a", encryption_key=b"k" * 32).upload_from_string("x")


@pytest.mark.parametrize(
    "text",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 300 + b"\r\n",
    ],
)
def test_what_is_no_http_is_refused(url, text):
    assert talk(url, text).startswith(b"HTTP/1.1 400 ")


def test_a_client_that_waits_for_permission_gets_it(url, token, bucket):
    head = (
        f"POST /upload/storage/v1/b/{bucket.name}/o?uploadType=media&name=a HTTP/1.1\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi"
    )
    answer = talk(url, head.encode())
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")


def test_requests_sent_ahead_are_answered_in_order(url, token, bucket):
    one = f"GET /storage/v1/b/{bucket.name} HTTP/1.1\r\nAuthorization: Bearer {token}\r\n\r\n"
    answer = talk(url, one.encode() * 3)
    assert answer.count(b"HTTP/1.1 200 OK") == 3


def test_an_upload_that_breaks_off_leaves_nothing(url, token, bucket):
    head = (
        f"POST /upload/storage/v1/b/{bucket.name}/o?uploadType=media&name=a HTTP/1.1\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: 9000000\r\n\r\n"
    )
    assert talk(url, head.encode() + b"x" * 5_000_000) == b""
    assert not bucket.blob("a").exists()


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (403, exceptions.Forbidden),
        (429, exceptions.TooManyRequests),
        (500, exceptions.InternalServerError),
        (503, exceptions.ServiceUnavailable),
    ],
)
def test_injected_faults_reach_the_caller(bucket, faults, status, refusal):
    faults.set["POST", "/upload/"] = (status, "The storage is down on purpose.")
    with pytest.raises(refusal, match="down on purpose"):
        bucket.blob("a").upload_from_string("x", retry=None)
    faults.set.clear()
    assert not bucket.blob("a").exists()
    bucket.blob("a").upload_from_string("x")


def test_faults_hit_calls_inside_a_batch(client, bucket, faults):
    bucket.blob("a").upload_from_string("x")
    faults.set["DELETE", "/o/a"] = (429, "Slow down.")
    with pytest.raises(exceptions.TooManyRequests, match="Slow down"), client.batch():
        bucket.delete_blob("a")
    assert bucket.blob("a").exists()


def test_many_callers_at_once(bucket):
    def work(number):
        blob = bucket.blob(f"n{number}")
        blob.upload_from_string(str(number))
        return blob.download_as_bytes().decode()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(60))) == [str(number) for number in range(60)]
