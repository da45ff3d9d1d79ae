"""The notation reads as docs/catalogue.md says."""

import pytest

from crm_infra.simcloud.catalogue.faults import NotationError
from crm_infra.simcloud.catalogue.notation.model import (
    Argument,
    Default,
    Group,
    Nesting,
    Rule,
    Traits,
)
from crm_infra.simcloud.catalogue.notation.parse import parse


def argument(line: str) -> Argument:
    (found,) = parse(line).body.arguments
    return found


def test_a_line_names_an_argument_its_type_and_its_flags() -> None:
    found = argument("name: string required new")
    assert (found.name, found.type, found.flags) == ("name", "string", {"required", "new"})


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("string", "string"),
        ("list(string)", ["list", "string"]),
        ("set(number)", ["set", "number"]),
        ("map(list(bool))", ["map", ["list", "bool"]]),
        (
            "list({a: string, b: set(string)})",
            ["list", ["object", {"a": "string", "b": ["set", "string"]}]],
        ),
        ("{}", ["object", {}]),
        ("dynamic", "dynamic"),
    ],
)
def test_types_are_written_as_in_terraform(text: str, type_: object) -> None:
    assert argument(f"x: {text} computed").type == type_


def test_rules_of_a_value_and_of_each_element_are_told_apart() -> None:
    found = argument('x: list(string) optional enum[A B ""] each enum[C]')
    assert found.rule == Rule(enum=("A", "B", ""))
    assert found.each == Rule(enum=("C",))


def test_a_pattern_is_raw_between_backticks() -> None:
    assert argument(r"x: string required matches `^a\.[`").rule.regex == r"^a\.["


def test_bounds_may_be_open_on_one_side() -> None:
    assert argument("x: number optional range 1..31").rule == Rule(minimum=1, maximum=31)
    assert argument("x: number optional range 0.5..").rule == Rule(minimum=0.5)
    assert argument("x: string optional length ..63").rule == Rule(max_length=63)


def test_a_default_keeps_its_type() -> None:
    assert argument('x: string optional default "1"').default == Default("1")
    assert argument("x: number optional default 1").default == Default(1)
    assert argument("x: bool optional default false").default == Default(value=False)


@pytest.mark.parametrize(
    ("word", "nesting"),
    [
        ("block[0..1]", Nesting("block", "list", 0, 1)),
        ("block[1]", Nesting("block", "list", 1, 1)),
        ("block[*]", Nesting("block", "list")),
        ("block[1..*]", Nesting("block", "list", 1)),
        ("blockset[0..20]", Nesting("block", "set", 0, 20)),
        ("block[single]", Nesting("block", "single")),
        ("attributes[*]", Nesting("attributes", "list")),
        ("attributes[single]", Nesting("attributes", "single")),
    ],
)
def test_a_block_says_how_often_it_stands(word: str, nesting: Nesting) -> None:
    found = argument(f"x: {word} new\n  y: string required")
    assert found.nesting == nesting
    assert found.body is not None
    assert [inner.name for inner in found.body.arguments] == ["y"]


def test_neighbours_are_bound_together_by_one_line() -> None:
    body = parse("a: string optional\nb: string optional\n! one-of a b").body
    assert body.groups == (Group("one-of", ("a", "b")),)


def test_an_argument_may_name_arguments_elsewhere_by_path() -> None:
    assert argument("a: string optional conflicts(b /top.0.c)").groups == (
        Group("conflicts", ("b", "/top.0.c")),
    )


def test_the_first_line_tells_the_traits_of_the_type() -> None:
    text = "@ v2, version 4, importable, customize_diff, force_new_if(a.0.b), timeouts(20m)"
    assert parse(text).traits == Traits(
        sdk="v2",
        version=4,
        importable=True,
        customize_diff=True,
        force_new_if=("a.0.b",),
        timeouts=(("create", "20m"), ("update", "20m"), ("delete", "20m")),
    )


def test_timeouts_may_differ_by_step() -> None:
    assert parse("@ timeouts(delete 1m create 4m)").traits.timeouts == (
        ("create", "4m"),
        ("delete", "1m"),
    )


def test_patterns_are_used_by_name_and_comments_are_passed_over() -> None:
    assert parse("# why\n\nuse id project\n").body.uses == ("id", "project")


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("a: string\nb: text", 2, "b"),
        ("a: string requird", 1, "a"),
        ("a: string enum[A", 1, "a"),
        ("a: string default x", 1, "a"),
        ("a: string matches `x", 1, "a"),
        ("a: number range 1-3", 1, "a"),
        ("a: number range x..3", 1, "a"),
        ("a: block[few]", 1, "a"),
        ("a: string\n  b: string", 2, "b: string"),
        ("a: string\n b: string", 2, "b: string"),
        ("a: string\na: string", 2, "a"),
        ("a string", 1, "a string"),
        ("! any a b", 1, "! any a b"),
        ("! one-of a", 1, "! one-of a"),
        ("@ fast", 1, "@"),
        ("@ v2 importable", 1, "@"),
        ("@ timeouts(create)\n@", 2, "@"),
        ("@ timeouts(create 1m delete)", 1, "@"),
        ("a: list({b: string", 1, "a"),
        ("a: list string", 1, "a"),
        ("a: string each red[b]", 1, "a"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line_and_key(text: str, line: int, key: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse(text)
    assert (caught.value.line, caught.value.key) == (line, key)
    assert caught.value.problem
