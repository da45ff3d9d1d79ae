"""Whether the processes of a run still live."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

from crm_infra.state.holder import Life, Phase, RunRecord, identify, this_process, who_am_i

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def _record() -> RunRecord:
    return RunRecord("r1", "dev", "network", NOW, this_process(), who=who_am_i())


def _ended_process() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)


def test_we_are_alive() -> None:
    assert this_process().life() is Life.ALIVE


def test_a_process_that_ended_is_dead() -> None:
    process = _ended_process()
    identity = identify(process.pid)
    assert identity.life() is Life.ALIVE
    process.communicate(b"\n")
    assert identity.life() is Life.DEAD


def test_a_process_that_ended_and_was_not_waited_for_is_dead() -> None:
    process = _ended_process()
    identity = identify(process.pid)
    assert process.stdin
    process.stdin.close()
    while identity.life() is Life.ALIVE:
        pass
    assert process.wait() != 0


def test_a_process_id_that_was_given_to_another_is_dead() -> None:
    assert replace(this_process(), started="12").life() is Life.DEAD


def test_nothing_is_known_about_another_host_or_another_boot() -> None:
    assert replace(this_process(), host="elsewhere").life() is Life.UNKNOWN
    assert replace(this_process(), space="another boot").life() is Life.UNKNOWN


def test_a_run_lives_while_its_child_does() -> None:
    process = _ended_process()
    dead = replace(this_process(), started="12")
    record = replace(_record(), parent=dead).with_child(identify(process.pid))
    assert record.life() is Life.ALIVE
    process.communicate(b"\n")
    assert record.life() is Life.DEAD


def test_a_run_that_said_it_was_over_does_not_live_on_in_its_process() -> None:
    assert _record().life() is Life.ALIVE
    assert _record().moved(Phase.FAILED, NOW).life() is Life.DEAD


def test_a_record_comes_back_from_json() -> None:
    record = _record().with_child(this_process()).moved(Phase.APPLYING, NOW)
    assert RunRecord.read(record.fields()) == record
