"""The two entrances where calls meet their faults: providers and Cloud Storage.

``FaultyCloud`` stands in front of the cloud and looks at every call before and after it;
``StorageGate`` is asked before each request. Which calls are hit is decided in ``faults``, what a
hit does is in ``strikes``; add an entrance here when another API is served.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from crm_infra.simcloud.cloud.calls import Cloud, Context, Refusal
from crm_infra.simcloud.cloud.faults import Call, Faults
from crm_infra.simcloud.cloud.strikes import Strikes
from crm_infra.simcloud.cloud.whereabouts import Nowhere, Whereabouts, bucket_of, of_call
from crm_infra.simcloud.values import Values

Answer = TypeVar("Answer")
Watch = Callable[[], AbstractContextManager[None]]


class FaultyCloud:
    """A cloud with its faults: every call of a provider is looked at before and after.

    Args:
        cloud: The cloud behind it.
        faults: Which calls are hit.
        strikes: What a hit does.
        watch: Entered for every call, as long as it lasts.
        whereabouts: Where that stands which a call only names.
    """

    def __init__(
        self,
        cloud: Cloud,
        faults: Faults,
        strikes: Strikes,
        watch: Watch = nullcontext,
        whereabouts: Whereabouts | None = None,
    ) -> None:
        self._cloud = cloud
        self._faults = faults
        self._strikes = strikes
        self._watch = watch
        self._whereabouts = whereabouts or Nowhere()

    def create(self, provider: str, type_: str, values: Values, context: Context) -> Values:
        """See ``Cloud.create``."""
        call = self._call("create", type_, "", values, context)
        return self._through(
            call, context, lambda: self._cloud.create(provider, type_, values, context)
        )

    def read(self, provider: str, type_: str, id_: str, context: Context) -> Values | None:
        """See ``Cloud.read``."""
        call = self._call("read", type_, id_, {}, context)
        return self._through(call, context, lambda: self._cloud.read(provider, type_, id_, context))

    def update(
        self, provider: str, type_: str, id_: str, prior: Values, values: Values, context: Context
    ) -> Values:
        """See ``Cloud.update``."""
        call = self._call("update", type_, id_, values, context)
        return self._through(
            call, context, lambda: self._cloud.update(provider, type_, id_, prior, values, context)
        )

    def delete(self, provider: str, type_: str, id_: str, prior: Values, context: Context) -> None:
        """See ``Cloud.delete``."""
        call = self._call("delete", type_, id_, prior, context)
        return self._through(
            call, context, lambda: self._cloud.delete(provider, type_, id_, prior, context)
        )

    def lookup(self, provider: str, type_: str, import_id: str, context: Context) -> Values | None:
        """See ``Cloud.lookup``."""
        call = self._call("lookup", type_, import_id, {}, context)
        return self._through(
            call, context, lambda: self._cloud.lookup(provider, type_, import_id, context)
        )

    def data(self, provider: str, type_: str, config: Values, context: Context) -> Values:
        """See ``Cloud.data``."""
        call = self._call("data", type_, "", config, context)
        return self._through(
            call, context, lambda: self._cloud.data(provider, type_, config, context)
        )

    def open_ephemeral(self, provider: str, type_: str, config: Values, context: Context) -> Values:
        """See ``Cloud.open_ephemeral``."""
        call = self._call("ephemeral", type_, "", config, context)
        return self._through(
            call, context, lambda: self._cloud.open_ephemeral(provider, type_, config, context)
        )

    def _call(self, kind: str, type_: str, id_: str, values: Values, context: Context) -> Call:
        known = self._whereabouts if self._faults.any() else None
        return Call("provider", kind, type_, id_, of_call(type_, id_, values, context, known))

    def _through(self, call: Call, context: Context, onward: Callable[[], Answer]) -> Answer:
        with self._watch():
            hits = self._faults.count(call)
            for fault in hits:
                if not fault.rule.after:
                    self._strikes.strike(fault, context.stop)
            if context.gone.is_set():
                raise Refusal("The caller is gone; the request was never sent.", 499)
            answer = onward()
            for fault in hits:
                if fault.rule.after:
                    self._strikes.strike(fault, context.stop)
            return answer


class StorageGate:
    """Cloud Storage with its faults: asked before each request, and told of it."""

    def __init__(
        self,
        faults: Faults,
        strikes: Strikes,
        watch: Watch = nullcontext,
        whereabouts: Whereabouts | None = None,
    ) -> None:
        self._faults = faults
        self._strikes = strikes
        self._watch = watch
        self._whereabouts = whereabouts or Nowhere()

    def before(self, method: str, path: str) -> tuple[int, str] | None:
        """Status and message to answer instead of serving the request, or None to serve it."""
        with self._watch():
            for fault in self._faults.count(Call("storage", method, "", path, self._place(path))):
                try:
                    self._strikes.strike(fault, threading.Event())
                except Refusal as refusal:
                    return refusal.code, refusal.message
            return None

    def _place(self, path: str) -> str:
        bucket = bucket_of(path) if self._faults.outages() else ""
        return self._whereabouts.bucket(bucket) if bucket else ""
