"""What goes wrong on purpose: rules, which calls they hit, and how they end.

A rule waits for calls that match it, counts them, and hits the ``at``-th one and those after it,
``times`` calls in all. Rules and their counts are kept in the store's file, so that they outlive
simcloud, even when the rule was to kill it. With no rule nothing is looked at.

Add a new effect to ``Effect``, and what it does to ``strikes``. Changes made by hand have no calls
to wait for; they are in ``hand``.
"""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, Literal, get_args

from crm_infra.simcloud.cloud import outages
from crm_infra.simcloud.cloud.database import Database
from crm_infra.simcloud.cloud.hand import Hand

Effect = Literal["latency", "hang", "error", "die", "outage", "change", "remove"]
Service = Literal["provider", "storage"]
EFFECTS: tuple[str, ...] = get_args(Effect)
BY_HAND = ("change", "remove")


@dataclass(frozen=True, slots=True)
class Rule:
    """What shall go wrong, for which calls and for how long.

    Args:
        effect: ``latency``, ``hang``, ``error``, ``die``; ``outage``, which loses a place with all
            that stands there; or, done at once, ``change`` and ``remove`` (somebody's hand behind
            Terraform's back).
        service: Calls of providers, or requests to Cloud Storage.
        type: Pattern of the resource's type (providers).
        call: Pattern of create, read, update, delete, lookup, data, ephemeral; or of the HTTP
            method (storage).
        id: Pattern of the resource's id (providers) or of the request's path (storage).
        location: Pattern of the region or zone (providers); ``us-central1*`` takes its zones too.
            Of an ``outage`` the region, or the zone, that is lost.
        at: The first matching call that it hits, counted from 1.
        times: How many calls it hits; 0 means all from there on.
        after: Hit once the call is done, so that only its answer is lost.
        stubborn: A hung call does not even end when Terraform asks the provider to stop.
        milliseconds: How long ``latency`` holds a call back.
        code: HTTP status of ``error``.
        message: Message of ``error``; empty takes the usual one for its code.
        reason: Reason word of ``error``.
        attribute: Path of the attribute that ``change`` sets, e.g. ``labels.owner``.
        value: What ``change`` sets it to.
        expires: Real time (seconds since the epoch) at which it ends; None means never.
    """

    effect: Effect
    service: Service = "provider"
    type: str = "*"
    call: str = "*"
    id: str = "*"
    location: str = "*"
    at: int = 1
    times: int = 0
    after: bool = False
    stubborn: bool = False
    milliseconds: int = 0
    code: int = 0
    message: str = ""
    reason: str = ""
    attribute: str = ""
    value: Any = None
    expires: float | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule at work: how many calls matched, how many were hit."""

    number: int
    rule: Rule
    seen: int = 0
    hits: int = 0

    def hit(self) -> bool:
        """Whether the call counted last is one that it hits."""
        rule = self.rule
        return self.seen >= rule.at and (not rule.times or self.seen < rule.at + rule.times)

    def spent(self) -> bool:
        """Whether it has hit all the calls it was meant for."""
        rule = self.rule
        return bool(rule.times) and self.seen >= rule.at + rule.times - 1

    def expired(self, now: float) -> bool:
        """Whether its time is over."""
        return self.rule.expires is not None and now >= self.rule.expires


@dataclass(frozen=True, slots=True)
class Call:
    """One call that arrives: what a rule is matched against."""

    service: Service
    call: str
    type: str = ""
    id: str = ""
    location: str = ""


class Faults:
    """All faults of one simcloud; used by many threads at once."""

    def __init__(
        self, database: Database, hand: Hand, wall: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._hand = hand
        self._wall = wall
        self._lock = threading.Lock()
        # Replaced as a whole, never changed: it is read without the lock.
        self._faults: dict[int, Fault] = {}
        database.ensure(outages.COMPONENT, outages.VERSION, outages.CREATE)
        self.reload()

    def reload(self) -> None:
        """Read them again from the file, after a reset."""
        with self._lock, self._database.read() as connection:
            rows = connection.execute("SELECT number, rule, seen, hits FROM faults").fetchall()
            self._faults = {
                number: Fault(number, Rule(**json.loads(rule)), seen, hits)
                for number, rule, seen, hits in rows
            }

    def add(self, rule: Rule) -> Fault:
        """Switch a fault on; one made by hand happens now. Raises ``ValueError`` if it cannot."""
        undo = self._hand.act(rule.effect, rule.type, rule.id, rule.attribute, rule.value)
        done = 1 if rule.effect in BY_HAND else 0
        if done:
            rule = replace(rule, times=1)
        with self._lock:
            with self._database.write() as connection:
                cursor = connection.execute(
                    "INSERT INTO faults (rule, seen, hits, undo) VALUES (?, ?, ?, ?)",
                    (json.dumps(asdict(rule)), done, done, json.dumps(undo)),
                )
            fault = Fault(int(cursor.lastrowid or 0), rule, done, done)
            self._faults = {**self._faults, fault.number: fault}
        return fault

    def listed(self) -> list[Fault]:
        """Every fault that is on, or has done what it was meant for and was not cleared yet."""
        self.expire()
        return sorted(self._faults.values(), key=lambda fault: fault.number)

    def clear(self, number: int | None = None) -> int:
        """Switch one off, or all; what a hand changed goes back unless it was changed again."""
        with self._lock:
            gone = [f for f in self._faults.values() if number in {None, f.number}]
            for fault in gone:
                self._end(fault)
        return len(gone)

    def expire(self) -> None:
        """End those whose time is over."""
        now = self._wall()
        if any(fault.expired(now) for fault in self._faults.values()):
            with self._lock:
                for fault in [f for f in self._faults.values() if f.expired(now)]:
                    self._end(fault)

    def any(self) -> bool:
        """Whether there is any fault at all."""
        return bool(self._faults)

    def outages(self) -> list[Fault]:
        """The regions and zones that are lost."""
        return [fault for fault in self.listed() if fault.rule.effect == outages.OUTAGE]

    def on(self, number: int) -> bool:
        """Whether that fault is still there; a hung call asks."""
        fault = self._faults.get(number)
        return fault is not None and not fault.expired(self._wall())

    def count(self, call: Call) -> list[Fault]:
        """The faults that hit this call, having counted it; empty at once when there are none."""
        if not self._faults:
            return []
        self.expire()
        with self._lock:
            matching = [f for f in self._faults.values() if _matches(f, call)]
            counted = [replace(fault, seen=fault.seen + 1) for fault in matching]
            counted = [replace(f, hits=f.hits + 1) if f.hit() else f for f in counted]
            self._keep(counted)
        return [fault for fault in counted if fault.hit()]

    def _keep(self, counted: list[Fault]) -> None:
        if not counted:
            return
        with self._database.write() as connection:
            connection.executemany(
                "UPDATE faults SET seen = ?, hits = ? WHERE number = ?",
                [(fault.seen, fault.hits, fault.number) for fault in counted],
            )
        self._faults = {**self._faults, **{fault.number: fault for fault in counted}}

    def _end(self, fault: Fault) -> None:
        with self._database.write() as connection:
            row = connection.execute(
                "DELETE FROM faults WHERE number = ? RETURNING undo", (fault.number,)
            ).fetchone()
        self._faults = {n: f for n, f in self._faults.items() if n != fault.number}
        if row is not None:
            self._hand.undo(json.loads(row[0]))


def _matches(fault: Fault, call: Call) -> bool:
    rule = fault.rule
    if rule.effect == outages.OUTAGE:
        return _in_lost_place(rule, call)
    return (
        rule.effect not in BY_HAND
        and not fault.spent()
        and rule.service == call.service
        and fnmatchcase(call.call, rule.call)
        and fnmatchcase(call.type, rule.type)
        and fnmatchcase(call.id, rule.id)
        and fnmatchcase(call.location, rule.location)
    )


def _in_lost_place(rule: Rule, call: Call) -> bool:
    """Whether it is about something of Google's in that place; other clouds are global here."""
    of_google = call.service == "storage" or call.type.startswith("google_")
    return of_google and outages.is_lost(call.location, rule.location)
