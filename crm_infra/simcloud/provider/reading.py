"""Data sources and ephemeral resources: asked, answered, and nothing of it kept."""

from crm_infra.simcloud.cloud.calls import Cloud, Refusal
from crm_infra.simcloud.engine.settle import settle
from crm_infra.simcloud.engine.validation import validate
from crm_infra.simcloud.provider import wording
from crm_infra.simcloud.provider.codec import decode, encode
from crm_infra.simcloud.provider.connections import Connection
from crm_infra.simcloud.provider.diagnostics import diagnostics, refused
from crm_infra.simcloud.provider.gen import tfplugin6_pb2 as wire
from crm_infra.simcloud.schema.model import ProviderSchema


class Reading:
    """What one provider only reads."""

    def __init__(self, schema: ProviderSchema, cloud: Cloud) -> None:
        self._schema = schema
        self._cloud = cloud

    def validate_data(self, request: wire.TypedConfig, _: Connection) -> wire.DiagnosticsFirst:
        """Check a data source's configuration."""
        schema = self._schema.data_sources[request.type_name]
        config = decode(request.config, schema.block.type)
        return wire.DiagnosticsFirst(diagnostics=diagnostics(validate(schema, config)))

    def data(self, request: wire.TypedConfig, caller: Connection) -> wire.DataReply:
        """Answer a data source: what was asked stays, the rest is the cloud's answer."""
        schema = self._schema.data_sources[request.type_name]
        config = decode(request.config, schema.block.type)
        try:
            answer = self._cloud.data(self._schema.source, schema.name, config, caller.context)
        except Refusal as refusal:
            return wire.DataReply(diagnostics=refused(wording.touching(schema.name), refusal))
        asked = {name: value for name, value in config.items() if value is not None}
        state = settle(schema.block, answer, asked, legacy=schema.legacy)
        return wire.DataReply(state=encode(state, schema.block.type))

    def validate_ephemeral(self, request: wire.TypedConfig, _: Connection) -> wire.DiagnosticsFirst:
        """Check an ephemeral resource's configuration."""
        schema = self._schema.ephemeral[request.type_name]
        config = decode(request.config, schema.block.type)
        return wire.DiagnosticsFirst(diagnostics=diagnostics(validate(schema, config)))

    def open(self, request: wire.TypedConfig, caller: Connection) -> wire.OpenReply:
        """Answer an ephemeral resource."""
        schema = self._schema.ephemeral[request.type_name]
        config = decode(request.config, schema.block.type)
        try:
            answer = self._cloud.open_ephemeral(
                self._schema.source, schema.name, config, caller.context
            )
        except Refusal as refusal:
            return wire.OpenReply(diagnostics=refused(wording.touching(schema.name), refusal))
        result = settle(schema.block, answer, config, legacy=False)
        return wire.OpenReply(result=encode(result, schema.block.type))

    def renew(self, _request: wire.EphemeralHandle, _: Connection) -> wire.RenewReply:
        """Nothing expires while Terraform runs."""
        return wire.RenewReply()

    def close(self, _request: wire.EphemeralHandle, _: Connection) -> wire.DiagnosticsFirst:
        """Nothing was kept."""
        return wire.DiagnosticsFirst()
