from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Nothing(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class DynamicValue(_message.Message):
    __slots__ = ("msgpack", "json")
    MSGPACK_FIELD_NUMBER: _ClassVar[int]
    JSON_FIELD_NUMBER: _ClassVar[int]
    msgpack: bytes
    json: bytes
    def __init__(self, msgpack: _Optional[bytes] = ..., json: _Optional[bytes] = ...) -> None: ...

class AttributePath(_message.Message):
    __slots__ = ("steps",)
    class Step(_message.Message):
        __slots__ = ("attribute_name", "element_key_string", "element_key_int")
        ATTRIBUTE_NAME_FIELD_NUMBER: _ClassVar[int]
        ELEMENT_KEY_STRING_FIELD_NUMBER: _ClassVar[int]
        ELEMENT_KEY_INT_FIELD_NUMBER: _ClassVar[int]
        attribute_name: str
        element_key_string: str
        element_key_int: int
        def __init__(self, attribute_name: _Optional[str] = ..., element_key_string: _Optional[str] = ..., element_key_int: _Optional[int] = ...) -> None: ...
    STEPS_FIELD_NUMBER: _ClassVar[int]
    steps: _containers.RepeatedCompositeFieldContainer[AttributePath.Step]
    def __init__(self, steps: _Optional[_Iterable[_Union[AttributePath.Step, _Mapping]]] = ...) -> None: ...

class Diagnostic(_message.Message):
    __slots__ = ("severity", "summary", "detail", "attribute")
    class Severity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        INVALID: _ClassVar[Diagnostic.Severity]
        ERROR: _ClassVar[Diagnostic.Severity]
        WARNING: _ClassVar[Diagnostic.Severity]
    INVALID: Diagnostic.Severity
    ERROR: Diagnostic.Severity
    WARNING: Diagnostic.Severity
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTE_FIELD_NUMBER: _ClassVar[int]
    severity: Diagnostic.Severity
    summary: str
    detail: str
    attribute: AttributePath
    def __init__(self, severity: _Optional[_Union[Diagnostic.Severity, str]] = ..., summary: _Optional[str] = ..., detail: _Optional[str] = ..., attribute: _Optional[_Union[AttributePath, _Mapping]] = ...) -> None: ...

class Capabilities(_message.Message):
    __slots__ = ("plan_destroy", "get_provider_schema_optional", "move_resource_state")
    PLAN_DESTROY_FIELD_NUMBER: _ClassVar[int]
    GET_PROVIDER_SCHEMA_OPTIONAL_FIELD_NUMBER: _ClassVar[int]
    MOVE_RESOURCE_STATE_FIELD_NUMBER: _ClassVar[int]
    plan_destroy: bool
    get_provider_schema_optional: bool
    move_resource_state: bool
    def __init__(self, plan_destroy: _Optional[bool] = ..., get_provider_schema_optional: _Optional[bool] = ..., move_resource_state: _Optional[bool] = ...) -> None: ...

class NestedObject(_message.Message):
    __slots__ = ("attributes", "nesting")
    class Nesting(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        INVALID: _ClassVar[NestedObject.Nesting]
        SINGLE: _ClassVar[NestedObject.Nesting]
        LIST: _ClassVar[NestedObject.Nesting]
        SET: _ClassVar[NestedObject.Nesting]
        MAP: _ClassVar[NestedObject.Nesting]
    INVALID: NestedObject.Nesting
    SINGLE: NestedObject.Nesting
    LIST: NestedObject.Nesting
    SET: NestedObject.Nesting
    MAP: NestedObject.Nesting
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    NESTING_FIELD_NUMBER: _ClassVar[int]
    attributes: _containers.RepeatedCompositeFieldContainer[Attribute]
    nesting: NestedObject.Nesting
    def __init__(self, attributes: _Optional[_Iterable[_Union[Attribute, _Mapping]]] = ..., nesting: _Optional[_Union[NestedObject.Nesting, str]] = ...) -> None: ...

class Attribute(_message.Message):
    __slots__ = ("name", "type", "description", "required", "optional", "computed", "sensitive", "deprecated", "nested_type", "write_only")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    REQUIRED_FIELD_NUMBER: _ClassVar[int]
    OPTIONAL_FIELD_NUMBER: _ClassVar[int]
    COMPUTED_FIELD_NUMBER: _ClassVar[int]
    SENSITIVE_FIELD_NUMBER: _ClassVar[int]
    DEPRECATED_FIELD_NUMBER: _ClassVar[int]
    NESTED_TYPE_FIELD_NUMBER: _ClassVar[int]
    WRITE_ONLY_FIELD_NUMBER: _ClassVar[int]
    name: str
    type: bytes
    description: str
    required: bool
    optional: bool
    computed: bool
    sensitive: bool
    deprecated: bool
    nested_type: NestedObject
    write_only: bool
    def __init__(self, name: _Optional[str] = ..., type: _Optional[bytes] = ..., description: _Optional[str] = ..., required: _Optional[bool] = ..., optional: _Optional[bool] = ..., computed: _Optional[bool] = ..., sensitive: _Optional[bool] = ..., deprecated: _Optional[bool] = ..., nested_type: _Optional[_Union[NestedObject, _Mapping]] = ..., write_only: _Optional[bool] = ...) -> None: ...

class NestedBlock(_message.Message):
    __slots__ = ("type_name", "block", "nesting", "min_items", "max_items")
    class Nesting(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        INVALID: _ClassVar[NestedBlock.Nesting]
        SINGLE: _ClassVar[NestedBlock.Nesting]
        LIST: _ClassVar[NestedBlock.Nesting]
        SET: _ClassVar[NestedBlock.Nesting]
        MAP: _ClassVar[NestedBlock.Nesting]
        GROUP: _ClassVar[NestedBlock.Nesting]
    INVALID: NestedBlock.Nesting
    SINGLE: NestedBlock.Nesting
    LIST: NestedBlock.Nesting
    SET: NestedBlock.Nesting
    MAP: NestedBlock.Nesting
    GROUP: NestedBlock.Nesting
    TYPE_NAME_FIELD_NUMBER: _ClassVar[int]
    BLOCK_FIELD_NUMBER: _ClassVar[int]
    NESTING_FIELD_NUMBER: _ClassVar[int]
    MIN_ITEMS_FIELD_NUMBER: _ClassVar[int]
    MAX_ITEMS_FIELD_NUMBER: _ClassVar[int]
    type_name: str
    block: Block
    nesting: NestedBlock.Nesting
    min_items: int
    max_items: int
    def __init__(self, type_name: _Optional[str] = ..., block: _Optional[_Union[Block, _Mapping]] = ..., nesting: _Optional[_Union[NestedBlock.Nesting, str]] = ..., min_items: _Optional[int] = ..., max_items: _Optional[int] = ...) -> None: ...

class Block(_message.Message):
    __slots__ = ("version", "attributes", "block_types", "description", "deprecated")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    BLOCK_TYPES_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    DEPRECATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    attributes: _containers.RepeatedCompositeFieldContainer[Attribute]
    block_types: _containers.RepeatedCompositeFieldContainer[NestedBlock]
    description: str
    deprecated: bool
    def __init__(self, version: _Optional[int] = ..., attributes: _Optional[_Iterable[_Union[Attribute, _Mapping]]] = ..., block_types: _Optional[_Iterable[_Union[NestedBlock, _Mapping]]] = ..., description: _Optional[str] = ..., deprecated: _Optional[bool] = ...) -> None: ...

class Schema(_message.Message):
    __slots__ = ("version", "block")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    BLOCK_FIELD_NUMBER: _ClassVar[int]
    version: int
    block: Block
    def __init__(self, version: _Optional[int] = ..., block: _Optional[_Union[Block, _Mapping]] = ...) -> None: ...

class Function(_message.Message):
    __slots__ = ("summary",)
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    summary: str
    def __init__(self, summary: _Optional[str] = ...) -> None: ...

class SchemaReply(_message.Message):
    __slots__ = ("provider", "resource_schemas", "data_source_schemas", "diagnostics", "provider_meta", "server_capabilities", "functions", "ephemeral_resource_schemas")
    class ResourceSchemasEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Schema
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Schema, _Mapping]] = ...) -> None: ...
    class DataSourceSchemasEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Schema
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Schema, _Mapping]] = ...) -> None: ...
    class FunctionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Function
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Function, _Mapping]] = ...) -> None: ...
    class EphemeralResourceSchemasEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Schema
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Schema, _Mapping]] = ...) -> None: ...
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_SCHEMAS_FIELD_NUMBER: _ClassVar[int]
    DATA_SOURCE_SCHEMAS_FIELD_NUMBER: _ClassVar[int]
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_META_FIELD_NUMBER: _ClassVar[int]
    SERVER_CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    FUNCTIONS_FIELD_NUMBER: _ClassVar[int]
    EPHEMERAL_RESOURCE_SCHEMAS_FIELD_NUMBER: _ClassVar[int]
    provider: Schema
    resource_schemas: _containers.MessageMap[str, Schema]
    data_source_schemas: _containers.MessageMap[str, Schema]
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    provider_meta: Schema
    server_capabilities: Capabilities
    functions: _containers.MessageMap[str, Function]
    ephemeral_resource_schemas: _containers.MessageMap[str, Schema]
    def __init__(self, provider: _Optional[_Union[Schema, _Mapping]] = ..., resource_schemas: _Optional[_Mapping[str, Schema]] = ..., data_source_schemas: _Optional[_Mapping[str, Schema]] = ..., diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping]]] = ..., provider_meta: _Optional[_Union[Schema, _Mapping]] = ..., server_capabilities: _Optional[_Union[Capabilities, _Mapping]] = ..., functions: _Optional[_Mapping[str, Function]] = ..., ephemeral_resource_schemas: _Optional[_Mapping[str, Schema]] = ...) -> None: ...

class TypeName(_message.Message):
    __slots__ = ("type_name",)
    TYPE_NAME_FIELD_NUMBER: _ClassVar[int]
    type_name: str
    def __init__(self, type_name: _Optional[str] = ...) -> None: ...

class Metadata(_message.Message):
    __slots__ = ("server_capabilities", "diagnostics", "data_sources", "resources", "ephemeral_resources")
    SERVER_CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    DATA_SOURCES_FIELD_NUMBER: _ClassVar[int]
    RESOURCES_FIELD_NUMBER: _ClassVar[int]
    EPHEMERAL_RESOURCES_FIELD_NUMBER: _ClassVar[int]
    server_capabilities: Capabilities
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    data_sources: _containers.RepeatedCompositeFieldContainer[TypeName]
    resources: _containers.RepeatedCompositeFieldContainer[TypeName]
    ephemeral_resources: _containers.RepeatedCompositeFieldContainer[TypeName]
    def __init__(self, server_capabilities: _Optional[_Union[Capabilities, _Mapping]] = ..., diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping]]] = ..., data_sources: _Optional[_Iterable[_Union[TypeName, _Mapping]]] = ..., resources: _Optional[_Iterable[_Union[TypeName, _Mapping]]] = ..., ephemeral_resources: _Optional[_Iterable[_Union[TypeName, _Mapping]]] = ...) -> None: ...

class IdentitySchemas(_message.Message):
    __slots__ = ("diagnostics",)
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    def __init__(self, diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping]]] = ...) -> None: ...

class FunctionList(_message.Message):
    __slots__ = ("functions", "diagnostics")
    class FunctionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Function
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Function, _Mapping]] = ...) -> None: ...
    FUNCTIONS_FIELD_NUMBER: _ClassVar[int]
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    functions: _containers.MessageMap[str, Function]
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    def __init__(self, functions: _Optional[_Mapping[str, Function]] = ..., diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping]]] = ...) -> None: ...

class FunctionCall(_message.Message):
    __slots__ = ("name", "arguments")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    name: str
    arguments: _containers.RepeatedCompositeFieldContainer[DynamicValue]
    def __init__(self, name: _Optional[str] = ..., arguments: _Optional[_Iterable[_Union[DynamicValue, _Mapping]]] = ...) -> None: ...

class FunctionError(_message.Message):
    __slots__ = ("text", "function_argument")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_ARGUMENT_FIELD_NUMBER: _ClassVar[int]
    text: str
    function_argument: int
    def __init__(self, text: _Optional[str] = ..., function_argument: _Optional[int] = ...) -> None: ...

class FunctionResult(_message.Message):
    __slots__ = ("result", "error")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    result: DynamicValue
    error: FunctionError
    def __init__(self, result: _Optional[_Union[DynamicValue, _Mapping]] = ..., error: _Optional[_Union[FunctionError, _Mapping]] = ...) -> None: ...

class ConfigOnly(_message.Message):
    __slots__ = ("config",)
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    config: DynamicValue
    def __init__(self, config: _Optional[_Union[DynamicValue, _Mapping]] = ...) -> None: ...

class ConfigureRequest(_message.Message):
    __slots__ = ("terraform_version", "config")
    TERRAFORM_VERSION_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    terraform_version: str
    config: DynamicValue
    def __init__(self, terraform_version: _Optional[str] = ..., config: _Optional[_Union[DynamicValue, _Mapping]] = ...) -> None: ...

class DiagnosticsFirst(_message.Message):
    __slots__ = ("diagnostics",)
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    def __init__(self, diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping]]] = ...) -> None: ...

class DiagnosticsSecond(_message.Message):
    __slots__ = ("diagnostics",)
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    def __init__(self, diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping]]] = ...) -> None: ...

class Stopped(_message.Message):
    __slots__ = ("error",)
    ERROR_FIELD_NUMBER: _ClassVar[int]
    error: str
    def __init__(self, error: _Optional[str] = ...) -> None: ...

class TypedConfig(_message.Message):
    __slots__ = ("type_name", "config")
    TYPE_NAME_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    type_name: str
    config: DynamicValue
    def __init__(self, type_name: _Optional[str] = ..., config: _Optional[_Union[DynamicValue, _Mapping]] = ...) -> None: ...

class RawState(_message.Message):
    __slots__ = ("json", "flatmap")
    class FlatmapEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    JSON_FIELD_NUMBER: _ClassVar[int]
    FLATMAP_FIELD_NUMBER: _ClassVar[int]
    json: bytes
    flatmap: _containers.ScalarMap[str, str]
    def __init__(self, json: _Optional[bytes] = ..., flatmap: _Optional[_Mapping[str, str]] = ...) -> None: ...

class UpgradeRequest(_message.Message):
    __slots__ = ("type_name", "version", "raw_state")
    TYPE_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    RAW_STATE_FIELD_NUMBER: _ClassVar[int]
    type_name: str
    version: int
    raw_state: RawState
    def __init__(self, type_name: _Optional[str] = ..., version: _Optional[int] = ..., raw_state: _Optional[_Union[RawState, _Mapping]] = ...) -> None: ...

class UpgradeReply(_message.Message):
    __slots__ = ("upgraded_state", "diagnostics")
    UPGRADED_STATE_FIELD_NUMBER: _ClassVar[int]
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    upgraded_state: DynamicValue
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    def __init__(self, upgraded_state: _Optional[_Union[DynamicValue, _Mapping]] = ..., diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping]]] = ...) -> None: ...

class ReadRequest(_message.Message):
    __slots__ = ("type_name", "current_state", "private")
    TYPE_NAME_FIELD_NUMBER: _ClassVar[int]
    CURRENT_STATE_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_FIELD_NUMBER: _ClassVar[int]
    type_name: str
    current_state: DynamicValue
    private: bytes
    def __init__(self, type_name: _Optional[str] = ..., current_state: _Optional[_Union[DynamicValue, _Mapping]] = ..., private: _Optional[bytes] = ...) -> None: ...

class ReadReply(_message.Message):
    __slots__ = ("new_state", "diagnostics", "private")
    NEW_STATE_FIELD_NUMBER: _ClassVar[int]
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_FIELD_NUMBER: _ClassVar[int]
    new_state: DynamicValue
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    private: bytes
    def __init__(self, new_state: _Optional[_Union[DynamicValue, _Mapping]] = ..., diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping]]] = ..., private: _Optional[bytes] = ...) -> None: ...

class PlanRequest(_message.Message):
    __slots__ = ("type_name", "prior_state", "proposed_new_state", "config", "prior_private")
    TYPE_NAME_FIELD_NUMBER: _ClassVar[int]
    PRIOR_STATE_FIELD_NUMBER: _ClassVar[int]
    PROPOSED_NEW_STATE_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    PRIOR_PRIVATE_FIELD_NUMBER: _ClassVar[int]
    type_name: str
    prior_state: DynamicValue
    proposed_new_state: DynamicValue
    config: DynamicValue
    prior_private: bytes
    def __init__(self, type_name: _Optional[str] = ..., prior_state: _Optional[_Union[DynamicValue, _Mapping]] = ..., proposed_new_state: _Optional[_Union[DynamicValue, _Mapping]] = ..., config: _Optional[_Union[DynamicValue, _Mapping]] = ..., prior_private: _Optional[bytes] = ...) -> None: ...

class PlanReply(_message.Message):
    __slots__ = ("planned_state", "requires_replace", "planned_private", "diagnostics", "legacy_type_system")
    PLANNED_STATE_FIELD_NUMBER: _ClassVar[int]
    REQUIRES_REPLACE_FIELD_NUMBER: _ClassVar[int]
    PLANNED_PRIVATE_FIELD_NUMBER: _ClassVar[int]
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    LEGACY_TYPE_SYSTEM_FIELD_NUMBER: _ClassVar[int]
    planned_state: DynamicValue
    requires_replace: _containers.RepeatedCompositeFieldContainer[AttributePath]
    planned_private: bytes
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    legacy_type_system: bool
    def __init__(self, planned_state: _Optional[_Union[DynamicValue, _Mapping]] = ..., requires_replace: _Optional[_Iterable[_Union[AttributePath, _Mapping]]] = ..., planned_private: _Optional[bytes] = ..., diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping]]] = ..., legacy_type_system: _Optional[bool] = ...) -> None: ...

class ApplyRequest(_message.Message):
    __slots__ = ("type_name", "prior_state", "planned_state", "config", "planned_private")
    TYPE_NAME_FIELD_NUMBER: _ClassVar[int]
    PRIOR_STATE_FIELD_NUMBER: _ClassVar[int]
    PLANNED_STATE_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    PLANNED_PRIVATE_FIELD_NUMBER: _ClassVar[int]
    type_name: str
    prior_state: DynamicValue
    planned_state: DynamicValue
    config: DynamicValue
    planned_private: bytes
    def __init__(self, type_name: _Optional[str] = ..., prior_state: _Optional[_Union[DynamicValue, _Mapping]] = ..., planned_state: _Optional[_Union[DynamicValue, _Mapping]] = ..., config: _Optional[_Union[DynamicValue, _Mapping]] = ..., planned_private: _Optional[bytes] = ...) -> None: ...

class ApplyReply(_message.Message):
    __slots__ = ("new_state", "private", "diagnostics", "legacy_type_system")
    NEW_STATE_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_FIELD_NUMBER: _ClassVar[int]
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    LEGACY_TYPE_SYSTEM_FIELD_NUMBER: _ClassVar[int]
    new_state: DynamicValue
    private: bytes
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    legacy_type_system: bool
    def __init__(self, new_state: _Optional[_Union[DynamicValue, _Mapping]] = ..., private: _Optional[bytes] = ..., diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping]]] = ..., legacy_type_system: _Optional[bool] = ...) -> None: ...

class ImportRequest(_message.Message):
    __slots__ = ("type_name", "id")
    TYPE_NAME_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    type_name: str
    id: str
    def __init__(self, type_name: _Optional[str] = ..., id: _Optional[str] = ...) -> None: ...

class ImportedResource(_message.Message):
    __slots__ = ("type_name", "state", "private")
    TYPE_NAME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_FIELD_NUMBER: _ClassVar[int]
    type_name: str
    state: DynamicValue
    private: bytes
    def __init__(self, type_name: _Optional[str] = ..., state: _Optional[_Union[DynamicValue, _Mapping]] = ..., private: _Optional[bytes] = ...) -> None: ...

class ImportReply(_message.Message):
    __slots__ = ("imported_resources", "diagnostics")
    IMPORTED_RESOURCES_FIELD_NUMBER: _ClassVar[int]
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    imported_resources: _containers.RepeatedCompositeFieldContainer[ImportedResource]
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    def __init__(self, imported_resources: _Optional[_Iterable[_Union[ImportedResource, _Mapping]]] = ..., diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping]]] = ...) -> None: ...

class MoveRequest(_message.Message):
    __slots__ = ("source_provider_address", "source_type_name", "target_type_name")
    SOURCE_PROVIDER_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_TYPE_NAME_FIELD_NUMBER: _ClassVar[int]
    TARGET_TYPE_NAME_FIELD_NUMBER: _ClassVar[int]
    source_provider_address: str
    source_type_name: str
    target_type_name: str
    def __init__(self, source_provider_address: _Optional[str] = ..., source_type_name: _Optional[str] = ..., target_type_name: _Optional[str] = ...) -> None: ...

class MoveReply(_message.Message):
    __slots__ = ("target_state", "diagnostics")
    TARGET_STATE_FIELD_NUMBER: _ClassVar[int]
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    target_state: DynamicValue
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    def __init__(self, target_state: _Optional[_Union[DynamicValue, _Mapping]] = ..., diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping]]] = ...) -> None: ...

class DataReply(_message.Message):
    __slots__ = ("state", "diagnostics")
    STATE_FIELD_NUMBER: _ClassVar[int]
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    state: DynamicValue
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    def __init__(self, state: _Optional[_Union[DynamicValue, _Mapping]] = ..., diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping]]] = ...) -> None: ...

class OpenReply(_message.Message):
    __slots__ = ("diagnostics", "result", "private")
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_FIELD_NUMBER: _ClassVar[int]
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    result: DynamicValue
    private: bytes
    def __init__(self, diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping]]] = ..., result: _Optional[_Union[DynamicValue, _Mapping]] = ..., private: _Optional[bytes] = ...) -> None: ...

class EphemeralHandle(_message.Message):
    __slots__ = ("type_name", "private")
    TYPE_NAME_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_FIELD_NUMBER: _ClassVar[int]
    type_name: str
    private: bytes
    def __init__(self, type_name: _Optional[str] = ..., private: _Optional[bytes] = ...) -> None: ...

class RenewReply(_message.Message):
    __slots__ = ("diagnostics", "private")
    DIAGNOSTICS_FIELD_NUMBER: _ClassVar[int]
    PRIVATE_FIELD_NUMBER: _ClassVar[int]
    diagnostics: _containers.RepeatedCompositeFieldContainer[Diagnostic]
    private: bytes
    def __init__(self, diagnostics: _Optional[_Iterable[_Union[Diagnostic, _Mapping]]] = ..., private: _Optional[bytes] = ...) -> None: ...
