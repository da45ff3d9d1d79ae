"""Errors say what Terraform said, where, about what, and what to do, on one line."""

import json
from pathlib import Path
from typing import Any

from crm_infra.terraform.failures import refused, stopped
from crm_infra.terraform.session import StepResult
from crm_infra.terraform.steps import Step
from crm_infra.terraform.supervisor import Patience, Stop
from tests.fakes.states import ADDRESS


def _said(summary: str, detail: str = "", address: str = "", line: int = 0) -> dict[str, Any]:
    said: dict[str, Any] = {"severity": "error", "summary": summary, "detail": detail}
    said["address"] = address
    if line:
        said["range"] = {"filename": "vpc.tf", "start": {"line": line}}
    return {"type": "diagnostic", "diagnostic": said}


def _result(
    folder: Path, *messages: dict[str, Any], code: int = 1, stderr: str = "", name: str = "apply"
) -> StepResult:
    out, err = folder / "x.out", folder / "x.err"
    out.write_text("\n".join(json.dumps(message) for message in messages))
    err.write_text(stderr)
    return StepResult(Step(name, (), Patience()), code, out, err)


def _text(result: StepResult, folder: Path) -> str:
    return str(refused("apply of network in dev", result, folder, lambda text: text))


def test_the_error_says_where_and_what_to_do(tmp_path: Path) -> None:
    message = _said("Error creating Network", "googleapi: Error 409: …", "google_x.main", 3)
    assert _text(_result(tmp_path, message), tmp_path) == (
        "apply of network in dev failed: google_x.main, vpc.tf:3: Error creating Network:"
        " googleapi: Error 409: …. Correct the cause and run it again: the next plan shows what"
        f" is left; the run's folder is kept: {tmp_path}"
    )


def test_what_is_said_of_many_is_said_once(tmp_path: Path) -> None:
    many = [_said("Plugin did not respond", f"call {n}") for n in range(30)]
    text = _text(_result(tmp_path, *many, _said("Other")), tmp_path)
    assert text.count("Plugin did not respond") == 1
    assert "(and 29 more alike); Other" in text


def test_all_of_it_is_kept_for_who_wants_to_look(tmp_path: Path) -> None:
    many = [_said(f"kind {n}") for n in range(9)]
    error = refused("x", _result(tmp_path, *many), tmp_path, lambda text: text)
    assert len(error.diagnostics) == 9
    assert "and 4 other errors" in str(error)


def test_a_child_that_was_killed_is_said_to_be(tmp_path: Path) -> None:
    text = _text(_result(tmp_path, code=-9), tmp_path)
    assert "failed: Terraform was killed by signal 9. Run it again: what was created" in text


def test_the_advice_to_push_by_hand_is_not_handed_on(tmp_path: Path) -> None:
    result = _result(
        tmp_path,
        _said("Failed to save state", "connection refused"),
        _said("Failed to persist state to backend", "use terraform state push"),
    )
    text = _text(result, tmp_path)
    assert "connection refused" in text
    assert "state push" not in text


def test_a_refusal_before_any_json_is_taken_from_standard_error(tmp_path: Path) -> None:
    framed = "\x1b[31m╷\x1b[0m\n│ Error: Unsupported\n│   option\n╵\n"
    text = _text(_result(tmp_path, stderr=framed, name="init"), tmp_path)
    assert "failed: Error: Unsupported option. Correct the cause" in text
    assert "nothing was changed" in text


def test_credentials_are_taken_out_of_all_of_it(tmp_path: Path) -> None:
    result = _result(tmp_path, _said("Denied", "token t0ken-of-the-child"))
    error = refused("x", result, tmp_path, lambda text: text.replace("t0ken-of-the-child", "…"))
    assert "t0ken" not in str(error)
    assert "t0ken" not in str(error.diagnostics)


def test_long_texts_are_cut(tmp_path: Path) -> None:
    text = _text(_result(tmp_path, _said("Long", "x" * 5000)), tmp_path)
    assert len(text) < 1000


def test_a_stop_says_how_much_was_done() -> None:
    error = stopped(
        "apply of network in dev", ADDRESS, Stop("cancelled"), done=3, total=7, saved=True
    )
    assert str(error).startswith(
        "apply of network in dev was stopped (cancelled) after 3 of 7 changes; the state is saved"
    )
    assert (error.done, error.total) == (3, 7)


def test_a_stopped_plan_changed_nothing() -> None:
    error = stopped("plan of network in dev", ADDRESS, Stop("cancelled"), saved=True)
    assert "was stopped (cancelled); nothing was changed" in str(error)
