"""The reviewed list of what checkov may find, and what a run of checkov means beside it.

Running checkov is in ``scanner``; which plans it reads is decided where they are made.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

LIST = Path(__file__).with_name("exceptions.yaml")


@dataclass(frozen=True, order=True)
class Finding:
    """One check that one resource of one plan does not pass."""

    check: str
    resource: str
    plan: str
    title: str = ""

    def __str__(self) -> str:
        return f"{self.plan}: {self.check} {self.resource}: {self.title}"


@dataclass(frozen=True)
class Excepted:
    """A check that some resources need not pass."""

    check: str
    resource: str
    reason: str
    expires: date

    def covers(self, finding: Finding) -> bool:
        """Whether the finding was reviewed."""
        pattern = ".*".join(re.escape(part) for part in self.resource.split("*"))
        return self.check == finding.check and bool(re.fullmatch(pattern, finding.resource))

    def __str__(self) -> str:
        return f"{self.check} {self.resource}"


def listed() -> list[Excepted]:
    """The list as it stands."""
    return read(yaml.safe_load(LIST.read_text("utf-8")))


def read(entries: Iterable[dict[str, Any]]) -> list[Excepted]:
    """The list from its notation; an entry without one of the four keys is a TypeError."""
    return [Excepted(**entry) for entry in entries]


def faults(findings: Iterable[Finding], exceptions: Iterable[Excepted], today: date) -> list[str]:
    """Why the plans must not pass, one line each; empty when they may."""
    found, known = sorted(findings), list(exceptions)
    unlisted = [one for one in found if not any(other.covers(one) for other in known)]
    unused = [one for one in known if not any(one.covers(other) for other in found)]
    return [
        *(f"{one}: mend it, or list it" for one in unlisted),
        *(f"{one} matches nothing: take it away" for one in unused),
        *(f"{one} expired on {one.expires}: look again" for one in known if one.expires <= today),
    ]
