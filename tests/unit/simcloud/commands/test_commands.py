"""The `sim` commands as they are typed: help with an example, JSON everywhere, wrong input."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from crm_infra.simcloud.commands.group import sim
from crm_infra.simcloud.commands.screen import duration, show_operations, show_resources


def commands(group=sim, path=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(commands())


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_shows_an_example(path):
    done = CliRunner().invoke(sim, [*path, "--help"])
    assert done.exit_code == 0
    assert f"crm-infra sim {' '.join(path)}" in done.output


@pytest.mark.parametrize("path", sorted(COMMANDS.keys() - {("serve",)}), ids=" ".join)
def test_every_command_speaks_json(path):
    options = {option for each in COMMANDS[path].params for option in each.opts}
    assert "--json" in options


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        (["fault", "add", "latency"], "--ms"),
        (["fault", "add", "remove", "--type", "x"], "--type and --id"),
        (["fault", "add", "change", "--type", "x", "--id", "y"], "--attribute and --value"),
        (["fault", "add", "error", "--code", "200"], "400<=x<=599"),
        (["fault", "add", "magic"], "latency"),
        (["fault", "add", "outage"], "--location"),
        (["fault", "add", "outage", "--location", "mars"], "--location"),
        (["fault", "add", "outage", "--location", "us-east1", "--code", "500"], "--for only"),
        (["fault", "add", "outage", "--location", "us-east1", "--storage"], "--for only"),
        (["pace", "fast"], "not a valid float"),
        (["start", "--pace", "-1"], "0 or more"),
        (["start", "--schemas", "/none"], "is not a file"),
        (["nonsense"], "No such command"),
    ],
)
def test_wrong_input_is_refused_before_anything_starts(typed, complaint, tmp_path, monkeypatch):
    monkeypatch.setenv("CRM_HOME", str(tmp_path / "home"))
    done = CliRunner().invoke(sim, typed)
    assert done.exit_code != 0
    assert complaint in done.output
    assert not (tmp_path / "home").exists()


def test_status_of_what_does_not_run_has_its_own_exit_code(tmp_path, monkeypatch):
    monkeypatch.setenv("CRM_HOME", str(tmp_path))
    done = CliRunner().invoke(sim, ["status", "--json"])
    assert done.exit_code == 3
    assert '"running": false' in done.output
    assert list(tmp_path.iterdir()) == []


def test_reset_asks_first(tmp_path, monkeypatch):
    monkeypatch.setenv("CRM_HOME", str(tmp_path))
    done = CliRunner().invoke(sim, ["reset"], input="n\n")
    assert done.exit_code == 1
    assert "Forget everything" in done.output


@pytest.mark.parametrize("typed", [["env"], ["status"], ["fault", "list"]])
def test_nothing_heavy_is_loaded_by_what_runs_often(typed):
    script = (
        "import sys\nfrom click.testing import CliRunner\n"
        "from crm_infra.simcloud.commands.group import sim\n"
        f"CliRunner().invoke(sim, [*{typed!r}, '--help'])\n"
        "heavy = {'grpc', 'yaml', 'rich', 'google.protobuf', 'http.client', 'sqlite3'}\n"
        "print(sorted(heavy & sys.modules.keys()))\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout
    assert out == "[]\n"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (0.25, "0.25 s"),
        (45, "45 s"),
        (60, "1 min"),
        (750, "12 min 30 s"),
        (7500, "2 h 05 min"),
    ],
)
def test_durations_are_said_as_a_person_would(seconds, said):
    assert duration(seconds) == said


def test_ids_with_brackets_are_shown_as_they_are(capsys):
    shown = {
        "number": 1,
        "kind": "create",
        "type": "google_x",
        "id": 'a["[red]b"]',
        "begins": 0,
        "ends": 5,
        "outcome": "refused",
        "message": "Error 409: [bold]no, alreadyExists",
    }
    show_operations([shown])
    show_resources([{**shown, "project": "p", "location": "", "stage": "ready", "state": ""}])
    out = capsys.readouterr().out
    assert out.count('a["[red]b"]') == 2
    assert "[bold]no" in out
    assert out.count("simulated") == 2
