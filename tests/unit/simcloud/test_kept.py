"""What is made of the catalogue is kept, as bytecode is, and never outlives what it was made of."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crm_infra.simcloud import kept as room
from crm_infra.simcloud.catalogue import loader
from crm_infra.simcloud.catalogue.conversion import converted
from crm_infra.simcloud.kept import kept
from crm_infra.simcloud.process.providers import schemas
from crm_infra.simcloud.provider.schema_wire import schema_bytes, schema_reply


class Maker:
    """Counts how often something is made."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, Any]:
        self.times += 1
        return {"made": [self.times]}


@pytest.fixture(autouse=True)
def bytecode_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def test_it_is_made_once_and_never_shared(tmp_path: Path) -> None:
    make = Maker()
    first = kept("x", make, tmp_path / "new")
    first["made"].clear()
    assert kept("x", make, tmp_path / "new") == {"made": [1]}
    assert make.times == 1


def test_a_copy_is_for_its_owner_alone(tmp_path: Path) -> None:
    kept("x", Maker(), tmp_path)
    (copy,) = tmp_path.iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("edited", ["schema/types.py", "catalogue/google/dns.yaml"])
def test_what_its_sources_said_before_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edited: str
) -> None:
    for name in ("schema/types.py", "catalogue/google/dns.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a = 1")
    monkeypatch.setattr(room, "_ROOT", tmp_path)
    monkeypatch.setattr(room, "_BEGAN", room._digest())
    kept("x", Maker(), tmp_path / "copies")
    (tmp_path / edited).write_text("a = 2")
    monkeypatch.setattr(room, "_BEGAN", room._digest())
    make = Maker()
    kept("x", make, tmp_path / "copies")
    assert make.times == 1


def test_what_was_made_while_its_sources_changed_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_BEGAN", "what they said when this process began")
    assert kept("x", Maker(), tmp_path) == {"made": [1]}
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("said", ["", "nothing", "{digest}\n", '{digest}\n{{"made": [', "\0" * 90])
def test_a_torn_copy_is_made_again(tmp_path: Path, said: str) -> None:
    kept("x", Maker(), tmp_path)
    (copy,) = tmp_path.iterdir()
    whole = copy.read_text()
    copy.write_text(said.format(digest=whole.partition("\n")[0]))
    assert kept("x", Maker(), tmp_path) == {"made": [1]}
    assert copy.read_text() == whole


def test_where_nothing_can_be_written_all_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert kept("x", Maker(), tmp_path / "file") == {"made": [1]}


def test_nothing_is_kept_where_bytecode_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    kept("x", Maker(), tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_catalogue_is_served_the_same_with_and_without_copies() -> None:
    # As text: 1 and 1.0 are equal, and not the same in a plan.
    seen = [
        json.dumps(made, sort_keys=True) for made in (loader.load(), loader.load(), converted())
    ]
    assert seen[0] == seen[1] == seen[2]


def test_the_wire_form_is_the_same_with_and_without_copies() -> None:
    for _ in range(2):
        for schema in schemas(None).values():
            reply = schema_reply(schema)
            assert type(reply).FromString(schema_bytes(schema)) == reply


def test_a_process_that_finds_the_copies_reads_neither_yaml_nor_notation() -> None:
    serve = (
        "import sys\n"
        "from crm_infra.simcloud.catalogue import facts, loader, quotas\n"
        "loader.load(), facts.types_with_facts(), quotas.quotas()\n"
        "print(*sorted(m for m in sys.modules if m == 'yaml' or '.notation' in m))\n"
    )
    command = [sys.executable, "-c", serve]
    for last in (False, True):
        seen = subprocess.run(command, env={}, capture_output=True, text=True, check=True)
        assert not last or not seen.stdout.strip()
