"""The protocol's methods, each with its handler: one table, nothing else to look for.

A handler takes the request and the caller's connection. A defect of ours reaches the user as a
diagnostic with the type in question, never as a broken connection.
"""

import logging
from collections.abc import Callable
from typing import Any, Final

import grpc

from crm_infra.simcloud.cloud.calls import Cloud
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.provider.codec import decode
from crm_infra.simcloud.provider.connections import Connection, Connections
from crm_infra.simcloud.provider.diagnostics import diagnostics
from crm_infra.simcloud.provider.gen import tfplugin6_pb2 as wire
from crm_infra.simcloud.provider.reading import Reading
from crm_infra.simcloud.provider.resources import Resources
from crm_infra.simcloud.provider.schema_wire import schema_bytes
from crm_infra.simcloud.schema.model import ProviderSchema

SERVICE: Final = "tfplugin6.Provider"
# The package's types are partial where handlers are made.
_grpc: Any = grpc
_log = logging.getLogger(__name__)

Handle = Callable[[Any, Connection], Any]
Method = tuple[Any, Any, Handle]


class Service:
    """One provider's methods over the open connections."""

    def __init__(self, schema: ProviderSchema, cloud: Cloud, connections: Connections) -> None:
        self._schema = schema
        self._connections = connections
        self._resources = Resources(schema, cloud)
        self._reading = Reading(schema, cloud)
        self._encoded_schema: bytes | None = None

    def handler(self) -> Any:
        """The handler to register with a gRPC server."""
        handlers = {name: self._wrap(*method) for name, method in self._methods().items()}
        handlers["GetProviderSchema"] = _grpc.unary_unary_rpc_method_handler(self._schema_bytes)
        return _grpc.method_handlers_generic_handler(SERVICE, handlers)

    def _methods(self) -> dict[str, Method]:
        resources, reading = self._resources, self._reading
        first, typed = wire.DiagnosticsFirst, wire.TypedConfig
        return {
            "GetMetadata": (wire.Nothing, wire.Metadata, self._metadata),
            "GetResourceIdentitySchemas": (wire.Nothing, wire.IdentitySchemas, _no_identities),
            "GetFunctions": (wire.Nothing, wire.FunctionList, _no_functions),
            "CallFunction": (wire.FunctionCall, wire.FunctionResult, self._no_function),
            "ValidateProviderConfig": (wire.ConfigOnly, wire.DiagnosticsSecond, _accept),
            "ConfigureProvider": (wire.ConfigureRequest, first, self._configure),
            "StopProvider": (wire.Nothing, wire.Stopped, _stop),
            "ValidateResourceConfig": (typed, first, resources.validate),
            "UpgradeResourceState": (wire.UpgradeRequest, wire.UpgradeReply, resources.upgrade),
            "ReadResource": (wire.ReadRequest, wire.ReadReply, resources.read),
            "PlanResourceChange": (wire.PlanRequest, wire.PlanReply, resources.plan),
            "ApplyResourceChange": (wire.ApplyRequest, wire.ApplyReply, resources.apply),
            "ImportResourceState": (wire.ImportRequest, wire.ImportReply, resources.import_),
            "MoveResourceState": (wire.MoveRequest, wire.MoveReply, resources.move),
            "ValidateDataResourceConfig": (typed, first, reading.validate_data),
            "ReadDataSource": (typed, wire.DataReply, reading.data),
            "ValidateEphemeralResourceConfig": (typed, first, reading.validate_ephemeral),
            "OpenEphemeralResource": (typed, wire.OpenReply, reading.open),
            "RenewEphemeralResource": (wire.EphemeralHandle, wire.RenewReply, reading.renew),
            "CloseEphemeralResource": (wire.EphemeralHandle, first, reading.close),
        }

    def _wrap(self, request: Any, reply: Any, handle: Handle) -> Any:
        def answer(message: Any, context: grpc.ServicerContext) -> Any:
            if not context.is_active():
                return reply()  # nobody hears it; the one who asked is gone
            try:
                return handle(message, self._connections.of(context.peer()))
            except Exception as error:  # noqa: BLE001 - see the module's docstring
                _log.exception("%s failed", handle.__name__)
                return _defect(reply, message, handle, error)

        return _grpc.unary_unary_rpc_method_handler(
            answer,
            request_deserializer=request.FromString,
            response_serializer=_serialized,
        )

    def _schema_bytes(self, _request: bytes, _context: grpc.ServicerContext) -> bytes:
        if self._encoded_schema is None:
            self._encoded_schema = schema_bytes(self._schema)
        return self._encoded_schema

    def _metadata(self, _request: wire.Nothing, _: Connection) -> wire.Metadata:
        schema = self._schema
        return wire.Metadata(
            resources=[wire.TypeName(type_name=name) for name in schema.resources],
            data_sources=[wire.TypeName(type_name=name) for name in schema.data_sources],
            ephemeral_resources=[wire.TypeName(type_name=name) for name in schema.ephemeral],
        )

    def _configure(
        self, request: wire.ConfigureRequest, caller: Connection
    ) -> wire.DiagnosticsFirst:
        caller.configure(decode(request.config, self._schema.provider.type) or {})
        return wire.DiagnosticsFirst()

    def _no_function(self, request: wire.FunctionCall, _: Connection) -> wire.FunctionResult:
        text = (
            f"simcloud serves no provider functions, so {request.name} of {self._schema.source} "
            "cannot be called; write the expression with Terraform's own functions"
        )
        return wire.FunctionResult(error=wire.FunctionError(text=text))


def _serialized(reply: Any) -> bytes:
    return reply.SerializeToString()


def _accept(_request: wire.ConfigOnly, _: Connection) -> wire.DiagnosticsSecond:
    return wire.DiagnosticsSecond()


def _no_identities(_request: wire.Nothing, _: Connection) -> wire.IdentitySchemas:
    return wire.IdentitySchemas()


def _no_functions(_request: wire.Nothing, _: Connection) -> wire.FunctionList:
    return wire.FunctionList()


def _stop(_request: wire.Nothing, caller: Connection) -> wire.Stopped:
    caller.stop.set()
    return wire.Stopped()


def _defect(reply: Any, message: Any, handle: Handle, error: Exception) -> Any:
    about = getattr(message, "type_name", "") or "the provider"
    fault = Fault(
        f"simcloud failed at {about}",
        f"{handle.__name__} of {about} raised {type(error).__name__}: {error}. This is a defect "
        "of simcloud; its log has the details.",
    )
    if "diagnostics" not in reply.DESCRIPTOR.fields_by_name:
        raise error
    return reply(diagnostics=diagnostics([fault]))
