"""How MongoDB Atlas says no: the form of its refusals, and the sentences that many parts share.

A rule of Atlas is registered with ``refuses``, which is ``registry.rule`` with Atlas' form: the
address that was called, the HTTP status, the error code, the detail and its parameters, as the Go
client prints them. A sentence of one rule stands with the rule.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from crm_infra.simcloud.catalogue.facts import TypeFacts
from crm_infra.simcloud.cloud.calls import Refusal
from crm_infra.simcloud.services import registry
from crm_infra.simcloud.services.call import Call

_API: Final = "https://cloud.mongodb.com/api/atlas/v2"
_METHODS: Final = {"create": "POST", "update": "PATCH", "delete": "DELETE"}
_ALWAYS_PATCHED: Final = (
    "auditing",
    "backup_compliance_policy",
    "cloud_backup_schedule",
    "cloud_provider_access_authorization",
    "encryption_at_rest",
    "maintenance_window",
    "private_endpoint_regional_mode",
)
# Collection of a type below the project; what follows the bar names one thing of it.
_PATHS: Final = {
    "advanced_cluster": "clusters|{name}",
    "alert_configuration": "alertConfigs|{alert_configuration_id}",
    "auditing": "auditLog",
    "backup_compliance_policy": "backupCompliancePolicy",
    "cloud_backup_schedule": "clusters/{cluster_name}/backup/schedule",
    "cloud_backup_snapshot": "clusters/{cluster_name}/backup/snapshots|{snapshot_id}",
    "cloud_backup_snapshot_export_bucket": "backup/exportBuckets|{export_bucket_id}",
    "cloud_backup_snapshot_restore_job": "clusters/{cluster_name}/backup/restoreJobs",
    "cloud_provider_access_authorization": "cloudProviderAccess/{role_id}",
    "cloud_provider_access_setup": "cloudProviderAccess|{provider_name}/{role_id}",
    "cluster_outage_simulation": "clusters/{cluster_name}/outageSimulation",
    "custom_db_role": "customDBRoles/roles|{role_name}",
    "database_user": "databaseUsers|{auth_database_name}/{username}",
    "encryption_at_rest": "encryptionAtRest",
    "log_integration": "logIntegrations|{integration_id}",
    "maintenance_window": "maintenanceWindow",
    "network_container": "containers|{container_id}",
    "network_peering": "peers|{peer_id}",
    "private_endpoint_regional_mode": "privateEndpoint/regionalMode",
    "privatelink_endpoint": "privateEndpoint/endpointService|{private_link_id}",
    "privatelink_endpoint_service": (
        "privateEndpoint/{provider_name}/endpointService/{private_link_id}/endpoint"
        "|{endpoint_service_id}"
    ),
    "project_ip_access_list": "accessList|{cidr_block}{ip_address}",
    "project_service_account": "serviceAccounts|{client_id}",
    "third_party_integration": "integrations/{type}",
}
PREFIX: Final = "mongodbatlas_"


class Detail(str):
    """A message with the parameters that Atlas lists beside it."""

    __slots__ = ("params",)
    params: tuple[str, ...]

    def __new__(cls, text: str, *params: object) -> "Detail":
        """The message, and what it was made of."""
        made = super().__new__(cls, text)
        made.params = tuple(str(each) for each in params)
        return made


class AtlasRefusal(Refusal):
    """A refusal in Atlas' form.

    Args:
        message: The detail.
        code: HTTP status.
        reason: The error code, e.g. ``INVALID_ATTRIBUTE``.
        asked: Method and address of the request.
        params: Parameters of the detail.
    """

    def __init__(
        self, message: str, code: int, reason: str, asked: str, params: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message, code, reason)
        self.asked = asked
        self.params = params

    def __str__(self) -> str:
        phrase = HTTPStatus(self.code).phrase
        return (
            f'{self.asked}: HTTP {self.code} {phrase} (Error code: "{self.reason}") Detail:'
            f" {self.message} Reason: {phrase}. Params: [{' '.join(self.params)}],"
            " BadRequestDetail: "
        )


Check = Callable[[Call], Detail | None]


def refuses(
    part: str,
    *types: str,
    says: str,
    code: int = 400,
    reason: str = "INVALID_ATTRIBUTE",
    on: tuple[str, ...] = registry.CHANGES,
) -> Callable[[Check], Check]:
    """Register a check of Atlas for these types; ``part`` is where the page lists it."""

    def register(check: Check) -> Check:
        registry.rule(
            f"atlas: {part}", *types, says=says, code=code, reason=reason, on=on, form=refusal
        )(check)
        return check

    return register


def invalid(attribute: str) -> Detail:
    """What Atlas says of most values that cannot be."""
    return Detail(f"Invalid attribute {attribute} specified.", attribute)


def enum(value: object) -> Detail:
    """What Atlas says of a word that it does not know."""
    return Detail(f"An invalid enumeration value {value} was specified.", value)


def words_of(text: str) -> frozenset[str]:
    """The words of a text: for long lists of what Atlas knows."""
    return frozenset(text.split())


def refusal(call: Call, message: str, code: int, reason: str) -> AtlasRefusal:
    """A refusal of a call in Atlas' form."""
    params = message.params if isinstance(message, Detail) else ()
    return AtlasRefusal(message, code, reason, asked(call), params)


def asked(call: Call) -> str:
    """Address and method of the request behind a call."""
    short = call.type.removeprefix(PREFIX)
    method = "PATCH" if short in _ALWAYS_PATCHED else _METHODS[call.action]
    if call.action == "delete" and short not in ("auditing", "encryption_at_rest"):
        method = "DELETE"
    if short == "service_account":
        return f"{_API}/orgs/{call.text('org_id')}/serviceAccounts {method}"
    if short == "project":
        one = "" if call.action == "create" else f"/{call.id}"
        return f"{_API}/groups{one} {method}"
    collection, _, one = _PATHS.get(short, short).partition("|")
    path = f"{collection}/{one}" if one and call.action != "create" else collection
    return f"{_API}/groups/{call.text('project_id')}/{_filled(call, path)} {method}"


def _filled(call: Call, path: str) -> str:
    for name in (part.partition("}")[0] for part in path.split("{")[1:]):
        path = path.replace(f"{{{name}}}", call.text(name))
    return path


def missing(call: Call, target: TypeFacts, given: str) -> AtlasRefusal:
    """What a field names does not exist in the project."""
    project = call.text("project_id")
    match target.type.removeprefix(PREFIX):
        case "project":
            said, reason = Detail(f"No group with ID {given} exists.", given), "GROUP_NOT_FOUND"
        case "advanced_cluster":
            text = f"No cluster named {given} exists in group {project}."
            said, reason = Detail(text, given, project), "CLUSTER_NOT_FOUND"
        case "cloud_provider_access_setup":
            text = f"The role with ID {given} is not found."
            said, reason = Detail(text, given), "CLOUD_PROVIDER_ACCESS_ROLE_NOT_FOUND"
        case "privatelink_endpoint":
            text = f"No private endpoint service with ID {given} was found."
            said, reason = Detail(text, given), "PRIVATE_ENDPOINT_SERVICE_NOT_FOUND"
        case _:
            text = f"No {target.resource_label} with ID {given} exists in group {project}."
            said, reason = Detail(text, given, project), "RESOURCE_NOT_FOUND"
    return refusal(call, said, 404, reason)


def taken(call: Call) -> AtlasRefusal:
    """Something of that name is there already."""
    project = call.text("project_id")
    match call.type.removeprefix(PREFIX):
        case "advanced_cluster":
            name = call.text("name")
            text = f"A cluster named {name} is already present in group {project}."
            return refusal(call, Detail(text, name, project), 400, "DUPLICATE_CLUSTER_NAME")
        case "database_user":
            name = call.text("username")
            text = f"The specified username {name} is already taken."
            return refusal(call, Detail(text, name), 409, "USERNAME_ALREADY_EXISTS")
        case "custom_db_role":
            name = call.text("role_name")
            text = f"Custom role {name} already exists."
            return refusal(call, Detail(text, name), 409, "ATLAS_CUSTOM_ROLE_ALREADY_EXISTS")
        case "cluster_outage_simulation":
            name = call.text("cluster_name")
            text = f"An outage simulation already exists for cluster {name}."
            return refusal(call, Detail(text, name), 409, "OUTAGE_SIMULATION_ALREADY_EXISTS")
        case _:
            label = call.facts.resource_label or "resource"
            text = f"The {label} already exists in group {project}."
            return refusal(call, Detail(text, project), 409, "RESOURCE_ALREADY_EXISTS")
