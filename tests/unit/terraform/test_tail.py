"""Following a growing file: whole lines only, each once, whatever the bytes."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crm_infra.terraform.tail import Tail


def _followed(path: Path, chunks: list[bytes]) -> list[str]:
    lines: list[str] = []
    tail = Tail(path, "apply", lambda _name, line: lines.append(line), durable=True)
    tail.read()
    for chunk in chunks:
        with path.open("ab") as file:
            file.write(chunk)
        tail.read()
    tail.finish()
    return lines


def test_half_a_line_waits_for_its_rest(tmp_path: Path) -> None:
    lines: list[str] = []
    path = tmp_path / "out"
    tail = Tail(path, "apply", lambda _name, line: lines.append(line), durable=False)
    assert not tail.started
    path.write_bytes(b"one\ntw")
    tail.read()
    assert (tail.started, lines) == (True, ["one"])
    path.write_bytes(b"one\ntwo\n")
    tail.read()
    assert lines == ["one", "two"]


def test_bytes_that_are_not_text_do_not_stop_it(tmp_path: Path) -> None:
    assert _followed(tmp_path / "out", [b"a \377 b\n"]) == ["a \ufffd b"]


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_how_it_is_cut_does_not_matter(chunks: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lines = _followed(Path(folder) / "out", chunks)
    expected = [line for line in b"".join(chunks).split(b"\n") if line.strip()]
    assert lines == [line.decode(errors="replace") for line in expected]
