"""What Atlas' provider says it was doing when the API refused.

It has words of its own for every type, some of them kept from earlier names of a thing. Types of
the plugin framework say what they were doing in the summary and put the API's answer into the
detail (a line break stands between the two here); the others have one line.
"""

from typing import Any, Final

from crm_infra.simcloud.values import Values

PREFIX: Final = "mongodbatlas_"
_ACTIONS: Final = ("create", "update", "delete", "read")


def _regular(what: str, of: str = "") -> tuple[str, str, str, str]:
    """``error creating WHAT: ``, and so on; all but the first may name the thing."""
    named = f"{what}({of})" if of.startswith("{") else f"{what} {of}".rstrip()
    return (
        f"error creating {what}: ",
        f"error updating {named}: ",
        f"error deleting {named}: ",
        f"error reading {named}: ",
    )


_PHRASES: Final[dict[str, tuple[str, str, str, str]]] = {
    "advanced_cluster": (
        "Error in create\ncluster name: {name}, API error details: ",
        "Error in update\ncluster name: {name}, API error details: ",
        "Error in delete\ncluster name: {name}, API error details: ",
        "error reading advanced cluster\ncluster name: {name}, API error details: ",
    ),
    "alert_configuration": (
        "error creating Alert Configuration information: %s\n",
        "error updating Alert Configuration information: %s\n",
        "error deleting Alert Configuration information\n",
        "error getting Alert Configuration information: %s\n",
    ),
    "auditing": _regular("MongoDB Auditing", "({project_id})"),
    "backup_compliance_policy": (
        "error updating a Backup Compliance Policy: {project_id}: ",
        "error updating a Backup Compliance Policy: {project_id}: ",
        "error disabling the Backup Compliance Policy: {project_id}: ",
        "error getting a Backup Compliance Policy for the project({project_id}): ",
    ),
    "cloud_backup_schedule": (
        "error creating a Cloud Backup Schedule: ",
        "error updating a Cloud Backup Schedule: ",
        "error deleting MongoDB Cloud Backup Schedule ({cluster_name}): ",
        "error getting a Cloud Backup Schedule for the cluster({cluster_name}): ",
    ),
    "cloud_backup_snapshot": (
        "error taking a snapshot: ",
        "error taking a snapshot: ",
        "error deleting a snapshot ({snapshot_id}): ",
        "error getting snapshot Information: ",
    ),
    "cloud_backup_snapshot_export_bucket": (
        "error creating snapshot export bucket: ",
        "error updating snapshot export bucket: ",
        "error deleting snapshot export bucket ({export_bucket_id}): ",
        "error getting snapshot export Bucket: ",
    ),
    "cloud_backup_snapshot_restore_job": (
        "error restore a snapshot: ",
        "error restore a snapshot: ",
        "error canceling snapshot restore job ({snapshot_restore_job_id}): ",
        "error getting cloudProviderSnapshotRestoreJob Information: ",
    ),
    "cloud_provider_access_authorization": (
        "error cloud provider access authorization ",
        "error cloud provider access authorization ",
        "error deleting cloud provider access ",
        "error reading cloud provider access ",
    ),
    "cloud_provider_access_setup": (
        "error creating cloud provider access ",
        "error creating cloud provider access ",
        "error deleting cloud provider access ",
        "error reading cloud provider access ",
    ),
    "cluster_outage_simulation": (
        (
            "error starting MongoDB Atlas Cluster Outage Simulation for Project ({project_id}),"
            " Cluster ({cluster_name}): "
        ),
        "updating a Cluster Outage Simulation is not supported: ",
        (
            "error ending MongoDB Atlas Cluster Outage Simulation for Project ({project_id}),"
            " Cluster ({cluster_name}): "
        ),
        (
            "error getting MongoDB Atlas Cluster Outage Simulation for Project ({project_id}),"
            " Cluster ({cluster_name}): "
        ),
    ),
    "custom_db_role": (
        "error creating custom db role: ",
        "error updating custom db role ({role_name}): ",
        "error deleting custom db role ({role_name}): ",
        "error getting custom db role information: ",
    ),
    "database_user": (
        "error during database user creation\n",
        "error during database user update\n",
        "error when destroying the database user resource\n",
        "error getting database user information\n",
    ),
    "encryption_at_rest": (
        "error creating Encryption At Rest: {project_id}\n",
        "error updating Encryption At Rest: {project_id}\n",
        "error deleting Encryption At Rest: ({project_id})\n",
        "error getting Encryption At Rest: {project_id}\n",
    ),
    "maintenance_window": _regular("the MongoDB Atlas Maintenance Window", "({project_id})"),
    "network_container": _regular("MongoDB Network Peering Container"),
    "network_peering": _regular("MongoDB Network Peering Connection"),
    "private_endpoint_regional_mode": _regular("MongoDB Private Endpoint Regional Mode"),
    "privatelink_endpoint": _regular("MongoDB Private Endpoints Connection", "{private_link_id}"),
    "privatelink_endpoint_service": (
        (
            "error adding MongoDB Private Service Endpoint Connection({provider_name}) to a Private"
            " Endpoint ({private_link_id}): "
        ),
        "error updating MongoDB Private Service Endpoint Connection({endpoint_service_id}): ",
        "error deleting MongoDB Private Service Endpoint Connection({endpoint_service_id}): ",
        "error reading MongoDB Private Service Endpoint Connection({endpoint_service_id}): ",
    ),
    "project": (
        "error creating Project\n",
        "error updating project({name})\n",
        "error when destroying resource\nerror deleting project ({id}): ",
        "error when getting project\n",
    ),
    "project_ip_access_list": (
        "error creating resource\nerror creating Project IP Access List information: ",
        "error updating resource\n",
        "error deleting the entry\nerror deleting Project IP Access List information: ",
        "error getting project ip access list information\n",
    ),
    "third_party_integration": _regular("third party integration"),
}
_OTHERS: Final = (
    "error creating resource\n",
    "error updating resource\n",
    "error deleting resource\n",
    "error fetching resource\n",
)


def doing(action: str, type_: str, values: Values) -> str:
    """What stands before the API's answer; ``action`` is create, update, delete or read."""
    phrases = _PHRASES.get(type_.removeprefix(PREFIX), _OTHERS)
    return _filled(phrases[_ACTIONS.index(action)], values)


def _filled(phrase: str, values: Values) -> str:
    for name in (part.partition("}")[0] for part in phrase.split("{")[1:]):
        value: Any = values.get(name)
        phrase = phrase.replace(f"{{{name}}}", value if isinstance(value, str) else "")
    return phrase
