"""What the provider says it was doing when the API refused.

Google's provider names a resource by its own short name, which follows from the type's name once
the product in front is taken off: ``google_compute_router_nat`` is a ``RouterNat``.
"""

from typing import Final

from crm_infra.simcloud.provider import atlas_wording
from crm_infra.simcloud.values import Values

_PRODUCTS: Final = (
    "access_context_manager",
    "artifact_registry",
    "cloud_run_v2",
    "cloud_scheduler",
    "certificate_manager",
    "binary_authorization",
    "essential_contacts",
    "gke_backup",
    "network_connectivity",
    "org_policy",
    "secret_manager",
    "service_networking",
    "billing",
    "compute",
    "container",
    "dns",
    "iam",
    "kms",
    "logging",
    "monitoring",
    "pubsub",
    "redis",
    "storage",
)


def resource_name(type_: str) -> str:
    """The provider's own name of a type."""
    words = type_.partition("_")[2]
    for product in _PRODUCTS:
        if words.startswith(f"{product}_"):
            words = words.removeprefix(f"{product}_")
            break
    return "".join(word.capitalize() for word in words.split("_"))


def doing(action: str, type_: str, id_: str, values: Values) -> str:
    """What stands before the API's answer; ``action`` is create, update, delete or read."""
    if type_.startswith(atlas_wording.PREFIX):
        return atlas_wording.doing(action, type_, values)
    name = resource_name(type_)
    if action == "create":
        return f"Error creating {name}: "
    if action == "update":
        return f'Error updating {name} "{id_}": '
    # The provider uses the same words for reading and deleting.
    return f"Error when reading or editing {name}: "


def touching(type_: str) -> str:
    """What stands before the answer to a data source or an import."""
    return doing("read", type_, "", {})
