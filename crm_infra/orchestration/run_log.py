"""What the run's own log says while Terraform works.

Every line costs a row in Dagster's database, so only what a person would look for is an event;
each finished resource is a line of output, which costs nothing. Live display in a terminal is the
command line's.
"""

import dagster as dg

from crm_infra.layers import Layer
from crm_infra.orchestration.stopping import cancellation
from crm_infra.orchestration.tags import ATTACHED_TAG
from crm_infra.terraform.events import Diagnostic, Event, Notice, ResourceFailed, ResourceFinished


class RunLog:
    """Follows one layer of one run."""

    def __init__(self, context: dg.AssetExecutionContext, layer: Layer) -> None:
        self._log = context.log
        self._layer = layer.name
        self._watched = ATTACHED_TAG in context.run.tags
        self._cancel = cancellation(context.run_id)
        self._said: set[str] = set()

    def __call__(self, event: Event) -> None:
        """Take note of the event."""
        if isinstance(event, Diagnostic):
            self._diagnose(event)
        elif isinstance(event, Notice):
            say = self._log.warning if event.loud else self._log.info
            say(f"{self._layer}: {event.text}")
        elif isinstance(event, ResourceFinished | ResourceFailed) and not self._watched:
            how = "failed" if isinstance(event, ResourceFailed) else "done"
            print(
                f"{self._layer}: {event.action} {event.address} {how} ({event.seconds:.0f} s)",
                flush=True,
            )

    def _diagnose(self, event: Diagnostic) -> None:
        """Say it once; what Terraform leaves undone when it is stopped is no error of its own."""
        text = str(event)
        if text in self._said or self._cancel.is_set():
            return
        self._said.add(text)
        say = self._log.error if event.severity == "error" else self._log.warning
        say(f"{self._layer}: {text}")
