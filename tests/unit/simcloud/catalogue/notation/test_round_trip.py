"""Whatever can be said in the notation is read back as it was written."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_infra.simcloud.catalogue.notation import model
from crm_infra.simcloud.catalogue.notation.parse import parse
from crm_infra.simcloud.catalogue.notation.render import render

names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda name: name != "use")
texts = st.text(max_size=12)
numbers = st.integers(-999, 999) | st.floats(-9, 9, allow_nan=False).filter(lambda f: f % 1 != 0)
primitives = st.sampled_from(["string", "number", "bool", "dynamic"])


def wider(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    collections = st.tuples(st.sampled_from(["list", "set", "map"]), inner).map(list)
    objects = st.dictionaries(names, inner, max_size=3).map(lambda fields: ["object", fields])
    return collections | objects


types = st.recursive(primitives, wider, max_leaves=4)
optional_numbers = st.none() | numbers
lengths = st.none() | st.integers(0, 99)
rules = st.builds(
    model.Rule,
    enum=st.none() | st.lists(texts | numbers, max_size=3).map(tuple),
    regex=st.none() | texts,
    minimum=optional_numbers,
    maximum=optional_numbers,
    min_length=lengths,
    max_length=lengths,
    says=st.none() | texts,
)
members = st.lists(names | names.map(lambda name: f"/{name}.0.{name}"), min_size=1, max_size=3)
groups = st.builds(model.Group, st.sampled_from(list(model.GROUPS)), members.map(tuple))
flags = st.frozensets(st.sampled_from(list(model.FLAGS)))
defaults = st.none() | (texts | numbers | st.booleans()).map(model.Default)
common = {"name": names, "flags": flags, "groups": st.lists(groups, max_size=2).map(tuple)}
attributes = st.builds(
    model.Argument, type=types, default=defaults, rule=rules, each=rules, **common
)


def unique(arguments: list[model.Argument]) -> tuple[model.Argument, ...]:
    return tuple({argument.name: argument for argument in arguments}.values())


def bodies(arguments: st.SearchStrategy[model.Argument]) -> st.SearchStrategy[model.Body]:
    shared = st.builds(
        model.Group,
        st.sampled_from(list(model.GROUPS)),
        st.lists(names, min_size=2, max_size=3).map(tuple),
    )
    return st.builds(
        model.Body,
        uses=st.lists(names, max_size=2).map(tuple),
        arguments=st.lists(arguments, max_size=3).map(unique),
        groups=st.lists(shared, max_size=1).map(tuple),
    )


modes = st.builds(
    model.Nesting,
    st.sampled_from(["block", "attributes"]),
    st.sampled_from(["list", "set", "map"]),
    st.just(0),
    st.integers(0, 9),
) | st.builds(model.Nesting, st.sampled_from(["block", "attributes"]), st.just("single"))


def blocks(inner: st.SearchStrategy[model.Argument]) -> st.SearchStrategy[model.Argument]:
    limits = st.lists(st.tuples(st.sampled_from(list(model.LIMITS)), st.integers(0, 9)), max_size=1)
    return st.builds(
        model.Argument, nesting=modes, body=bodies(inner), limits=limits.map(tuple), **common
    )


arguments = st.recursive(attributes, blocks, max_leaves=6)
times = st.integers(1, 90).map(lambda minutes: f"{minutes}m")
traits = st.builds(
    model.Traits,
    sdk=st.sampled_from(["", "v2", "framework"]),
    version=st.integers(0, 9),
    importable=st.booleans(),
    customize_diff=st.booleans(),
    deprecated=st.booleans(),
    force_new_if=st.lists(names.map(lambda name: f"{name}.0.x"), max_size=2).map(tuple),
    timeouts=st.dictionaries(st.sampled_from(model.STEPS), times).map(
        lambda given: tuple((step, given[step]) for step in model.STEPS if step in given)
    ),
)
schemas = st.builds(model.Schema, traits, bodies(arguments))
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(schemas)
def test_what_is_written_is_read_back(schema: model.Schema) -> None:
    assert parse(render(schema)) == schema


@quick
@given(schemas)
def test_there_is_one_way_to_write_what_was_read(schema: model.Schema) -> None:
    text = render(schema)
    assert render(parse(text)) == text
