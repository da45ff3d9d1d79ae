"""Refusals of the Cloud Storage API, in the words and the JSON form of the real one.

Add a constructor here when the API refuses something new; the rule itself belongs to the module
that knows the thing refused (``retention``, ``names``, ``buckets`` …).
"""

from typing import Any


class ApiError(Exception):
    """One refusal: HTTP status, the API's reason word and its message."""

    def __init__(self, status: int, reason: str, message: str, *, location: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.message = message
        self.location = location

    def body(self) -> dict[str, Any]:
        """The error as the JSON API answers it."""
        item = {"message": self.message, "domain": "global", "reason": self.reason}
        if self.location:
            kind = "header" if self.location[:1].isupper() else "parameter"
            item |= {"locationType": kind, "location": self.location}
        return {"error": {"code": self.status, "message": self.message, "errors": [item]}}


class BucketExistsError(ApiError):
    """The bucket name is taken, by the same project or by another one."""


def no_bucket() -> ApiError:
    """A bucket of that name does not exist."""
    return ApiError(404, "notFound", "The specified bucket does not exist.")


def no_object(bucket: str, name: str) -> ApiError:
    """The object, or the generation asked for, does not exist."""
    return ApiError(404, "notFound", f"No such object: {bucket}/{name}")


def bucket_exists(*, same_project: bool) -> BucketExistsError:
    """Bucket names are global: the API says who is in the way only to the owner."""
    if same_project:
        message = (
            "Your previous request to create the named bucket succeeded and you already own it."
        )
    else:
        message = (
            "The requested bucket name is not available. The bucket namespace is shared by all "
            "users of the system. Please select a different name and try again."
        )
    return BucketExistsError(409, "conflict", message)


def bucket_not_empty() -> ApiError:
    """A bucket that holds any object, archived ones included, cannot be deleted."""
    return ApiError(409, "conflict", "The bucket you tried to delete is not empty.")


def condition_not_met() -> ApiError:
    """A precondition of the request did not hold."""
    message = "At least one of the pre-conditions you specified did not hold."
    return ApiError(412, "conditionNotMet", message, location="If-Match")


def not_modified() -> ApiError:
    """A conditional read found nothing newer; answered without a body."""
    return ApiError(304, "notModified", "Not Modified")


def invalid(message: str, *, location: str = "") -> ApiError:
    """The request says something that the API does not accept."""
    return ApiError(400, "invalid", message, location=location)


def required(message: str = "Required", *, location: str = "") -> ApiError:
    """The request lacks something."""
    return ApiError(400, "required", message, location=location)


def forbidden(reason: str, message: str) -> ApiError:
    """A rule of the bucket or the object forbids the change."""
    return ApiError(403, reason, message)
