"""Rules about when and by whom an environment is changed, and when its budget warns."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from crm_infra.environments.document import Document
from crm_infra.environments.wording import Keys, shown
from crm_infra.errors import Fault


def approvals_can_be_given(document: Document) -> Iterator[Fault]:
    """Where approval is required somebody can give it; where it is not nobody is counted."""
    required, count = document.at("approval", "required"), document.whole("approval", "approvals")
    if required is True and count == 0:
        yield document.fault(
            ("approval", "approvals"),
            "0 approvals",
            "approval is required, so at least one is",
            "Write 1 or more, or required: false.",
        )
    if required is False and count:
        yield document.fault(
            ("approval", "approvals"),
            f"{count} approvals",
            "approval is not required, so none is",
            "Write 0, or required: true.",
        )
    if required is True and document.at("access", "approvers") == ():
        yield document.fault(
            ("access", "approvers"),
            "no group",
            "approval is required, so somebody must be able to give it",
            "Name at least one group.",
        )


def thresholds_rise(document: Document) -> Iterator[Fault]:
    """Warnings come in order."""
    shares = document.items("budget", "thresholds")
    for position, (lower, upper) in enumerate(pairwise(shares), start=1):
        if isinstance(lower, int | float) and isinstance(upper, int | float) and upper <= lower:
            yield document.fault(
                ("budget", "thresholds", position),
                f"{shown(upper)} after {shown(lower)}",
                "thresholds rise",
                "Sort them and write each once.",
            )


def windows_open_before_they_close(document: Document) -> Iterator[Fault]:
    """No window or freeze is empty or runs backwards."""
    for position in range(len(document.items("windows", "allowed"))):
        keys: Keys = ("windows", "allowed", position)
        start, end = document.text(*keys, "from"), document.text(*keys, "to")
        if start is not None and end is not None and end <= start:
            yield document.fault(
                (*keys, "to"),
                f"{shown(end)} after from {shown(start)}",
                "a window ends later on the same day",
                'Split a window over midnight in two: to "24:00" and from "00:00".',
            )
    for position in range(len(document.items("windows", "freezes"))):
        yield from _freeze(document, ("windows", "freezes", position))


def _freeze(document: Document, keys: Keys) -> Iterator[Fault]:
    instants: list[datetime] = []
    for end in ("from", "to"):
        text = document.text(*keys, end)
        try:
            if text is not None:
                instants.append(datetime.fromisoformat(text))
        except ValueError:
            remedy = "Check the day of the month."
            yield document.fault((*keys, end), shown(text), "there is no such day", remedy)
    if len(instants) == 2 and instants[1] <= instants[0]:
        yield document.fault(
            (*keys, "to"),
            f"{shown(document.text(*keys, 'to'))}",
            f"a freeze ends after it begins, {shown(document.text(*keys, 'from'))}",
            "Write a later instant.",
        )
