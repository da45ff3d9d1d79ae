"""Generations under all rules, checked step by step against a model that fits on a page."""

import io
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from crm_infra.simcloud.storage import buckets, changes, contents, copies, objects
from crm_infra.simcloud.storage.changes import Target
from crm_infra.simcloud.storage.copies import Source
from crm_infra.simcloud.storage.errors import ApiError
from crm_infra.simcloud.storage.preconditions import Preconditions
from crm_infra.simcloud.storage.tables import Tables

NAMES = st.sampled_from(["a", "a/b", "ü"])
DATA = st.binary(max_size=8)
EXPECTATIONS = st.sampled_from(["anything", "absent", "current", "stale"])


@dataclass
class Twin:
    """What the model knows of one name."""

    live: tuple[int, int, bytes] | None = None
    archived: dict[int, bytes] = field(default_factory=dict)

    @property
    def generation(self):
        return self.live[0] if self.live else 0


class Generations(RuleBasedStateMachine):
    """Uploads, patches, copies and deletions with every kind of precondition."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.tables = Tables(Path(self.folder.name) / "sim.db")
        self.now = datetime(2026, 3, 1, tzinfo=UTC)
        self.twins = {name: Twin() for name in ("a", "a/b", "ü")}
        self.highest = 0

    def teardown(self):
        self.tables.close()
        self.folder.cleanup()

    @initialize(versioned=st.booleans())
    def create(self, versioned):
        self.versioned = versioned
        with self.tables.write() as connection:
            wishes = {"versioning": {"enabled": versioned}}
            buckets.create(connection, "bucket", "p", "US", wishes, self.now)

    def expect(self, expectation, twin):
        """The precondition a caller states, and whether it holds."""
        if expectation == "anything":
            return Preconditions(), True
        if expectation == "absent":
            return Preconditions(generation_match=0), twin.live is None
        if expectation == "current":
            return Preconditions(generation_match=twin.generation), True
        return Preconditions(generation_match=twin.generation + 1), False

    def retire(self, twin):
        if twin.live and self.versioned:
            twin.archived[twin.live[0]] = twin.live[2]
        twin.live = None

    def settle(self, twin, made, data):
        assert made.generation > self.highest
        self.highest = made.generation
        self.retire(twin)
        twin.live = (made.generation, 1, data)

    def attempt(self, call):
        """What a call makes, or the status it is refused with."""
        try:
            with self.tables.write() as connection:
                return call(connection), None
        except ApiError as error:
            return None, error.status

    @rule(name=NAMES, data=DATA, expectation=EXPECTATIONS, seconds=st.sampled_from([-5, 0, 5]))
    def upload(self, name, data, expectation, seconds):
        self.now += timedelta(seconds=seconds)
        twin = self.twins[name]
        conditions, holds = self.expect(expectation, twin)
        body = contents.receive(self.tables, io.BytesIO(data).read)
        target, store = Target("bucket", name, conditions=conditions), changes.received(body, {})
        made, refused = self.attempt(lambda c: changes.publish(c, target, store, self.now))
        assert refused == (None if holds else 412)
        if holds:
            self.settle(twin, made, data)

    @rule(source=NAMES, name=NAMES, expectation=EXPECTATIONS)
    def copy(self, source, name, expectation):
        origin, twin = self.twins[source], self.twins[name]
        conditions, holds = self.expect(expectation, origin)
        come_from, target = Source("bucket", source, None, conditions), Target("bucket", name)
        made, refused = self.attempt(lambda c: copies.copy(c, come_from, target, self.now))
        assert refused == self.refusal(origin, holds)
        if refused is None:
            self.settle(twin, made, origin.live[2])

    def refusal(self, twin, holds):
        """What an operation on an existing object answers."""
        if twin.live is None:
            return 404
        return None if holds else 412

    @rule(name=NAMES, expectation=EXPECTATIONS)
    def patch(self, name, expectation):
        twin = self.twins[name]
        conditions, holds = self.expect(expectation, twin)
        target = Target("bucket", name, {"metadata": {"k": "v"}}, conditions)
        _, refused = self.attempt(
            lambda c: changes.edit(c, target, None, self.now, replace=False, override=False)
        )
        assert refused == self.refusal(twin, holds)
        if refused is None:
            generation, metageneration, data = twin.live
            twin.live = (generation, metageneration + 1, data)

    @rule(name=NAMES, expectation=EXPECTATIONS)
    def delete(self, name, expectation):
        twin = self.twins[name]
        conditions, holds = self.expect(expectation, twin)
        target = Target("bucket", name, conditions=conditions)
        _, refused = self.attempt(lambda c: changes.delete(c, target, None, self.now))
        assert refused == self.refusal(twin, holds)
        if refused is None:
            self.retire(twin)

    @rule(name=NAMES, which=st.integers(0, 5))
    def delete_one_generation_for_good(self, name, which):
        twin = self.twins[name]
        generations = sorted(twin.archived)
        if not generations:
            return
        generation = generations[which % len(generations)]
        with self.tables.write() as connection:
            changes.delete(connection, Target("bucket", name), generation, self.now)
        del twin.archived[generation]

    @invariant()
    def everything_is_as_the_model_says(self):
        with self.tables.read() as connection:
            for name, twin in self.twins.items():
                live = objects.find(connection, "bucket", name)
                assert (live and (live.generation, live.metageneration)) == (
                    twin.live and twin.live[:2]
                )
                expected = dict(twin.archived)
                if twin.live:
                    expected[twin.live[0]] = twin.live[2]
                assert self.bytes_of(connection, name) == expected

    def bytes_of(self, connection, name):
        found = objects.scan(connection, "bucket", name, 0, versions=True)
        return {
            item.generation: b"".join(contents.read(connection, item.content, 0, None))
            for item in found
            if item.name == name
        }

    @invariant()
    def no_bytes_are_left_behind(self):
        with self.tables.read() as connection:
            orphans = connection.execute(
                "SELECT count(*) FROM storage_contents "
                "WHERE id NOT IN (SELECT content FROM storage_objects)"
            ).fetchone()
            assert orphans == (0,)


Generations.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestGenerations = Generations.TestCase


@pytest.fixture
def put(tables, clock):
    with tables.write() as connection:
        wishes = {"objectRetention": True, "versioning": {"enabled": True}}
        buckets.create(connection, "bucket", "p", "US", wishes, clock())

    def put(name, data=b"x", **wishes):
        body = contents.receive(tables, io.BytesIO(data).read)
        with tables.write() as connection:
            store = changes.received(body, wishes)
            return changes.publish(connection, Target("bucket", name, wishes), store, clock())

    return put


@pytest.fixture
def edit(tables, clock):
    def edit(name, replace=False, override=False, **wishes):
        with tables.write() as connection:
            target = Target("bucket", name, wishes)
            return changes.edit(
                connection, target, None, clock(), replace=replace, override=override
            )

    return edit


def test_a_held_object_is_neither_overwritten_nor_archived(put, edit, tables, clock):
    put("a", temporaryHold=True)
    with pytest.raises(ApiError, match="under active Temporary hold"):
        put("a")
    with tables.write() as connection, pytest.raises(ApiError, match="Temporary hold"):
        changes.delete(connection, Target("bucket", "a"), None, clock())
    edit("a", temporaryHold=False)
    put("a")


def test_releasing_an_event_based_hold_starts_the_clock_of_the_policy(put, edit, tables, clock):
    with tables.write() as connection:
        bucket = buckets.get(connection, "bucket")
        policy = {"retentionPolicy": {"retentionPeriod": "60", "effectiveTime": ""}}
        buckets.change(connection, bucket, bucket.settings | policy, clock())
    put("a", eventBasedHold=True)
    clock.advance(days=10)
    edit("a", eventBasedHold=False)
    clock.advance(seconds=59)
    with pytest.raises(ApiError, match="retention"):
        put("a")
    clock.advance(seconds=1)
    put("a")


def test_a_replacement_of_the_attributes_drops_what_it_leaves_out(put, edit):
    put("a", contentType="text/x", metadata={"k": "v"}, cacheControl="no-store")
    replaced = edit("a", replace=True, contentType="text/y")
    assert replaced.attributes == {"contentType": "text/y", "storageClass": "STANDARD"}


def test_custom_time_only_moves_on(put, edit):
    put("a", customTime="2026-01-02T00:00:00Z")
    edit("a", customTime="2026-01-03T00:00:00Z")
    for earlier in ("2026-01-01T00:00:00Z", None):
        with pytest.raises(ApiError, match="custom time"):
            edit("a", customTime=earlier)


def test_an_objects_own_retention_is_a_matter_of_the_override(put, edit, clock):
    put("a", retention={"mode": "Unlocked", "retainUntilTime": "2026-03-02T00:00:00Z"})
    with pytest.raises(ApiError, match="retention"):
        put("a")
    with pytest.raises(ApiError, match="overrideUnlockedRetention"):
        edit("a", retention=None)
    edit("a", override=True, retention=None)
    put("a")


def test_components_are_counted_through_several_compositions(put, tables, clock):
    put("a", b"1")
    put("b", b"2")
    with tables.write() as connection:
        two = [Source("bucket", "a"), Source("bucket", "b")]
        copies.compose(connection, two, Target("bucket", "c"), clock())
        more = [Source("bucket", "c"), Source("bucket", "a")]
        made = copies.compose(connection, more, Target("bucket", "d"), clock())
        assert (made.components, made.md5, made.size) == (3, "", 3)
        assert b"".join(contents.read(connection, made.content, 0, None)) == b"121"


def test_an_object_copied_onto_itself_keeps_its_bytes(tables, clock):
    with tables.write() as connection:
        buckets.create(connection, "plain", "p", "US", {}, clock())
        body = changes.received(contents.Body(contents.Digests(), b"1"), {})
        changes.publish(connection, Target("plain", "a"), body, clock())
        made = copies.copy(connection, Source("plain", "a"), Target("plain", "a"), clock())
        assert b"".join(contents.read(connection, made.content, 0, None)) == b"1"


def test_a_move_leaves_one_name(put, tables, clock):
    put("a", b"1")
    with tables.write() as connection:
        moved = copies.move(connection, Source("bucket", "a"), Target("bucket", "b"), clock())
        assert objects.find(connection, "bucket", "a") is None
        assert objects.get(connection, "bucket", "b").generation == moved.generation
