"""The narrow gate between the provider servers and the simulated cloud.

Providers call ``Cloud``; the cloud answers with complete values or raises ``Refusal``. Keep this
file free of logic: it is what both sides agree on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Protocol

from crm_infra.simcloud.values import Values


class Refusal(Exception):  # noqa: N818 - named as a person would say it
    """The API says no, in the API's own words.

    Args:
        message: The API's message, e.g. ``The resource '…' already exists``.
        code: HTTP status that the real API gives.
        reason: The API's reason word, e.g. ``alreadyExists``; empty where the API gives none.
        attribute: Attribute to point at in Terraform's diagnostic, where one is to blame.
    """

    def __init__(self, message: str, code: int, reason: str = "", *, attribute: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.reason = reason
        self.attribute = attribute

    def __str__(self) -> str:
        tail = f", {self.reason}" if self.reason else ""
        return f"googleapi: Error {self.code}: {self.message}{tail}"


@dataclass(frozen=True, slots=True)
class Context:
    """Who is calling: one configured provider on one connection.

    ``stop`` is set when Terraform asks the provider to stop; a paced operation then ends early.
    ``gone`` is set when the connection is closed: what has not reached the API by then never does.
    """

    project: str = ""
    region: str = ""
    zone: str = ""
    billing_project: str = ""
    default_labels: Mapping[str, str] = field(default_factory=dict[str, str])
    stop: Event = field(default_factory=Event)
    gone: Event = field(default_factory=Event)


class Cloud(Protocol):
    """What a provider server may ask of the cloud.

    ``values`` are planned values: computed attributes that only the cloud knows are ``UNKNOWN``,
    and write-only arguments are present although they must be neither stored nor returned.
    """

    def create(self, provider: str, type_: str, values: Values, context: Context) -> Values:
        """Create it and return all its attributes. Raises ``Refusal``."""
        ...

    def read(self, provider: str, type_: str, id_: str, context: Context) -> Values | None:
        """Its attributes as they stand now, or None when it is gone. Raises ``Refusal``."""
        ...

    def update(
        self, provider: str, type_: str, id_: str, prior: Values, values: Values, context: Context
    ) -> Values:
        """Change it in place and return all its attributes. Raises ``Refusal``."""
        ...

    def delete(self, provider: str, type_: str, id_: str, prior: Values, context: Context) -> None:
        """Delete it; deleting what is gone is no error. Raises ``Refusal``."""
        ...

    def lookup(self, provider: str, type_: str, import_id: str, context: Context) -> Values | None:
        """Find what a person names for import, in any of the forms that the real provider takes."""
        ...

    def data(self, provider: str, type_: str, config: Values, context: Context) -> Values:
        """Answer a data source. Raises ``Refusal``."""
        ...

    def open_ephemeral(self, provider: str, type_: str, config: Values, context: Context) -> Values:
        """Answer an ephemeral resource; nothing of it is stored. Raises ``Refusal``."""
        ...
