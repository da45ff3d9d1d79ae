from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_infra.simcloud.storage.errors import ApiError
from crm_infra.simcloud.storage.globs import Glob
from crm_infra.simcloud.storage.listing import Query, page, read_token, successor, write_token

CHARACTERS = st.sampled_from("ab/-é\ud7ff\ue000\U0010ffff")
NAMES = st.text(CHARACTERS, min_size=1, max_size=6)
TEXTS = st.text(CHARACTERS, max_size=3)


@dataclass(frozen=True, order=True)
class Item:
    name: str
    generation: int = 1


def scan_of(items):
    return lambda name, generation: iter(
        sorted(item for item in items if (item.name, item.generation) >= (name, generation))
    )


def everything(query, items):
    """All pages, one after the other."""
    listed, prefixes, token = [], [], ""
    for _ in range(1000):
        found = page(Query(**query, token=token), scan_of(items))
        assert len(found.prefixes) <= query["limit"]
        listed += found.items
        prefixes += found.prefixes
        token = found.token
        if not token:
            return listed, prefixes
    raise AssertionError("the listing does not end")


def folded(item, prefix, delimiter):
    rest = item.name[len(prefix) :]
    if not delimiter or delimiter not in rest:
        return ""
    return prefix + rest[: rest.index(delimiter) + len(delimiter)]


@given(
    st.sets(st.builds(Item, NAMES, st.integers(1, 3)), max_size=25),
    TEXTS,
    st.sampled_from(["", "/", "ab", "é"]),
    TEXTS,
    TEXTS,
    st.integers(1, 4),
)
def test_pages_together_are_what_a_plain_filter_gives(items, prefix, delimiter, start, end, limit):
    query = {
        "prefix": prefix,
        "delimiter": delimiter,
        "start": start,
        "end": end,
        "limit": limit,
    }
    listed, prefixes = everything(query, items)
    within = [
        item
        for item in sorted(items)
        if item.name.startswith(prefix) and item.name >= start and (not end or item.name < end)
    ]
    assert listed == [item for item in within if not folded(item, prefix, delimiter)]
    assert prefixes == sorted({f for item in within if (f := folded(item, prefix, delimiter))})


@given(st.text(CHARACTERS, min_size=1, max_size=4), st.text(CHARACTERS, max_size=6))
def test_the_successor_is_the_first_text_behind_all_that_start_with_it(text, other):
    after = successor(text)
    if other.startswith(text):
        assert not after or other < after
    elif other > text:
        assert after
        assert other >= after


def test_an_object_named_as_the_prefix_is_shown_beside_it_on_request():
    items = [Item("a/"), Item("a/b"), Item("c")]
    found = page(Query(delimiter="/", trailing_delimiter=True), scan_of(items))
    assert (found.items, found.prefixes) == ([Item("a/"), Item("c")], ["a/"])


def test_folding_does_not_walk_through_what_it_hides():
    items = [Item(f"a/{number:04}") for number in range(500)] + [Item("b")]
    walked = []

    def scan(name, generation):
        for item in scan_of(items)(name, generation):
            walked.append(item)
            yield item

    assert page(Query(delimiter="/"), scan).prefixes == ["a/"]
    assert len(walked) < 5


def test_tokens_are_opaque_and_checked():
    assert read_token(write_token("ü\n", 5)) == ("ü\n", 5)
    for broken in ("x", "", "!!!!", "bnVsbA==", "W10="):
        with pytest.raises(ApiError, match="pageToken"):
            read_token(broken)


@pytest.mark.parametrize(
    ("glob", "fits", "fits_not"),
    [
        ("*.txt", ["a.txt", ".txt"], ["a/b.txt", "a.txtx"]),
        ("**.txt", ["a.txt", "a/b.txt"], ["a.tx"]),
        ("a/?", ["a/b"], ["a/", "a//", "a/bb"]),
        ("[a-c]x", ["ax", "cx"], ["dx"]),
        ("[!a]x", ["bx"], ["ax"]),
        ("{a,b/*}.c", ["a.c", "b/z.c"], ["b.c", "c.c"]),
        ("a+b(c)", ["a+b(c)"], ["aab(c)"]),
        (r"\*", ["*"], ["a"]),
        ("a,b", ["a,b"], ["a", "b"]),
    ],
)
def test_globs(glob, fits, fits_not):
    compiled = Glob.parse(glob)
    assert [name for name in fits + fits_not if compiled.matches(name)] == fits


def test_a_glob_filters_before_names_are_folded():
    items = [Item("a/x.txt"), Item("b/y.bin"), Item("z.txt")]
    found = page(Query(delimiter="/", glob=Glob.parse("**.txt")), scan_of(items))
    assert (found.items, found.prefixes) == ([Item("z.txt")], ["a/"])


def test_a_broken_glob_is_refused():
    with pytest.raises(ApiError, match="Invalid glob"):
        Glob.parse("{a,b")
