"""The protocol's methods, each with its handler: one table, nothing else to look for.

A handler takes the request and the caller's connection. A defect of ours reaches the user as a
diagnostic with the type in question, never as a broken connection.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from crm_infra.simcloud.cloud.calls import Cloud
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.provider.codec import decode
from crm_infra.simcloud.provider.connections import Connection
from crm_infra.simcloud.provider.diagnostics import diagnostics
from crm_infra.simcloud.provider.gen import tfplugin6_pb2 as wire
from crm_infra.simcloud.provider.http2.messages import Failure, Procedure, Status
from crm_infra.simcloud.provider.memory import DEPENDS_ON_REQUEST_ALONE, Memory, asked
from crm_infra.simcloud.provider.reading import Reading
from crm_infra.simcloud.provider.resources import Resources
from crm_infra.simcloud.provider.schema_wire import schema_bytes
from crm_infra.simcloud.schema.model import ProviderSchema

_PATH: Final = "/tfplugin6.Provider/"
# These ask the cloud, where an operation may be paced and a call may hang.
_MAY_WAIT: Final = frozenset(
    {
        "ReadResource",
        "ApplyResourceChange",
        "ImportResourceState",
        "ReadDataSource",
        "OpenEphemeralResource",
        "RenewEphemeralResource",
        "CloseEphemeralResource",
    }
)
_log = logging.getLogger(__name__)

Handle = Callable[[Any, Connection], Any]
Method = tuple[Any, Any, Handle]


class Service:
    """One provider's methods."""

    def __init__(self, schema: ProviderSchema, cloud: Cloud) -> None:
        self._schema = schema
        self._resources = Resources(schema, cloud)
        self._reading = Reading(schema, cloud)
        self._encoded_schema: bytes | None = None
        self._memory = Memory()
        self._table = self._methods()

    def procedures(self, caller: Connection) -> Mapping[str, Procedure]:
        """What a connection may call, by path."""
        procedures = {
            _PATH + name: Procedure(self._answering(name, caller), name in _MAY_WAIT)
            for name in self._table
        }
        schema = Procedure(self._schema_bytes, waits=False)
        return {**procedures, f"{_PATH}GetProviderSchema": schema}

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

    def _answering(self, name: str, caller: Connection) -> Callable[[bytes], bytes]:
        request, reply, handle = self._table[name]
        remembered = name in DEPENDS_ON_REQUEST_ALONE

        def answer(data: bytes) -> bytes:
            question = asked(name, data, caller.configured) if remembered else b""
            known = self._memory.get(question) if remembered else None
            if known is not None:
                return known
            message = request.FromString(data)
            try:
                said = handle(message, caller).SerializeToString()
            except Exception as error:  # noqa: BLE001 - see the module's docstring
                _log.exception("%s failed", handle.__name__)
                return _defect(reply, message, handle, error).SerializeToString()
            if remembered:
                self._memory.put(question, said)
            return said

        return answer

    def _schema_bytes(self, _request: bytes) -> bytes:
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
        raise Failure(Status.UNKNOWN, str(fault)) from error
    return reply(diagnostics=diagnostics([fault]))
