"""From a line of Terraform's ``-json`` output to an event; a line that is not JSON is still heard.

Add here a message type once a caller needs it. The events themselves are in ``events``.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from crm_infra.terraform.events import (
    ChangePlanned,
    ChangesCounted,
    Diagnostic,
    DriftSeen,
    Event,
    OutputsSeen,
    ResourceEvent,
    ResourceFailed,
    ResourceFinished,
    ResourceStarted,
    ResourceWaiting,
    Said,
    VersionSeen,
)

Message = Mapping[str, Any]


def read_events(path: Path) -> Iterable[Event]:
    """Every event in a file of output; a last line that was cut off is skipped over."""
    if not path.exists():
        return
    for line in path.read_bytes().split(b"\n"):
        if line.strip():
            yield read_line(line.decode(errors="replace"))


def read_line(line: str) -> Event:
    """The event that a line reports."""
    try:
        message = json.loads(line)
    except ValueError:
        return Said(line.strip())
    if not isinstance(message, dict):
        return Said(line.strip())
    known = cast("Message", message)
    reader = _READERS.get(str(known.get("type", "")))
    try:
        return reader(known) if reader else Said(str(known.get("@message", line)))
    except (KeyError, TypeError, ValueError, AttributeError):
        return Said(str(known.get("@message", line)))


def _version(message: Message) -> Event:
    return VersionSeen(str(message.get("terraform") or message.get("tofu")))


def _planned(message: Message) -> Event:
    change = message["change"]
    address, kind = _resource(change)
    return ChangePlanned(address, kind, str(change["action"]), str(change.get("reason", "")))


def _drift(message: Message) -> Event:
    address, kind = _resource(message["change"])
    return DriftSeen(address, kind, str(message["change"]["action"]))


def _hook(event: type[ResourceEvent]) -> Callable[[Message], Event]:
    def read(message: Message) -> Event:
        hook = message["hook"]
        address, kind = _resource(hook)
        return event(address, kind, str(hook["action"]), float(hook.get("elapsed_seconds", 0)))

    return read


def _finished(message: Message) -> Event:
    hook = message["hook"]
    address, kind = _resource(hook)
    return ResourceFinished(
        address,
        kind,
        str(hook["action"]),
        float(hook.get("elapsed_seconds", 0)),
        str(hook.get("id_value", "")),
    )


def _diagnostic(message: Message) -> Event:
    said = message["diagnostic"]
    place: Message = said.get("range") or {}
    return Diagnostic(
        severity=str(said["severity"]),
        summary=str(said.get("summary", "")),
        detail=str(said.get("detail", "")),
        address=str(said.get("address", "")),
        file=str(place.get("filename", "")),
        line=int(place["start"]["line"]) if place else 0,
    )


def _counted(message: Message) -> Event:
    changes = message["changes"]
    return ChangesCounted(
        add=int(changes["add"]),
        change=int(changes["change"]),
        remove=int(changes["remove"]),
        imported=int(changes.get("import", 0)),
        operation=str(changes.get("operation", "")),
    )


def _outputs(message: Message) -> Event:
    return OutputsSeen(
        {
            name: output["value"]
            for name, output in message["outputs"].items()
            if "value" in output and not output.get("sensitive")
        }
    )


def _resource(holder: Message) -> tuple[str, str]:
    resource = holder["resource"]
    return str(resource["addr"]), str(resource.get("resource_type", ""))


_READERS: dict[str, Callable[[Message], Event]] = {
    "version": _version,
    "planned_change": _planned,
    "resource_drift": _drift,
    "apply_start": _hook(ResourceStarted),
    "apply_progress": _hook(ResourceWaiting),
    "apply_complete": _finished,
    "apply_errored": _hook(ResourceFailed),
    "diagnostic": _diagnostic,
    "change_summary": _counted,
    "outputs": _outputs,
}
