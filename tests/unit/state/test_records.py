"""Small records survive a crash and are nobody else's to read."""

import json
import stat
from pathlib import Path

from crm_infra.state.records import append_line, private_folder, read_record, write_record


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_record_comes_back_as_it_was_written(tmp_path: Path) -> None:
    write_record(tmp_path / "a" / "b.json", {"serial": 3})
    assert read_record(tmp_path / "a" / "b.json") == {"serial": 3}


def test_records_and_their_folders_are_private(tmp_path: Path) -> None:
    write_record(tmp_path / "a" / "b.json", {})
    assert _mode(tmp_path / "a") == 0o700
    assert _mode(tmp_path / "a" / "b.json") == 0o600


def test_replacing_leaves_no_draft_behind(tmp_path: Path) -> None:
    write_record(tmp_path / "b.json", {"n": 1})
    write_record(tmp_path / "b.json", {"n": 2})
    assert [path.name for path in tmp_path.iterdir()] == ["b.json"]


def test_half_a_record_is_none(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text('{"serial": ')
    assert read_record(tmp_path / "b.json") is None
    assert read_record(tmp_path / "missing.json") is None


def test_a_trail_grows_line_by_line(tmp_path: Path) -> None:
    for number in range(3):
        append_line(tmp_path / "trail" / "state.jsonl", {"n": number})
    lines = (tmp_path / "trail" / "state.jsonl").read_text().splitlines()
    assert [json.loads(line)["n"] for line in lines] == [0, 1, 2]


def test_a_folder_that_exists_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    private_folder(tmp_path / "open" / "inner")
    assert _mode(tmp_path / "open" / "inner") == 0o700
    assert _mode(tmp_path / "open") != 0o700
