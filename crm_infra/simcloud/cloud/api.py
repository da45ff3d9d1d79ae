"""The simulated cloud: what a provider may ask of it, and the order in which a call is dealt with.

project → API enabled → references → name → rules of the service → quota → one durable change with
its operation and references → the time it takes → complete values. Each step is in a module of its
own, and their order is in ``work``; here is what a provider calls. Faults are put in front of it by
``faulty``; the ``random`` provider never gets further than ``services.random``.
"""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from crm_infra.simcloud.catalogue.facts import TypeFacts, facts_for
from crm_infra.simcloud.cloud import effects, ledger, outages, uncharted
from crm_infra.simcloud.cloud.bucket_objects import OBJECT, exists
from crm_infra.simcloud.cloud.buckets import BUCKET
from crm_infra.simcloud.cloud.calls import Context, Refusal
from crm_infra.simcloud.cloud.change import Change
from crm_infra.simcloud.cloud.completion import without_unknowns
from crm_infra.simcloud.cloud.imports import Imports
from crm_infra.simcloud.cloud.ledger import Ledger
from crm_infra.simcloud.cloud.places import in_google, place_of
from crm_infra.simcloud.cloud.records import Kind, Resource
from crm_infra.simcloud.cloud.store import Store
from crm_infra.simcloud.cloud.view import View
from crm_infra.simcloud.cloud.work import Clock, Work
from crm_infra.simcloud.cloud.world import StoreWorld
from crm_infra.simcloud.services import load, random, registry
from crm_infra.simcloud.services.call import Call, Query
from crm_infra.simcloud.storage import tables
from crm_infra.simcloud.values import Values

# Arguments that steer a deletion and that no API keeps: what Terraform's state says counts.
_PROVIDERS_OWN = (
    "delete_contents_on_destroy",
    "disable_dependent_services",
    "disable_on_destroy",
    "force_destroy",
)


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
        store.database.ensure(outages.COMPONENT, outages.VERSION, outages.CREATE)
        store.database.ensure(tables.COMPONENT, tables.VERSION, tables.SCHEMA)

    def create(self, provider: str, type_: str, values: Values, context: Context) -> Values:
        """See ``Cloud.create``."""
        if random.is_random(type_):
            return random.create(type_, values)
        with self._logged("create", provider, type_, "", values, context):
            with self._store.change() as change:
                call = self._call("create", type_, values, {}, context, change)
                operation = self._work(change, call, provider).create()
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
                operation = self._work(change, call, provider).update(standing)
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
                own = {name: prior[name] for name in _PROVIDERS_OWN if name in prior}
                before = {**prior, **standing.values, **own}
                call = self._call("delete", type_, dict(before), before, context, change)
                operation = self._work(change, call, provider).delete(standing)
            self._store.settle(operation, context.stop)

    def read(self, provider: str, type_: str, id_: str, context: Context) -> Values | None:
        """See ``Cloud.read``."""
        del provider
        if random.is_random(type_):
            return {"id": id_} if id_ else {}
        with self._store.view() as view:
            standing = _standing(view, type_, id_, context)
            if standing is None or self._is_gone_from_storage(view, standing):
                return None
            return registry.shown(standing, self._world(view))

    def lookup(self, provider: str, type_: str, import_id: str, context: Context) -> Values | None:
        """See ``Cloud.lookup``."""
        if random.is_random(type_):
            return random.lookup(type_, import_id)
        with self._store.change() as change:
            found = Imports(change, Ledger(change.connection), provider).find(
                type_, import_id, context
            )
            return registry.shown(found, self._world(change)) if found else None

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

    def _world(self, view: View) -> StoreWorld:
        return StoreWorld(view, Ledger(view.connection), self._clock)

    def _work(self, change: Change, call: Call, provider: str) -> Work:
        return Work(change, call, self._world(change), provider, self._clock)

    def _is_gone_from_storage(self, view: View, standing: Resource) -> bool:
        """Whether some client of the storage API deleted it."""
        if standing.type == OBJECT:
            return not exists(view, dict(standing.values))
        is_bucket = standing.type == BUCKET
        return is_bucket and self._world(view).bucket_owner(standing.id) is None

    def _query(self, type_: str, config: Values, context: Context, view: View) -> Query:
        place = place_of(config, TypeFacts(type_), context, Ledger(view.connection))
        return Query(type_, config, context, self._world(view), place)

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
        if uncharted.is_uncharted(facts) and uncharted.is_additive(type_):
            facts = replace(facts, additive=True)
        place = place_of(values, facts, context, book)
        call = Call(action, type_, dict(values), prior, context, facts, self._world(change), place)
        if in_google(type_):
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
            home = context.project if in_google(type_) else str(values.get("project_id") or "")
            about = Resource(type_, named, provider, home)
            self._store.refuse(kind, about, str(refusal))
            raise


def _standing(view: View, type_: str, id_: str, context: Context) -> Resource | None:
    """The resource that a Terraform id names; ids of some types are unique in a project only."""
    found = view.get(type_, id_)
    if found is None and facts_for(type_).unique:
        alike = [r for r in view.find(type_) if r.values.get("id") == id_]
        alike.sort(key=lambda r: r.project != context.project)
        found = alike[0] if alike else None
    return found if found is not None and found.stage != "deleting" else None
