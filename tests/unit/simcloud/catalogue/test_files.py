"""A fault in a catalogue file is told with its file, its line and its key."""

from pathlib import Path
from textwrap import dedent

import pytest

from crm_infra.simcloud.catalogue import load
from crm_infra.simcloud.catalogue.facts import read_facts
from crm_infra.simcloud.catalogue.faults import CatalogueError
from crm_infra.simcloud.catalogue.files import service_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "_provider", 'source: example.com/a/toy\nversion: 1.0.0\nschema: ""\n')
    return tmp_path


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / "toy" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(dedent(text), "utf-8")
    return path


def fault(folder: Path) -> CatalogueError:
    with pytest.raises(CatalogueError) as caught:
        load(folder)
    return caught.value


def test_a_provider_is_a_folder_of_files(folder: Path) -> None:
    write(folder, "box", "resources:\n  toy_box:\n    schema: |\n      size: number required\n")
    (provider,) = load(folder).values()
    assert provider["resource_schemas"]["toy_box"]["block"] == {
        "attributes": {"size": {"type": "number", "required": True}}
    }


def test_notation_that_cannot_be_read(folder: Path) -> None:
    path = write(
        folder,
        "box",
        """\
        service: box
        resources:
          toy_box:
            schema: |
              size: number required
              lid: block[0..1]
                colour: text optional
        """,
    )
    seen = fault(folder)
    assert (seen.file, seen.line, seen.key) == (str(path), 7, "toy_box.colour")
    assert "'text' is no type" in str(seen)


def test_a_pattern_that_does_not_exist(folder: Path) -> None:
    write(folder, "box", "resources:\n  toy_box:\n    schema: |\n      use colour\n")
    assert (fault(folder).line, fault(folder).key) == (4, "toy_box.use colour")


def test_a_pattern_that_cannot_be_read(folder: Path) -> None:
    path = write(folder, "_patterns", "patterns:\n  name:\n    schema: |\n      name: strin\n")
    seen = fault(folder)
    assert (seen.file, seen.line) == (str(path), 4)


def test_a_group_with_a_stranger(folder: Path) -> None:
    write(
        folder,
        "box",
        "resources:\n  toy_box:\n    schema: |\n      a: string optional\n      ! one-of a b\n",
    )
    assert "'b' is no argument beside it" in str(fault(folder))


def test_text_that_is_no_yaml(folder: Path) -> None:
    write(folder, "box", "service: box\nresources: [\n")
    assert fault(folder).line == 3
    assert "not YAML" in fault(folder).problem


def test_a_type_that_stands_twice_in_a_file(folder: Path) -> None:
    write(
        folder,
        "box",
        """\
        resources:
          toy_box:
            schema: ""
          toy_box:
            schema: ""
        """,
    )
    assert fault(folder).line == 4
    assert "stands twice" in fault(folder).problem


def test_a_type_that_stands_in_two_files(folder: Path) -> None:
    write(folder, "box", "resources:\n  toy_box:\n    schema: ''\n")
    write(folder, "lid", "service: lid\nresources:\n  toy_box:\n    schema: ''\n")
    assert (fault(folder).line, fault(folder).key) == (3, "toy_box")
    assert "box.yaml" in fault(folder).problem


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("servise: box\n", 1, "servise"),
        ("service: box\nresources:\n  toy_box:\n    schma: ''\n", 4, "resources.toy_box.schma"),
        ("service: box\nresources:\n  toy_box: 1\n", 3, "toy_box"),
        ("- box\n", 1, "box"),
    ],
)
def test_keys_that_no_catalogue_file_has(folder: Path, text: str, line: int, key: str) -> None:
    write(folder, "box", text)
    assert (fault(folder).line, fault(folder).key) == (line, key)


@pytest.mark.parametrize(
    ("facts", "line", "key"),
    [
        ("id: a\ncolour: red", 6, "colour"),
        ("id: 1", 5, "id"),
        ("never_deleted: yes please", 5, "never_deleted"),
        ("refers: network", 5, "refers"),
        ("seconds: {make: 1}", 5, "seconds"),
        ("cascades: {a: b}", 5, "cascades"),
    ],
)
def test_facts_of_the_wrong_shape(folder: Path, facts: str, line: int, key: str) -> None:
    indented = "".join(f"      {text}\n" for text in facts.split("\n"))
    write(folder, "box", f"resources:\n  toy_box:\n    schema: ''\n    facts:\n{indented}")
    (entry,) = service_files("toy", folder)[0].entries("resources").values()
    with pytest.raises(CatalogueError) as caught:
        read_facts(entry)
    assert (caught.value.line, caught.value.key) == (line, f"toy_box.facts.{key}")
