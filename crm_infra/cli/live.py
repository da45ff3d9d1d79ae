"""What a person sees while Terraform works: a bar per layer, and the resources in flight.

In a terminal the bars are redrawn in place; elsewhere (a pipeline's log) each finished resource is
one line. Only display is here: events come from ``terraform.events``.
"""

from dataclasses import dataclass, field
from threading import Lock
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from crm_infra.environments import Environment
from crm_infra.layers import Layer
from crm_infra.terraform import events


@dataclass
class _LayerState:
    task: int
    in_flight: dict[str, None] = field(default_factory=dict[str, None])
    finished: int = 0
    planned: int = 0


class LiveProgress:
    """Follows the layers of one command; use as a context manager around the run."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        self._lock = Lock()
        self._layers: dict[str, _LayerState] = {}
        self._bars = Progress(
            TextColumn("{task.fields[layer]:<12}"),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.description}"),
            console=console,
            disable=quiet or not console.is_terminal,
        )

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def follow(self, environment: Environment, layer: Layer) -> events.Progress:
        """The follower of one layer."""
        del environment
        with self._lock:
            task = self._bars.add_task("planning", total=None, layer=layer.name)
            self._layers[layer.name] = _LayerState(task)

        def take_note(event: events.Event) -> None:
            with self._lock:
                self._note(layer.name, event)

        return take_note

    def _note(self, layer: str, event: events.Event) -> None:
        state = self._layers[layer]
        match event:
            case events.ResourceEvent(action="read"):
                return
            case events.ChangePlanned():
                state.planned += 1
            case events.ResourceStarted():
                state.in_flight[event.address] = None
            case events.ResourceFinished() | events.ResourceFailed():
                state.in_flight.pop(event.address, None)
                state.finished += 1
                self._say(layer, event)
            case events.Notice(loud=True):
                self._print(f"[yellow]{layer}: {event.text}")
            case _:
                return
        self._draw(state)

    def _draw(self, state: _LayerState) -> None:
        waiting = ", ".join(list(state.in_flight)[:2])
        more = len(state.in_flight) - 2
        self._bars.update(
            state.task,  # pyright: ignore[reportArgumentType] - rich hands out its own int type
            completed=state.finished,
            total=max(state.planned, state.finished) or None,
            description=f"{waiting} and {more} more" if more > 0 else waiting,
        )

    def _say(self, layer: str, event: events.ResourceFinished | events.ResourceFailed) -> None:
        if self._console.is_terminal and isinstance(event, events.ResourceFinished):
            return
        failed = isinstance(event, events.ResourceFailed)
        how = "[red]failed" if failed else f"{event.seconds:.0f} s"
        self._print(f"{layer}: {event.action} {event.address} ({how})")

    def _print(self, line: str) -> None:
        if not self._quiet:
            self._bars.console.print(line, highlight=False, soft_wrap=True)
