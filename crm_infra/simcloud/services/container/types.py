"""The types around clusters, by the names that rules give them."""

from typing import Final

CLUSTER: Final = "google_container_cluster"
POOL: Final = "google_container_node_pool"
NETWORK: Final = "google_compute_network"
SUBNET: Final = "google_compute_subnetwork"
BAD: Final = "badRequest"
NOT_NOW: Final = "failedPrecondition"
