"""The gateway to the state bucket: read, write, delete and list versions, always by generation.

``StateStore`` is what the rest of the package asks for; ``GcsStateStore`` is the real one. Add here
what every object of the bucket needs. What the bytes mean belongs to ``document``, ``outputs``,
``lock`` and ``holder``.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Thread
from traceback import clear_frames
from typing import Any, Protocol

from crm_infra.errors import CrmInfraError, UnavailableError

MUST_NOT_EXIST = 0
CONNECT_SECONDS = 5
READ_SECONDS = 30
RETRY_SECONDS = 20
NONCURRENT_VERSIONS_KEPT = 50
NONCURRENT_DAYS_KEPT = 365


class PreconditionError(CrmInfraError):
    """The object is not at the generation that the caller has seen."""


@dataclass(frozen=True, slots=True)
class StorageAccess:
    """How to reach Cloud Storage; without ``url`` the real one, with the machine's credentials."""

    project: str
    url: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Blob:
    """One object's content at one generation."""

    content: bytes
    generation: int


@dataclass(frozen=True, slots=True)
class ObjectVersion:
    """One generation of an object, without its content."""

    generation: int
    updated: datetime
    size: int
    live: bool


class StateStore(Protocol):
    """One environment's state bucket."""

    def exists(self) -> bool:
        """Whether the bucket exists."""
        ...

    def ensure(self) -> bool:
        """Create the bucket when it does not exist; true when it was created."""
        ...

    def read(self, name: str, generation: int | None = None) -> Blob | None:
        """The object (or that generation of it); None when there is none."""
        ...

    def write(self, name: str, content: bytes, if_generation: int | None = None) -> int:
        """Write the object and return its generation; see ``MUST_NOT_EXIST``.

        Raises:
            PreconditionError: The object is at another generation than ``if_generation``.
        """
        ...

    def delete(self, name: str, if_generation: int) -> None:
        """Delete exactly that generation.

        Raises:
            PreconditionError: The object is gone or at another generation.
        """
        ...

    def versions(self, name: str) -> list[ObjectVersion]:
        """Every generation that is kept, newest first."""
        ...


class GcsStateStore:
    """The state bucket in Cloud Storage, or in whatever serves its JSON API."""

    def __init__(self, access: StorageAccess, bucket: str, location: str) -> None:
        self._access = access
        self._name = bucket
        self._location = location
        self._seen: dict[str, Blob] = {}

    def exists(self) -> bool:
        """Whether the bucket exists."""
        with _deadline(self._name):
            return bool(self._bucket.exists(timeout=_TIMEOUT, retry=_retry()))

    def ensure(self) -> bool:
        """Create the bucket, versioned and closed to the public, when it does not exist."""
        if self.exists():
            return False
        from google.api_core.exceptions import Conflict

        bucket = self._client.bucket(self._name)
        bucket.versioning_enabled = True
        bucket.iam_configuration.uniform_bucket_level_access_enabled = True
        bucket.iam_configuration.public_access_prevention = "enforced"
        bucket.add_lifecycle_delete_rule(
            number_of_newer_versions=NONCURRENT_VERSIONS_KEPT,
            days_since_noncurrent_time=NONCURRENT_DAYS_KEPT,
        )
        with _deadline(self._name):
            try:
                bucket.create(location=self._location, timeout=_TIMEOUT, retry=_retry())
            except Conflict:  # another run was quicker
                return False
        return True

    def read(self, name: str, generation: int | None = None) -> Blob | None:
        """The object (or that generation of it); None when there is none.

        Cloud Storage is asked each time; what has not changed since is not sent again.
        """
        from google.api_core.exceptions import NotFound, NotModified

        blob: Any = self._bucket.blob(name, generation=generation)
        seen = None if generation else self._seen.get(name)
        options = {"if_generation_not_match": seen.generation} if seen else {}
        with _deadline(name):
            try:
                content = blob.download_as_bytes(timeout=_TIMEOUT, retry=_retry(), **options)
            except NotModified as same:
                _release(same)
                return seen
            except NotFound:
                self._seen.pop(name, None)
                return None
        found = Blob(content, int(blob.generation))
        if not generation:
            self._seen[name] = found
        return found

    def write(self, name: str, content: bytes, if_generation: int | None = None) -> int:
        """Write the object and return its generation."""
        blob: Any = self._bucket.blob(name)
        with _deadline(name), _precondition(name, if_generation):
            blob.upload_from_string(
                content,
                content_type="application/json",
                if_generation_match=if_generation,
                timeout=_TIMEOUT,
                retry=_retry(),
            )
        return int(blob.generation)

    def delete(self, name: str, if_generation: int) -> None:
        """Delete exactly that generation."""
        with _deadline(name), _precondition(name, if_generation):
            self._bucket.blob(name).delete(
                if_generation_match=if_generation, timeout=_TIMEOUT, retry=_retry()
            )

    def versions(self, name: str) -> list[ObjectVersion]:
        """Every generation that is kept, newest first."""
        with _deadline(name):
            blobs = self._client.list_blobs(
                self._name, prefix=name, versions=True, timeout=_TIMEOUT, retry=_retry()
            )
            found = [
                ObjectVersion(
                    generation=int(blob.generation),
                    updated=blob.updated,
                    size=int(blob.size or 0),
                    live=blob.time_deleted is None,
                )
                for blob in blobs
                if blob.name == name
            ]
        return sorted(found, key=lambda version: version.generation, reverse=True)

    def close(self) -> None:
        """Close the connections that are kept open between calls."""
        if "_client" in self.__dict__:
            self._client.close()

    @cached_property
    def _client(self) -> Any:  # the library has no types
        from google.cloud.storage import Client

        options: dict[str, Any] = {"project": self._access.project}
        if self._access.url:
            from google.oauth2.credentials import Credentials

            untyped: Any = Credentials
            options["credentials"] = untyped(token=self._access.token)
            options["client_options"] = {"api_endpoint": self._access.url}
        client: Any = Client(**options)
        # It asks for each bucket's metadata in a thread of its own, only to label traces.
        client._bucket_metadata_cache = None  # noqa: SLF001
        return client

    @cached_property
    def _bucket(self) -> Any:
        return self._client.bucket(self._name)


class Buckets:
    """The buckets that one run talks to, each with connections that are kept."""

    def __init__(self) -> None:
        self._open: dict[tuple[StorageAccess, str], GcsStateStore] = {}

    def at(self, access: StorageAccess, bucket: str, location: str) -> GcsStateStore:
        """The bucket; a new one when it is reached in another way than before."""
        key = (access, bucket)
        if key not in self._open:
            self._open[key] = GcsStateStore(access, bucket, location)
        return self._open[key]

    def close(self) -> None:
        """Close every connection."""
        for store in self._open.values():
            store.close()
        self._open.clear()


def warm_up() -> Thread:
    """Load the client library in the background: it costs a quarter of a second."""

    def load() -> None:
        import google.cloud.storage  # pyright: ignore[reportUnusedImport] # noqa: F401

    thread = Thread(target=load, name="warm-up-storage", daemon=True)
    thread.start()
    return thread


_TIMEOUT = (CONNECT_SECONDS, READ_SECONDS)


def _retry() -> Any:
    from google.cloud.storage import retry

    untyped: Any = retry
    return untyped.DEFAULT_RETRY.with_timeout(RETRY_SECONDS)


@contextmanager
def _deadline(what: str) -> Generator[None]:
    """Turn every way in which Cloud Storage can fail to answer into one error of ours."""
    from google.api_core.exceptions import GoogleAPIError, NotFound, PreconditionFailed
    from google.auth.exceptions import GoogleAuthError
    from requests.exceptions import RequestException

    try:
        yield
    except (NotFound, PreconditionFailed) as error:
        _release(error)
        raise
    except (GoogleAPIError, GoogleAuthError, RequestException, ConnectionError) as error:
        _release(error)
        raise UnavailableError(
            f"the state bucket did not give {what!r}: {_one_line(error)}",
            hint="Nothing was planned; run again when Cloud Storage answers",
        ) from error


@contextmanager
def _precondition(name: str, generation: int | None) -> Generator[None]:
    from google.api_core.exceptions import NotFound, PreconditionFailed

    try:
        yield
    except (NotFound, PreconditionFailed) as error:
        raise PreconditionError(
            f"{name!r} is no longer at generation {generation}",
            hint="Somebody else changed it; look again before doing it again",
        ) from error


def _release(error: Exception) -> None:
    """An answer that nobody has read to its end keeps its connection.

    A refused token leaves the answer only in the frames of the library.
    """
    response: Any = getattr(error, "response", None)
    if response is None:
        clear_frames(error.__traceback__)
    else:
        response.close()


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
