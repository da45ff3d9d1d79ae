"""The simulated cloud: what a provider may ask of it, and the order in which a call is dealt with.

project → API enabled → references → name → rules of the service → quota → one durable change with
its operation and references → the time it takes → complete values. Each step is in a module of its
own (``places``, ``admission``, ``completion``, ``effects``); here is only the order. Faults are put
in front of it by ``faulty``; the ``random`` provider never gets further than ``services.random``.
"""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from crm_infra.simcloud.catalogue.facts import TypeFacts, facts_for
from crm_infra.simcloud.cloud import admission, buckets, effects, identity, ledger
from crm_infra.simcloud.cloud.calls import Context, Refusal
from crm_infra.simcloud.cloud.change import Change
from crm_infra.simcloud.cloud.completion import Filler, without_secrets, without_unknowns
from crm_infra.simcloud.cloud.imports import Imports
from crm_infra.simcloud.cloud.ledger import Ledger
from crm_infra.simcloud.cloud.places import location_of, place_of
from crm_infra.simcloud.cloud.records import Kind, Operation, Resource, Target
from crm_infra.simcloud.cloud.store import Store
from crm_infra.simcloud.cloud.view import View
from crm_infra.simcloud.cloud.world import StoreWorld
from crm_infra.simcloud.services import load, random, registry
from crm_infra.simcloud.services.call import Call, Place, Query
from crm_infra.simcloud.storage import tables
from crm_infra.simcloud.values import Values

Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


class SimulatedCloud:
    """The cloud behind every provider; implements ``calls.Cloud``. Used by many threads at once.

    Args:
        store: What exists.
        clock: The time that new things are stamped with.
    """

    def __init__(self, store: Store, clock: Clock = _now) -> None:
        load()
        self._store = store
        self._clock = clock
        store.database.ensure(ledger.COMPONENT, ledger.VERSION, ledger.CREATE)
        store.database.ensure(tables.COMPONENT, tables.VERSION, tables.SCHEMA)

    def create(self, provider: str, type_: str, values: Values, context: Context) -> Values:
        """See ``Cloud.create``."""
        if random.is_random(type_):
            return random.create(type_, values)
        with self._logged("create", provider, type_, "", values, context):
            with self._store.change() as change:
                call = self._call("create", type_, values, {}, context, change)
                operation = _Work(self, change, call, provider, context).create()
            self._store.settle(operation, context.stop)
            return call.values

    def update(
        self, provider: str, type_: str, id_: str, prior: Values, values: Values, context: Context
    ) -> Values:
        """See ``Cloud.update``."""
        if random.is_random(type_):
            return random.update(prior, values)
        with self._logged("update", provider, type_, id_, values, context):
            with self._store.change() as change:
                standing = _standing(change, type_, id_, context)
                if standing is None:
                    raise Refusal(f"The resource '{id_}' was not found", 404, "notFound")
                before = dict(standing.values)
                call = self._call("update", type_, values, before, context, change)
                operation = _Work(self, change, call, provider, context).update(standing)
            self._store.settle(operation, context.stop)
            return call.values

    def delete(self, provider: str, type_: str, id_: str, prior: Values, context: Context) -> None:
        """See ``Cloud.delete``."""
        if random.is_random(type_):
            return
        with self._logged("delete", provider, type_, id_, prior, context):
            with self._store.change() as change:
                standing = _standing(change, type_, id_, context)
                if standing is None:
                    return
                # State knows arguments that are the provider's alone, such as force_destroy.
                before = {**prior, **standing.values}
                call = self._call("delete", type_, dict(before), before, context, change)
                operation = _Work(self, change, call, provider, context).delete(standing)
            self._store.settle(operation, context.stop)

    def read(self, provider: str, type_: str, id_: str, context: Context) -> Values | None:
        """See ``Cloud.read``."""
        del provider
        if random.is_random(type_):
            return {"id": id_} if id_ else {}
        with self._store.view() as view:
            standing = _standing(view, type_, id_, context)
            if standing is None or self._bucket_is_gone(view, standing):
                return None
            return dict(standing.values)

    def lookup(self, provider: str, type_: str, import_id: str, context: Context) -> Values | None:
        """See ``Cloud.lookup``."""
        if random.is_random(type_):
            return random.lookup(type_, import_id)
        with self._store.change() as change:
            found = Imports(change, Ledger(change.connection), provider).find(
                type_, import_id, context
            )
            return dict(found.values) if found else None

    def data(self, provider: str, type_: str, config: Values, context: Context) -> Values:
        """See ``Cloud.data``."""
        del provider
        answer = registry.answer_for(type_)
        if answer is None:
            raise Refusal(
                f"simcloud has no answer to the data source {type_}; docs/fidelity.md lists those"
                " that it answers.",
                501,
                "notImplemented",
            )
        with self._store.view() as view:
            return without_unknowns(answer(self._query(type_, config, context, view)))

    def open_ephemeral(self, provider: str, type_: str, config: Values, context: Context) -> Values:
        """See ``Cloud.open_ephemeral``."""
        del provider
        if random.is_random(type_):
            return random.create(type_, config)
        answer = registry.opener_for(type_)
        if answer is None:
            raise Refusal(
                f"simcloud has no answer to the ephemeral resource {type_}; docs/fidelity.md lists"
                " those that it answers.",
                501,
                "notImplemented",
            )
        with self._store.view() as view:
            return without_unknowns(answer(self._query(type_, config, context, view)))

    def world(self, view: View) -> StoreWorld:
        """What stands, as services ask for it."""
        return StoreWorld(view, Ledger(view.connection), self._clock)

    def buckets(self, change: Change) -> buckets.Buckets:
        """Cloud Storage within a change."""
        return buckets.Buckets(change, self._clock)

    def _bucket_is_gone(self, view: View, standing: Resource) -> bool:
        if standing.type != buckets.BUCKET:
            return False
        return self.world(view).bucket_owner(standing.id) is None

    def _query(self, type_: str, config: Values, context: Context, view: View) -> Query:
        place = place_of(config, TypeFacts(type_), context, Ledger(view.connection))
        return Query(type_, config, context, self.world(view), place)

    def _call(
        self,
        action: str,
        type_: str,
        values: Values,
        prior: Values,
        context: Context,
        change: Change,
    ) -> Call:
        facts, book = facts_for(type_), Ledger(change.connection)
        place = place_of(values, facts, context, book)
        call = Call(action, type_, dict(values), prior, context, facts, self.world(change), place)
        effects.first_use(book, place.project, json.dumps(values, default=str))
        return call

    @contextmanager
    def _logged(
        self,
        kind: Kind,
        provider: str,
        type_: str,
        id_: str,
        values: Values,
        context: Context,
    ) -> Generator[None]:
        """Refusals are lines in the operation log too."""
        try:
            yield
        except Refusal as refusal:
            named = id_ or str(values.get("name") or values.get("id") or "")
            about = Resource(type_, named, provider, context.project)
            self._store.refuse(kind, about, str(refusal))
            raise


class _Work:
    """One call inside its change."""

    def __init__(
        self, cloud: SimulatedCloud, change: Change, call: Call, provider: str, context: Context
    ) -> None:
        self._cloud = cloud
        self._change = change
        self._call = call
        self._provider = provider
        self._context = context
        self._ledger = Ledger(change.connection)
        self._world = cloud.world(change)
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
        admission.rules_hold(call)
        admission.within_quota(call, self._change, targets)
        self._filler.complete({})
        operation = self._write(key, targets)
        effects.created(call, self._ledger)
        if call.type == buckets.BUCKET:
            self._cloud.buckets(self._change).create(call)
        return operation

    def _name(self) -> str:
        """The id, and the key that the resource is kept under."""
        call, filler = self._call, self._filler
        filler.needed_for_id()
        id_ = filler.expand(call.facts.id) if call.facts.id else _generic_id(call)
        call.values["id"] = id_
        call.id = filler.expand(call.facts.unique) if call.facts.unique else id_
        return call.id

    def _write(self, key: str, targets: list[Target]) -> Operation:
        """One new row, or the same row again where creating what is there is no conflict."""
        call = self._call
        call.values = without_unknowns(call.values)
        standing = self._change.get(call.type, key)
        made = Resource(
            type=call.type,
            id=key,
            provider=self._provider,
            project=call.place.project,
            location=location_of(key, call.values),
            name=_short_name(call.values, key),
            values=without_secrets(call.values),
        )
        seconds = call.facts.seconds["create"]
        if standing is None:
            return self._change.create(
                made,
                targets=targets,
                aliases=_aliases(call.values, key),
                seconds=seconds,
                context=self._context,
            )
        again = replace(standing, values=made.values)
        return self._change.update(again, targets=targets, seconds=seconds, context=self._context)

    def update(self, standing: Resource) -> Operation:
        """Admit, fill in, write."""
        call = self._call
        call.id = standing.id
        admission.api_enabled(call)
        targets = admission.resolve(call, self._world)
        admission.rules_hold(call)
        call.values["id"] = standing.values.get("id", standing.id)
        self._filler.complete(standing.values)
        call.values = without_unknowns(call.values)
        if call.type == buckets.BUCKET:
            self._cloud.buckets(self._change).update(call)
        kept = {**standing.values, **without_secrets(call.values)}
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
        admission.api_enabled(call)
        admission.rules_hold(call)
        admission.not_held(call.facts, standing, self._world)
        if call.type == buckets.BUCKET:
            force = call.before("force_destroy") is True
            self._cloud.buckets(self._change).delete(str(call.before("name", "")), force=force)
        for other in self._world.referrers(standing):
            if other.type in call.facts.cascades:
                self._change.drop(other)
        effects.deleted(call, self._ledger, standing.id)
        return self._change.delete(
            standing, seconds=call.facts.seconds["delete"], context=self._context
        )


def _standing(view: View, type_: str, id_: str, context: Context) -> Resource | None:
    """The resource that a Terraform id names; ids of some types are unique in a project only."""
    found = view.get(type_, id_)
    if found is None and facts_for(type_).unique:
        alike = [r for r in view.find(type_) if r.values.get("id") == id_]
        alike.sort(key=lambda r: r.project != context.project)
        found = alike[0] if alike else None
    return found if found is not None and found.stage != "deleting" else None


def _generic_id(call: Call) -> str:
    """The id of a type that the catalogue does not know."""
    place: Place = call.place
    name = next((call.text(key) for key in ("name", "display_name", "title") if call.text(key)), "")
    if not name:
        name = identity.hexadecimal(json.dumps(call.values, default=str, sort_keys=True))
    where = f"/locations/{place.region}" if "region" in call.values else ""
    return f"projects/{place.project}{where}/{call.type.partition('_')[2]}/{name}"


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
