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
    """

    def __init__(
        self, cloud: Cloud, faults: Faults, strikes: Strikes, watch: Watch = nullcontext
    ) -> None:
        self._cloud = cloud
        self._faults = faults
        self._strikes = strikes
        self._watch = watch

    def create(self, provider: str, type_: str, values: Values, context: Context) -> Values:
        """See ``Cloud.create``."""
        call = Call("provider", "create", type_, "", _place(values, context))
        return self._through(
            call, context, lambda: self._cloud.create(provider, type_, values, context)
        )

    def read(self, provider: str, type_: str, id_: str, context: Context) -> Values | None:
        """See ``Cloud.read``."""
        call = Call("provider", "read", type_, id_, _place({}, context, id_))
        return self._through(call, context, lambda: self._cloud.read(provider, type_, id_, context))

    def update(
        self, provider: str, type_: str, id_: str, prior: Values, values: Values, context: Context
    ) -> Values:
        """See ``Cloud.update``."""
        call = Call("provider", "update", type_, id_, _place(values, context))
        return self._through(
            call, context, lambda: self._cloud.update(provider, type_, id_, prior, values, context)
        )

    def delete(self, provider: str, type_: str, id_: str, prior: Values, context: Context) -> None:
        """See ``Cloud.delete``."""
        call = Call("provider", "delete", type_, id_, _place(prior, context))
        return self._through(
            call, context, lambda: self._cloud.delete(provider, type_, id_, prior, context)
        )

    def lookup(self, provider: str, type_: str, import_id: str, context: Context) -> Values | None:
        """See ``Cloud.lookup``."""
        call = Call("provider", "lookup", type_, import_id, _place({}, context, import_id))
        return self._through(
            call, context, lambda: self._cloud.lookup(provider, type_, import_id, context)
        )

    def data(self, provider: str, type_: str, config: Values, context: Context) -> Values:
        """See ``Cloud.data``."""
        call = Call("provider", "data", type_, "", _place(config, context))
        return self._through(
            call, context, lambda: self._cloud.data(provider, type_, config, context)
        )

    def open_ephemeral(self, provider: str, type_: str, config: Values, context: Context) -> Values:
        """See ``Cloud.open_ephemeral``."""
        call = Call("provider", "ephemeral", type_, "", _place(config, context))
        return self._through(
            call, context, lambda: self._cloud.open_ephemeral(provider, type_, config, context)
        )

    def _through(self, call: Call, context: Context, onward: Callable[[], Answer]) -> Answer:
        with self._watch():
            hits = self._faults.count(call)
            for fault in hits:
                if not fault.rule.after:
                    self._strikes.strike(fault, context.stop)
            answer = onward()
            for fault in hits:
                if fault.rule.after:
                    self._strikes.strike(fault, context.stop)
            return answer


class StorageGate:
    """Cloud Storage with its faults: asked before each request, and told of it."""

    def __init__(self, faults: Faults, strikes: Strikes, watch: Watch = nullcontext) -> None:
        self._faults = faults
        self._strikes = strikes
        self._watch = watch

    def before(self, method: str, path: str) -> tuple[int, str] | None:
        """Status and message to answer instead of serving the request, or None to serve it."""
        with self._watch():
            for fault in self._faults.count(Call("storage", method, "", path)):
                try:
                    self._strikes.strike(fault, threading.Event())
                except Refusal as refusal:
                    return refusal.code, refusal.message
            return None


def _place(values: Values, context: Context, id_: str = "") -> str:
    """Where a call acts: zone or region by its values, or by its id; else ``global``."""
    for attribute, usual in (("zone", context.zone), ("region", context.region), ("location", "")):
        if attribute in values:
            given = values[attribute]
            return given if isinstance(given, str) and given else usual
    parts = id_.split("/")
    for part in ("zones", "regions", "locations"):
        if part in parts[:-1]:
            return parts[parts.index(part) + 1]
    return "global"
