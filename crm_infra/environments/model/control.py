"""Who may change an environment, when, approved by whom, and what a mistake cannot undo."""

from typing import Annotated, Literal

from pydantic import Field

from crm_infra.environments.model.base import Part
from crm_infra.environments.scalars import Between, Day, Group, Instant, TimeOfDay, Words

Groups = tuple[Group, ...]


class Access(Part):
    """Who may do what. Groups only: people come and go in the directory, not here."""

    readers: Annotated[Groups, Field(min_length=1, description="May look at everything.")]
    writers: Annotated[Groups, Field(min_length=1, description="May change it.")]
    approvers: Annotated[Groups, Field(description="May approve changes made by others.")]


class Approval(Part):
    """Whether a change waits for people."""

    required: Annotated[bool, Field(description="Whether an apply needs approvals.")]
    approvals: Annotated[int, Between(0, 5), Field(description="How many, by different people.")]
    expires_hours: Annotated[int, Between(1, 168), Field(description="How long one is valid.")]


class Window(Part):
    """Hours of some days, in UTC, in which changes may be made."""

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=7, description="Days.")]
    start: Annotated[TimeOfDay, Field(alias="from", description="First minute, HH:MM.")]
    end: Annotated[TimeOfDay, Field(alias="to", description="End, HH:MM, up to 24:00.")]


class Freeze(Part):
    """A time in which no change is made, whatever the windows say."""

    start: Annotated[Instant, Field(alias="from", description="Begin, in UTC.")]
    end: Annotated[Instant, Field(alias="to", description="End, in UTC.")]
    reason: Annotated[Words, Field(description="Why; shown to whoever is refused.")]


class Windows(Part):
    """When changes may be made."""

    timezone: Annotated[
        Literal["Etc/UTC"],
        Field(description="Always UTC, which has no day that is 23 or 25 hours long."),
    ]
    allowed: Annotated[tuple[Window, ...], Field(min_length=1, description="Open hours.")]
    freezes: Annotated[tuple[Freeze, ...], Field(description="Closed times.")]


class Protection(Part):
    """What cannot be undone by mistake."""

    deletion: Annotated[bool, Field(description="Whether deletion protection is on.")]
    lock_retention: Annotated[
        bool, Field(description="Whether log retention is locked, which nobody can undo.")
    ]
