"""One create, update or delete, from admission to its row and its operation.

Runs inside one change of the store, so that checks and writing are one step. The order of the
steps is the point of this file; what each step does is in ``admission``, ``completion``,
``effects`` and ``buckets``. What happens around a change is ``api``'s business.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from crm_infra.simcloud.cloud import admission, bucket_objects, busy, effects, uncharted
from crm_infra.simcloud.cloud.bucket_objects import OBJECT
from crm_infra.simcloud.cloud.buckets import BUCKET, Buckets
from crm_infra.simcloud.cloud.change import Change
from crm_infra.simcloud.cloud.completion import Filler, without_secrets, without_unknowns
from crm_infra.simcloud.cloud.ledger import Ledger
from crm_infra.simcloud.cloud.places import location_of, project_of
from crm_infra.simcloud.cloud.records import Operation, Resource, Target
from crm_infra.simcloud.cloud.world import StoreWorld
from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.values import Values

Clock = Callable[[], datetime]


class Work:
    """One call inside its change.

    Args:
        change: What it checks against and writes to.
        call: What is asked for; its values are completed in place.
        provider: Source address of the provider that asks.
        clock: The time that new things are stamped with.
    """

    def __init__(
        self, change: Change, call: Call, world: StoreWorld, provider: str, clock: Clock
    ) -> None:
        self._change = change
        self._call = call
        self._world = world
        self._provider = provider
        self._context = call.context
        self._ledger = Ledger(change.connection)
        self._buckets = Buckets(change, clock)
        self._clock = clock
        self._filler = Filler(call, change.sequence)

    def create(self) -> Operation:
        """Admit, name, fill in, write."""
        call = self._call
        admission.project_known(call)
        admission.api_enabled(call)
        self._filler.place()
        targets = admission.resolve(call, self._world)
        effects.prepare(call, self._change)
        key = self._name()
        admission.name_free(call, self._change, self._ledger, key)
        busy.refuse(call, self._change)
        admission.rules_hold(call)
        admission.within_quota(call, self._change, targets)
        if call.type == OBJECT:
            bucket_objects.put(self._change, call, self._clock)
        self._filler.complete({})
        if uncharted.is_uncharted(call.facts):
            uncharted.guess(call)
        operation = self._write(key, targets)
        effects.created(call, self._ledger)
        if call.type == BUCKET:
            self._buckets.create(call)
        return operation

    def _name(self) -> str:
        """The id, and the key that the resource is kept under."""
        call = self._call
        id_, key, made = self._drawn()
        while made and self._change.exists(call.type, key):
            taken = key
            self._filler.draw_again(made)
            id_, key, made = self._drawn()
            if key == taken:
                break  # what was made up is no part of it: it really exists
        call.values["id"] = id_
        call.id = key
        return call.id

    def _drawn(self) -> tuple[str, str, list[str]]:
        """Id and key, and those attributes in them that were made up."""
        call, filler = self._call, self._filler
        made = filler.needed_for_id()
        id_ = filler.expand(call.facts.id) if call.facts.id else uncharted.generic_id(call)
        key = filler.expand(call.facts.unique) if call.facts.unique else id_
        return id_, key, made

    def _write(self, key: str, targets: list[Target]) -> Operation:
        """One new row, or the same row again where creating what is there is no conflict."""
        call = self._call
        call.values = without_unknowns(call.values)
        standing = self._change.get(call.type, key)
        made = Resource(
            type=call.type,
            id=key,
            provider=self._provider,
            project=project_of(call.type, key, call.place),
            location=location_of(key, call.values),
            name=_short_name(call.values, key),
            values=without_secrets(call.values, call.type),
        )
        seconds = call.facts.seconds["create"]
        if standing is None:
            return self._change.create(
                made,
                targets=targets,
                aliases=_aliases(call.values, key),
                seconds=seconds,
                context=self._context,
                not_before=admission.api_ready(call, self._change),
            )
        again = replace(standing, values=made.values)
        return self._change.update(again, targets=targets, seconds=seconds, context=self._context)

    def update(self, standing: Resource) -> Operation:
        """Admit, fill in, write."""
        call = self._call
        call.id = standing.id
        busy.refuse(call, self._change)
        admission.api_enabled(call)
        targets = admission.resolve(call, self._world)
        admission.rules_hold(call)
        call.values["id"] = standing.values.get("id", standing.id)
        if call.type == OBJECT and call.changed("content"):
            bucket_objects.put(self._change, call, self._clock)
        self._filler.complete(standing.values)
        call.values = without_unknowns(call.values)
        if call.type == BUCKET:
            self._buckets.update(call)
        kept = {**standing.values, **without_secrets(call.values, call.type)}
        return self._change.update(
            replace(standing, values=kept),
            targets=targets,
            aliases=_aliases(kept, standing.id),
            seconds=call.facts.seconds["update"],
            context=self._context,
        )

    def delete(self, standing: Resource) -> Operation:
        """Admit, let go of what goes with it, delete."""
        call = self._call
        call.id = standing.id
        busy.refuse(call, self._change)
        admission.api_enabled(call)
        admission.rules_hold(call)
        admission.not_held(call.facts, standing, self._world)
        if call.type == BUCKET:
            force = call.before("force_destroy") is True
            self._buckets.delete(str(call.before("name", "")), force=force)
        if call.type == OBJECT:
            bucket_objects.delete(self._change, call.prior, self._clock)
        for other in self._world.referrers(standing):
            if other.type in call.facts.cascades:
                self._change.drop(other)
        effects.deleted(call, self._ledger, standing.id)
        return self._change.delete(
            standing, seconds=call.facts.seconds["delete"], context=self._context
        )


def _short_name(values: Values, key: str) -> str:
    given: Any = values.get("name")
    return (given if isinstance(given, str) and given else key).rstrip("/").rpartition("/")[2]


def _aliases(values: Values, key: str) -> list[str]:
    """Everything else that a reference may call it by."""
    told = [
        values.get(name) for name in ("id", "self_link", "email", "member", "name", "unique_id")
    ]
    texts = [text for text in told if isinstance(text, str) and ("/" in text or "@" in text)]
    return list(dict.fromkeys(text for text in texts if text != key))
