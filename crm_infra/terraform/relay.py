"""From the child's lines to the caller's progress: read, cleaned of secrets, and never in the way.

Add here what must happen to every event before a caller sees it.
"""

from collections.abc import Collection

from crm_infra.terraform.events import Event, Notice, Progress, ignore
from crm_infra.terraform.lines import read_line

HIDDEN = "(secret)"
SHORTEST_SECRET = 8


class Relay:
    """Hands events on to a caller; a caller that fails is no longer called."""

    def __init__(self, progress: Progress | None, secrets: Collection[str] = ()) -> None:
        self._progress = progress or ignore
        self._secrets = tuple(secret for secret in secrets if len(secret) >= SHORTEST_SECRET)
        self.notices: list[Notice] = []

    def line(self, step: str, line: str) -> None:
        """Hand on what a line of a step reports."""
        del step
        self._tell(read_line(self.clean(line)))

    def notice(self, text: str, *, loud: bool = False) -> None:
        """Say something of the gateway's own."""
        notice = Notice(text, loud)
        self.notices.append(notice)
        self._tell(notice)

    def _tell(self, event: Event) -> None:
        try:
            self._progress(event)
        except Exception as error:  # noqa: BLE001 - an apply is not stopped by who watches it
            self._progress = ignore
            self.notices.append(Notice(f"progress was no longer shown: {error!r}", loud=True))

    def clean(self, text: str) -> str:
        """The text without the credentials that the child was given."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text
