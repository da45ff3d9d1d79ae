"""The state lock: who holds it, since when, whether the holder lives, and how it is removed.

Terraform takes the lock by creating an object that must not exist, and frees it by deleting it. A
holder that was killed leaves it behind. It is removed only at the exact generation that was looked
at, and only on proof that the holder is dead, or when a person who knows insists. Add here what
decides about a lock; the proof itself belongs to ``holder`` and ``heartbeat``.
"""

import json
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from crm_infra.errors import InputError, StateError
from crm_infra.state.address import StateAddress
from crm_infra.state.heartbeat import FRESH_SECONDS, Heartbeat
from crm_infra.state.holder import Life, RunRecord, who_am_i
from crm_infra.state.store import MUST_NOT_EXIST, Blob, PreconditionError, StateStore

CLOCK_TOLERANCE = timedelta(seconds=2)
LAST_SIGN_TOLERANCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock that is held; ``id`` is what Terraform calls it, its object's generation."""

    address: StateAddress
    id: int
    who: str
    operation: str
    created: datetime | None
    version: str

    def age(self, now: datetime) -> timedelta | None:
        """For how long it has been held."""
        return now - self.created if self.created else None


@dataclass(frozen=True, slots=True)
class Witness:
    """One run of this machine: its record, and when its child last gave a sign of life."""

    record: RunRecord
    last_sign: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """What is known about the holder of a lock."""

    lock: Lock
    life: Life
    run: str
    evidence: str

    def describe(self, now: datetime) -> str:
        """Who holds it and for how long, for messages."""
        age = self.lock.age(now)
        held = f"for {_seconds(age)}" if age is not None else "since an unknown time"
        run = f", run {self.run}" if self.run else ""
        return (
            f"lock {self.lock.id} on {self.lock.address} is held by {self.lock.who or 'somebody'}"
            f" {held} for {self.lock.operation or 'an operation'}{run}; {self.evidence}"
        )


def read_lock(store: StateStore, address: StateAddress) -> Lock | None:
    """The lock on a state, or None when it is free."""
    blob = store.read(address.lock)
    if blob is None:
        return None
    info = _info(blob)
    return Lock(
        address=address,
        id=blob.generation,
        who=str(info.get("Who", "")),
        operation=str(info.get("Operation", "")).removeprefix("OperationType").lower(),
        created=_moment(str(info.get("Created", ""))),
        version=str(info.get("Version", "")),
    )


def find_holder(
    lock: Lock, witnesses: Sequence[Witness], beat: Heartbeat | None, now: datetime
) -> Holder:
    """What the records of this machine and the heartbeat in the bucket say about the holder.

    Dead is said only when a run of this machine fits the lock (same user and host, held while the
    run's child gave signs of life) and every run that fits is provably gone. Anything less is
    unknown.
    """
    fitting = [witness for witness in witnesses if _fits(lock, witness)]
    alive = [witness.record for witness in fitting if witness.record.life() is Life.ALIVE]
    if alive:
        process = alive[0].child or alive[0].parent
        return Holder(lock, Life.ALIVE, alive[0].run, f"{process} is alive")
    dead = {w.record.run for w in fitting if w.record.life() is Life.DEAD}
    if beat and beat.is_fresh(now) and beat.run not in dead:
        return Holder(lock, Life.ALIVE, beat.run, f"{beat.who} gave a sign of life {beat.age(now)}")
    if dead and len(dead) == len(fitting):
        return Holder(lock, Life.DEAD, fitting[-1].record.run, "its processes are gone")
    age = lock.age(now)
    if age is not None and age.total_seconds() < FRESH_SECONDS:
        return Holder(lock, Life.ALIVE, "", "it is too young to say more")
    return Holder(lock, Life.UNKNOWN, "", "whether the holder lives cannot be told from here")


@contextmanager
def held_lock(
    store: StateStore, address: StateAddress, operation: str, now: datetime
) -> Generator[None]:
    """Hold the lock as Terraform would, so that the two exclude each other.

    Raises:
        StateError: Somebody else holds it.
    """
    info = {
        "ID": "",
        "Operation": operation,
        "Info": "crm-infra",
        "Who": who_am_i(),
        "Version": "",
        "Created": now.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "Path": f"gs://{address.bucket}/{address.lock}",
    }
    try:
        generation = store.write(address.lock, json.dumps(info).encode(), MUST_NOT_EXIST)
    except PreconditionError as error:
        raise StateError(
            f"the state of {address} is locked, and {operation} needs the lock",
            hint=f"See who holds it: crm-infra state unlock {address.environment}"
            f" --layer {address.layer}",
        ) from error
    try:
        yield
    finally:
        store.delete(address.lock, generation)


def unlock(
    store: StateStore,
    holder: Holder,
    *,
    expected: int | None = None,
    insist: bool = False,
    now: datetime,
) -> None:
    """Remove exactly this lock.

    Args:
        store: The environment's state bucket.
        holder: What is known about who holds it.
        expected: The lock id that the person saw; another one is refused.
        insist: The person knows that the holder is dead although that cannot be told from here.
        now: For the message.

    Raises:
        StateError: The holder lives, or may live and nobody insists.
        InputError: It is another lock than the expected one.
        PreconditionError: The lock was freed or taken by another holder meanwhile.
    """
    if expected is not None and expected != holder.lock.id:
        raise InputError(
            f"the lock on {holder.lock.address} is {holder.lock.id}, not {expected}",
            hint="Look at its holder again before unlocking",
        )
    if holder.life is Life.ALIVE:
        raise StateError(
            holder.describe(now),
            hint="A lock is not taken from a holder that lives; stop that run or wait for its end",
        )
    if holder.life is Life.UNKNOWN and not insist:
        raise StateError(
            holder.describe(now),
            hint="Make sure that the holder is dead, then: crm-infra state unlock"
            f" {holder.lock.address.environment} --layer {holder.lock.address.layer}"
            f" --id {holder.lock.id} --insist",
        )
    store.delete(holder.lock.address.lock, holder.lock.id)


def _fits(lock: Lock, witness: Witness) -> bool:
    record = witness.record
    if lock.created is None or record.who != lock.who:
        return False
    begun = record.begun - CLOCK_TOLERANCE
    if record.life() is Life.ALIVE:
        return begun <= lock.created
    return begun <= lock.created <= witness.last_sign + LAST_SIGN_TOLERANCE


def _info(blob: Blob) -> dict[str, Any]:
    try:
        info = json.loads(blob.content)
    except ValueError:
        return {}
    return cast("dict[str, Any]", info) if isinstance(info, dict) else {}


def _moment(text: str) -> datetime | None:
    """Go writes up to nine digits of a second; Python reads six."""
    head, dot, fraction = text.removesuffix("Z").partition(".")
    try:
        return datetime.fromisoformat(head + dot + fraction[:6]).replace(tzinfo=UTC)
    except ValueError:
        return None


def _seconds(age: timedelta) -> str:
    seconds = max(0, int(age.total_seconds()))
    minutes, hours = seconds // 60, seconds // 3600
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{seconds} s"
