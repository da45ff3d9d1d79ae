"""A line of Terraform's output becomes an event, whatever the line is."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.terraform.events import (
    ChangePlanned,
    ChangesCounted,
    Diagnostic,
    DriftSeen,
    Event,
    OutputsSeen,
    ResourceFailed,
    ResourceFinished,
    ResourceStarted,
    ResourceWaiting,
    Said,
    VersionSeen,
)
from crm_infra.terraform.lines import read_events, read_line

RESOURCE = {"addr": 'google_x.y["k"]', "resource_type": "google_x"}
HOOK = {"resource": RESOURCE, "action": "create", "elapsed_seconds": 3}
ACTING = ('google_x.y["k"]', "google_x", "create")


@pytest.mark.parametrize(
    ("message", "event"),
    [
        ({"type": "version", "terraform": "1.15.5"}, VersionSeen("1.15.5")),
        ({"type": "version", "tofu": "1.11.0"}, VersionSeen("1.11.0")),
        (
            {"type": "planned_change", "change": {"resource": RESOURCE, "action": "replace"}},
            ChangePlanned('google_x.y["k"]', "google_x", "replace"),
        ),
        (
            {"type": "resource_drift", "change": {"resource": RESOURCE, "action": "update"}},
            DriftSeen('google_x.y["k"]', "google_x", "update"),
        ),
        ({"type": "apply_start", "hook": HOOK}, ResourceStarted(*ACTING, 3.0)),
        ({"type": "apply_progress", "hook": HOOK}, ResourceWaiting(*ACTING, 3.0)),
        (
            {"type": "apply_complete", "hook": {**HOOK, "id_value": "projects/p/x"}},
            ResourceFinished(*ACTING, 3.0, "projects/p/x"),
        ),
        ({"type": "apply_errored", "hook": HOOK}, ResourceFailed(*ACTING, 3.0)),
        (
            {"type": "change_summary", "changes": {"add": 1, "change": 2, "remove": 3}},
            ChangesCounted(1, 2, 3, 0, ""),
        ),
        (
            {"type": "log", "@message": "Acquiring state lock"},
            Said("Acquiring state lock"),
        ),
        ({"type": "apply_start", "@message": "half a hook"}, Said("half a hook")),
    ],
)
def test_each_message_has_its_event(message: dict[str, object], event: Event) -> None:
    assert read_line(json.dumps(message)) == event


def test_a_diagnostic_says_where(tmp_path: Path) -> None:
    line = json.dumps(
        {
            "type": "diagnostic",
            "diagnostic": {
                "severity": "error",
                "summary": "Error creating Network",
                "detail": "googleapi: Error 409:\n  already exists",
                "address": "google_compute_network.main",
                "range": {"filename": "vpc.tf", "start": {"line": 3}},
            },
        }
    )
    event = read_line(line)
    assert isinstance(event, Diagnostic)
    assert str(event) == (
        "google_compute_network.main, vpc.tf:3: Error creating Network:"
        " googleapi: Error 409: already exists"
    )


def test_values_of_sensitive_outputs_are_left_out() -> None:
    outputs = {
        "open": {"sensitive": False, "value": "v"},
        "secret": {"sensitive": True, "value": "hunter2"},
        "unknown": {"sensitive": False},
    }
    event = read_line(json.dumps({"type": "outputs", "outputs": outputs}))
    assert event == OutputsSeen({"open": "v"})


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_no_line_is_too_strange(line: str) -> None:
    assert isinstance(read_line(line), Event)


@given(
    st.sampled_from(["version", "planned_change", "apply_start", "diagnostic", "outputs"]),
    st.dictionaries(
        st.sampled_from(["hook", "change", "diagnostic", "outputs", "changes", "@message"]),
        st.none() | st.integers() | st.text() | st.dictionaries(st.text(), st.text()),
    ),
)
def test_no_message_is_too_broken(kind: str, fields: dict[str, object]) -> None:
    assert isinstance(read_line(json.dumps({**fields, "type": kind})), Event)


def test_a_file_that_was_cut_off_is_read_to_its_last_whole_line(tmp_path: Path) -> None:
    file = tmp_path / "apply.out"
    whole = json.dumps({"type": "version", "terraform": "1.15.5"}).encode()
    file.write_bytes(whole + b"\n\n\xff\xfe odd\n" + whole[:20])
    events = list(read_events(file))
    assert events[0] == VersionSeen("1.15.5")
    assert events[1:] == [Said("\ufffd\ufffd odd"), Said(whole[:20].decode().strip())]
    assert list(read_events(tmp_path / "missing")) == []
