"""Managed resources: plan, apply, refresh, import and upgrade, for one provider.

Each method takes the protocol's request and the caller's connection and gives the protocol's
reply. Values are planned by ``engine`` with the quirks of ``planning``; what really happens is the
cloud's answer. See ``cloud.calls.Cloud`` for what the cloud gets and must return; on top of it:

* ``create`` and ``update`` get the planned values with write-only arguments filled in from the
  configuration; parts that only the cloud can know are ``UNKNOWN``;
* the answer is a dict of attributes with an ``id`` (also where the schema has none: it is then
  kept in Terraform's private data); a key left out, or left ``UNKNOWN``, keeps its planned value
  and becomes its type's zero where that was unknown;
* a ``Refusal`` on create leaves no state behind, on update and delete the prior state.
"""

import json
from typing import Any

from crm_infra.simcloud.cloud.calls import Cloud, Refusal
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.plan import plan
from crm_infra.simcloud.engine.protection import abandoned, protected
from crm_infra.simcloud.engine.settle import imported, settle
from crm_infra.simcloud.engine.upgrade import upgrade
from crm_infra.simcloud.engine.validation import validate
from crm_infra.simcloud.engine.write_only import with_write_only
from crm_infra.simcloud.planning import quirks_for
from crm_infra.simcloud.provider import wording
from crm_infra.simcloud.provider.codec import decode, encode, from_json
from crm_infra.simcloud.provider.connections import Connection
from crm_infra.simcloud.provider.diagnostics import attribute_path, diagnostics, refused
from crm_infra.simcloud.provider.gen import tfplugin6_pb2 as wire
from crm_infra.simcloud.schema.model import ProviderSchema, TypeSchema
from crm_infra.simcloud.values import Values


class Resources:
    """The managed resources of one provider."""

    def __init__(self, schema: ProviderSchema, cloud: Cloud) -> None:
        self._schema = schema
        self._cloud = cloud

    def validate(self, request: wire.TypedConfig, _: Connection) -> wire.DiagnosticsFirst:
        """Check a configuration as far as it is known."""
        schema = self._schema.resources[request.type_name]
        config = decode(request.config, schema.block.type)
        return wire.DiagnosticsFirst(
            diagnostics=diagnostics(validate(schema, config, quirks_for(schema.name)))
        )

    def upgrade(self, request: wire.UpgradeRequest, _: Connection) -> wire.UpgradeReply:
        """Read a state of any schema version."""
        schema = self._schema.resources[request.type_name]
        raw = json.loads(request.raw_state.json or "null")
        state = None if raw is None else upgrade(schema.block, raw)
        return wire.UpgradeReply(
            upgraded_state=encode(from_json(state, schema.block.type), schema.block.type)
        )

    def plan(self, request: wire.PlanRequest, caller: Connection) -> wire.PlanReply:
        """Plan a creation, a change or a destruction."""
        schema = self._schema.resources[request.type_name]
        type_ = schema.block.type
        planned = plan(
            schema,
            decode(request.prior_state, type_),
            decode(request.config, type_),
            caller.settings,
            quirks_for(schema.name),
        )
        return wire.PlanReply(
            planned_state=encode(planned.values, type_),
            requires_replace=[attribute_path(path) for path in planned.replace],
            planned_private=request.prior_private,
            diagnostics=diagnostics(planned.faults),
            legacy_type_system=schema.legacy,
        )

    def apply(self, request: wire.ApplyRequest, caller: Connection) -> wire.ApplyReply:
        """Create, change or delete, as planned."""
        schema = self._schema.resources[request.type_name]
        type_ = schema.block.type
        prior: Values | None = decode(request.prior_state, type_)
        planned: Values | None = decode(request.planned_state, type_)
        if planned is None:
            return self._delete(schema, prior or {}, request.planned_private, caller)
        values = with_write_only(schema.block, planned, decode(request.config, type_) or {})
        try:
            answer = self._ask(schema, prior, values, request.planned_private, caller)
        except Refusal as refusal:
            action, about = ("create", planned) if prior is None else ("update", prior)
            id_ = _id(about, request.planned_private)
            doing = wording.doing(action, schema.name, id_, about)
            return self._refused(schema, prior, request.planned_private, doing, refusal)
        state = settle(schema.block, answer, planned, legacy=schema.legacy)
        return wire.ApplyReply(
            new_state=encode(state, type_),
            private=_private(schema, answer, request.planned_private),
            legacy_type_system=schema.legacy,
        )

    def _ask(
        self,
        schema: TypeSchema,
        prior: Values | None,
        values: Values,
        private: bytes,
        caller: Connection,
    ) -> Values:
        source = self._schema.source
        if prior is None:
            return self._cloud.create(source, schema.name, values, caller.context)
        id_ = _id(prior, private)
        return self._cloud.update(source, schema.name, id_, prior, values, caller.context)

    def _delete(
        self, schema: TypeSchema, prior: Values, private: bytes, caller: Connection
    ) -> wire.ApplyReply:
        faults = protected(schema, prior, quirks_for(schema.name))
        if faults:
            return self._kept(schema, prior, private, faults)
        try:
            if not abandoned(prior):
                self._cloud.delete(
                    self._schema.source, schema.name, _id(prior, private), prior, caller.context
                )
        except Refusal as refusal:
            doing = wording.doing("delete", schema.name, "", prior)
            return self._refused(schema, prior, private, doing, refusal)
        return wire.ApplyReply(
            new_state=encode(None, schema.block.type), legacy_type_system=schema.legacy
        )

    def _kept(
        self, schema: TypeSchema, prior: Values, private: bytes, faults: list[Fault]
    ) -> wire.ApplyReply:
        return wire.ApplyReply(
            new_state=encode(prior, schema.block.type),
            private=private,
            diagnostics=diagnostics(faults),
            legacy_type_system=schema.legacy,
        )

    def _refused(
        self,
        schema: TypeSchema,
        prior: Values | None,
        private: bytes,
        doing: str,
        refusal: Refusal,
    ) -> wire.ApplyReply:
        return wire.ApplyReply(
            new_state=encode(prior, schema.block.type),
            private=private,
            diagnostics=refused(doing, refusal),
            legacy_type_system=schema.legacy,
        )

    def read(self, request: wire.ReadRequest, caller: Connection) -> wire.ReadReply:
        """Refresh: what stands in the cloud now, or nothing where it is gone."""
        schema = self._schema.resources[request.type_name]
        type_ = schema.block.type
        state: Values = decode(request.current_state, type_)
        try:
            answer = self._cloud.read(
                self._schema.source, schema.name, _id(state, request.private), caller.context
            )
        except Refusal as refusal:
            doing = wording.doing("read", schema.name, "", state)
            found = refused(doing, refusal)
            return wire.ReadReply(
                new_state=request.current_state, private=request.private, diagnostics=found
            )
        new = None if answer is None else settle(schema.block, answer, state, legacy=schema.legacy)
        return wire.ReadReply(new_state=encode(new, type_), private=request.private)

    def import_(self, request: wire.ImportRequest, caller: Connection) -> wire.ImportReply:
        """Find what a person names; what does not exist is left to Terraform to say."""
        schema = self._schema.resources[request.type_name]
        if not schema.importable:
            words = f"resource {schema.name} doesn't support import"
            return wire.ImportReply(diagnostics=diagnostics([Fault(words)]))
        try:
            answer = self._cloud.lookup(
                self._schema.source, schema.name, request.id, caller.context
            )
        except Refusal as refusal:
            found = refused(wording.touching(schema.name), refusal)
            return wire.ImportReply(diagnostics=found)
        answer = answer or {"id": request.id}
        state = imported(schema.block, answer)
        resource = wire.ImportedResource(
            type_name=schema.name,
            state=encode(state, schema.block.type),
            private=_private(schema, answer, b""),
        )
        return wire.ImportReply(imported_resources=[resource])

    def move(self, request: wire.MoveRequest, _: Connection) -> wire.MoveReply:
        """No type takes over another type's state."""
        fault = Fault(
            "Move Resource State Not Supported",
            f'The "{request.target_type_name}" resource type does not take over state of '
            f'"{request.source_type_name}" ({request.source_provider_address}). Use `terraform '
            "state rm` and import it instead.",
        )
        return wire.MoveReply(diagnostics=diagnostics([fault]))


def _id(state: Values, private: bytes) -> str:
    """The identifier, from state or, for types without one, from Terraform's private data."""
    if state.get("id"):
        return str(state["id"])
    kept: Any = json.loads(private) if private[:1] == b"{" else {}
    return str(kept.get("id", ""))


def _private(schema: TypeSchema, answer: Values, before: bytes) -> bytes:
    if "id" in schema.block.attributes or not answer.get("id"):
        return before
    return json.dumps({"id": answer["id"]}).encode()
