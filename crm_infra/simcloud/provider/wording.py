"""What the provider says it was doing when the API refused.

Google's provider names a resource by its own short name, which follows from the type's name once
the product in front is taken off: ``google_compute_router_nat`` is a ``RouterNat``.
"""

from typing import Final

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


def creating(type_: str) -> str:
    """While creating."""
    return f"Error creating {resource_name(type_)}"


def updating(type_: str, id_: str) -> str:
    """While changing in place."""
    return f'Error updating {resource_name(type_)} "{id_}"'


def touching(type_: str) -> str:
    """While reading or deleting: the provider uses the same words for both."""
    return f"Error when reading or editing {resource_name(type_)}"
