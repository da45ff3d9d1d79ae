"""Whatever a file holds, the answer is environments or faults; never a crash, never silence."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_infra.environments import PERMANENT, lines, report
from crm_infra.environments.loading import FOLDER

ORIGINAL = (FOLDER / "dev.yaml").read_bytes()

PIECES = [
    b"\x00", b"\xff", b"\r", b"\t", b"\n", b":", b": ", b"- ", b"? ", b"[", b"]", b"{", b"}", b",",
    b"&a ", b"*a", b"!!", b"!", b"%", b"@", b"`", b"|", b">", b"'", b'"', b"#", b"---\n", b"...\n",
    b"<<: *a\n", b"~", b"null", b"yes", b"012", b"1e999", b"-1", b"0", b"\\", b'"\\x00"',
    b'"\\ud800"', b'"\\UFFFFFFFF"', b"10.0.0.0/8", b"0.0.0.0/0", b"${file(1)}", b"9" * 400,
    "\u2028".encode(), "\u202e".encode(), "\ufeff".encode(), "\u0660".encode(), b"name", b"[{",
]  # fmt: skip


def answer(folder) -> None:
    """Check that the answer is presentable, whatever it is."""
    faults = folder.faults()
    assert all(line.isprintable() for line in lines(faults))
    assert report(faults)["valid"] == (not faults)
    for fault in faults:
        assert fault.line >= 1
        assert fault.line <= fault.file.read_bytes().count(b"\n") + 1
        assert fault.seen
        assert fault.rule
        assert fault.remedy


MANY = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@MANY
@given(
    content=st.binary(max_size=400)
    | st.text(max_size=200).map(lambda t: t.encode("utf-8", "ignore"))
)
def test_arbitrary_bytes(folder, content):
    folder.file("dev").write_bytes(content)

    answer(folder)
    assert folder.faults()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["10.0.0.0/8", "dev", "us-east1", "true", "${x}"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@MANY
@given(data=st.data())
def test_any_value_at_any_place(folder, data):
    import yaml

    content = yaml.safe_load(ORIGINAL)
    place = content
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(VALUES)
    folder.file("dev").write_text(
        yaml.safe_dump(content, allow_unicode=True, default_flow_style=None)
    )

    answer(folder)


@pytest.mark.parametrize("seed", range(40))
def test_a_real_file_with_pieces_inserted_or_cut_out(folder, seed):
    chance = random.Random(seed)
    for name in PERMANENT:
        content = bytearray((FOLDER / f"{name}.yaml").read_bytes())
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(content))
            cut = chance.choice([0, 0, 1, chance.randint(1, 200)])
            content[at : at + cut] = chance.choice(PIECES)
        folder.file(name).write_bytes(content)

    answer(folder)


def test_a_real_file_cut_off_anywhere(folder):
    for length in range(0, len(ORIGINAL) - 100, 83):
        folder.file("dev").write_bytes(ORIGINAL[:length])

        answer(folder)
        assert folder.faults()
