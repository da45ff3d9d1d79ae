"""YAML as it is read here: JSON's types, exact lines, and nothing that can grow."""

import time
from itertools import pairwise
from pathlib import Path

import pytest

from crm_infra.environments.grammar import parse, resolve

FILE = Path("dev.yaml")


def read(text: str):
    return parse(FILE, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("false", False), ("null", None), ("", None),
        ("0", 0), ("-0", 0), ("12", 12), ("-3", -3), ("999999999999999999", 999999999999999999),
        ("0.5", 0.5), ("-1.25", -1.25), ("1e3", 1000.0), ("1E-2", 0.01), ("2.5e+1", 25.0),
    ],
)  # fmt: skip
def test_json_words_and_numbers_are_recognised(text, value):
    assert resolve(text, plain=True) == value
    assert type(resolve(text, plain=True)) is type(value)
    assert resolve(text, plain=False) == text


@pytest.mark.parametrize(
    "text",
    [
        "yes", "no", "on", "off", "y", "n", "True", "FALSE", "Null", "~", "012", "0o17", "0x1F",
        "0b1", "1_000", "1:30", "190:20:30", "2026-01-01", "2026-01-01T00:00:00Z", ".5", "5.",
        "+5", "1e", ".inf", "-.INF", ".nan", "NaN", "Infinity", "1e999", "9" * 19, "9" * 5000,
        "\N{ARABIC-INDIC DIGIT ONE}", "<<", "=", "${var.x}", "%{ if true }",
    ],
)  # fmt: skip
def test_everything_else_is_the_text_that_it_looks_like(text):
    assert resolve(text, plain=True) == text


def test_lines_are_those_of_the_keys():
    document = read(
        "# comment\n\nname: dev\nlist:\n  - a\n  -\n    b\n"
        "nested:\n  deep:\n    key:\n      value\n"
        "flow: {one: 1,\n  two: [x,\n    y]}\n"
    )

    assert document.faults == ()
    assert {keys: document.line(keys) for keys in document.lines} == {
        ("name",): 3,
        ("list",): 4,
        ("list", 0): 5,
        ("list", 1): 7,
        ("nested",): 8,
        ("nested", "deep"): 9,
        ("nested", "deep", "key"): 10,
        ("flow",): 12,
        ("flow", "one"): 12,
        ("flow", "two"): 13,
        ("flow", "two", 0): 13,
        ("flow", "two", 1): 14,
    }
    assert document.line(("nested", "missing", "key")) == 8


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: b: c\n", 1, "mapping values are not allowed in this context"),
        ("a: 1\n\tb: 2\n", 2, "a tab character"),
        ("a: 1\n b: 2\n", 2, "mapping values are not allowed|expected <block end>"),
        ("a: [1, 2\nb: 3\n", 2, "from line 1"),
        ("a: 'never closed\n", 1, "while scanning a quoted scalar from line 1"),
        ("a: 1\nb: @x\n", 2, "cannot start any token"),
        ("a: 1\nb: `x`\n", 2, "cannot start any token"),
        ("a: 1\nb: \"\\q\"\n", 2, "unknown escape"),
        ("a: 1\nb: \"\\UFFFFFFFF\"\n", 2, "invalid Unicode character escape"),
        ("a: 1\nb: \"é\"\nc: \x01\n", 3, "a character that YAML does not have"),
        ("a: 1\nb: \ud800\n", 2, "a character that YAML does not have"),
        ("a: 1\nb: !<\n", 2, "not YAML|tag"),
        ("%YAML 1.2\n---\na: 1\n", 1, "directive|incompatible"),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", 1, "a % directive"),
        ("a: 1\n---\nb: 2\n", 2, "a second document begins"),
        ("a: 1\n...\n---\nb: 2\n", 3, "a second document begins"),
        ("a: *x\n", 1, "an alias to 'x'"),
        ("a: &x 1\n", 1, "an anchor 'x'"),
        ("&x a: 1\n", 1, "an anchor 'x'"),
        ("!!binary a: 1\n", 1, "a tag"),
        ("a: !!binary aGk=\n", 1, "a tag"),
        ("a: !local x\n", 1, "a tag '!local'"),
        ("a: ! x\n", 1, "a tag '!'"),
        ("!!map {a: 1}\n", 1, "a tag"),
        ("a: 1\n? {b: c}\n: d\n", 2, "a key that is not text"),
        ("a: 1\n? |\n  two\n  lines\n: d\n", None, None),
        ("a: 1\na: 2\n", 2, "it is already on line 1"),
        ("a: 1\n'a': 2\n", 2, "it is already on line 1"),
        ("a: {b: 1, b: 2}\n", 1, "it is already on line 1"),
    ],
)  # fmt: skip
def test_what_json_has_not_is_refused_with_its_line(text, line, says):
    faults = read(text).faults

    if says is None:
        assert faults == ()
        return
    assert len(faults) == 1, faults
    assert faults[0].line == line
    assert any(part in str(faults[0]) for part in says.split("|")), str(faults[0])
    assert "\n" not in str(faults[0])


def test_the_first_of_two_equal_keys_keeps_its_lines():
    document = read("a:\n  b: 1\na:\n  b: 2\n  c: 3\n")

    assert document.at("a", "b") == 1
    assert document.line(("a", "b")) == 2
    assert ("a", "c") not in document.lines


BOMBS = {
    "laughs": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{c}: &{c} [{','.join(['*' + p] * 9)}]\n" for p, c in pairwise("abcdefghi")),
    "merges": "a: &a {x: 1}\n" + "".join(f"b{i}: {{<<: *a}}\n" for i in range(3000)),
    "itself": "a: &a [*a]\n",
    "brackets": "a: " + "[" * 60_000,
    "braces": "a: " + "{" * 60_000,
    "pairs": "a: " + "[{" * 30_000,
    "indents": "".join(" " * i + "a:\n" for i in range(300)),
    "dashes": "- " * 30_000,
    "questions": "? " * 30_000,
    "keys": "".join(f"k{i}: 1\n" for i in range(6000)),
    "same key": "a: 1\n" * 12_000,
    "anchors": "".join(f"k{i}: &a{i} 1\n" for i in range(4000)),
    "quotes": 'a: "' + "\\x41" * 15_000 + '"\n',
    "commas": "a: [" + "1," * 30_000 + "]\n",
    "spaces": "a:" + " " * 65_000 + "b\n",
    "colons": "a: " + "b:" * 30_000,
    "percent": "%" * 65_000,
    "bangs": "a: " + "!" * 65_000,
    "digits": "a: " + "9" * 65_000 + "\n",
    "version": "%YAML 1." + "9" * 60_000 + "\n---\na: 1\n",
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_nothing_within_the_allowed_size_takes_long_to_refuse(bomb):
    assert len(bomb) <= 64 * 1024 + 8
    begin = time.process_time()

    document = read(bomb)

    assert time.process_time() - begin < 5
    assert document.faults or set(document.data) == {"a"}
