"""What Kubernetes Engine fills in for a cluster: endpoints, versions, ranges, zones, add-ons."""

import base64
from typing import Any, Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.cloud.ranges import parse, pick_address, pick_range
from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.compute.subnet_ranges import claims
from crm_infra.simcloud.services.container.nodes import usual_zones
from crm_infra.simcloud.services.container.pods import secondary
from crm_infra.simcloud.services.container.types import CLUSTER, NETWORK, SUBNET
from crm_infra.simcloud.services.kubernetes_versions import default, everything, meant, of_channel
from crm_infra.simcloud.services.places import region_of
from crm_infra.simcloud.services.registry import completes
from crm_infra.simcloud.values import Values

_POLICY: Final = "ip_allocation_policy"
_OWN_RANGES: Final = {"cluster": ("pods", 14), "services": ("services", 20)}
_ADDONS: Final[dict[str, Values]] = {
    "gce_persistent_disk_csi_driver_config": {"enabled": True},
    "gcp_filestore_csi_driver_config": {"enabled": False},
    "gcs_fuse_csi_driver_config": {"enabled": False},
    "gke_backup_agent_config": {"enabled": False},
    "dns_cache_config": {"enabled": True},
    "network_policy_config": {"disabled": True},
}


@completes(CLUSTER)
def cluster(call: Call) -> Values:
    """What the API fills in for a cluster."""
    zones = usual_zones(call.text("location") or call.place.region)
    return {
        **_versions(call),
        **_endpoints(call),
        **_ranges(call),
        "node_locations": zones if len(zones) > 1 else [],
        "label_fingerprint": identity.fingerprint(call.id, "labels"),
        "master_auth": [_certificates(call)],
        "addons_config": [{name: [dict(value)] for name, value in _ADDONS.items()}],
        "operation": "",
        "tpu_ipv4_cidr_block": "",
        "enterprise_config": [{"cluster_tier": "STANDARD", "desired_tier": ""}],
    }


def _versions(call: Call) -> Values:
    """On an upgrade the plan holds the old version; the answer has the new one."""
    asked, channel = call.text("min_master_version"), call.get("release_channel.channel", "REGULAR")
    offered = of_channel(channel) if channel else everything()
    runs = (meant(asked, offered) or meant(asked, everything())) if asked else default(channel)
    if call.changed("min_master_version") and asked:
        call.values["master_version"] = runs
    return {"master_version": runs, "node_version": runs}


def _endpoints(call: Call) -> Values:
    """The private endpoint is the control plane's first address; the name is found everywhere."""
    number = identity.small_number(call.id, below=200)
    public, private = f"203.0.113.{number + 10}", _private_endpoint(call)
    only_private = call.get("private_cluster_config.enable_private_endpoint") is True
    name = _dns_endpoint(call)
    return {
        "endpoint": private if only_private else public,
        "private_cluster_config.private_endpoint": private,
        "private_cluster_config.public_endpoint": "" if only_private else public,
        "private_cluster_config.peering_name": "",
        "private_cluster_config": [
            {
                "private_endpoint": private,
                "public_endpoint": public,
                "enable_private_nodes": False,
                "enable_private_endpoint": False,
                "master_global_access_config": [{"enabled": False}],
            }
        ],
        "control_plane_endpoints_config.dns_endpoint_config.endpoint": name,
        "control_plane_endpoints_config.ip_endpoints_config": [{"enabled": True}],
        "control_plane_endpoints_config": [
            {
                "dns_endpoint_config": [{"allow_external_traffic": False, "endpoint": name}],
                "ip_endpoints_config": [{"enabled": True}],
            }
        ],
    }


def _dns_endpoint(call: Call) -> str:
    number = call.world.number(call.place.project)
    place = region_of(call.text("location") or call.place.region)
    return f"gke-{identity.hexadecimal('dns', call.id, digits=36)}-{number}.{place}.gke.goog"


def _private_endpoint(call: Call) -> str:
    """The second address of the control plane's range, or one of the subnet that it stands in."""
    own = parse(call.get("private_cluster_config.master_ipv4_cidr_block"))
    if own is not None:
        return str(own.network_address + 2)
    subnet = call.target("private_cluster_config.private_endpoint_subnetwork", SUBNET)
    subnet = subnet or call.target("subnetwork", SUBNET)
    pool = parse(subnet.values.get("ip_cidr_range")) if subnet else None
    seed = identity.small_number(call.id, "endpoint", below=1 << 20)
    return (pick_address(pool, seed, ()) if pool else None) or ""


def _ranges(call: Call) -> Values:
    subnet = call.target("subnetwork", SUBNET)
    found: dict[str, str] = {}
    filled: Values = {}
    for key, (word, prefix) in _OWN_RANGES.items():
        name = call.text(f"{_POLICY}.{key}_secondary_range_name")
        network = secondary(subnet.values, name) if subnet and name else None
        found[key] = str(network) if network else _chosen(call, prefix, list(found.values()))
        own_name = f"gke-{call.text('name')}-{word}-{identity.hexadecimal(call.id, digits=8)}"
        filled[f"{_POLICY}.{key}_secondary_range_name"] = own_name
        filled[f"{_POLICY}.{key}_ipv4_cidr_block"] = found[key]
    filled |= {"cluster_ipv4_cidr": found["cluster"], "services_ipv4_cidr": found["services"]}
    return filled


def _chosen(call: Call, prefix: int, beside: list[str]) -> str:
    """A range that the API takes for itself where none was named."""
    network = call.target("network", NETWORK)
    busy = [claim.network for claim in claims(call.world, network, call)] if network else []
    busy += [taken for text in beside if (taken := parse(text))]
    return pick_range(prefix, busy) or ""


def _certificates(call: Call) -> dict[str, Any]:
    """A certificate in form only: nothing real can ever be reached with it."""
    body = base64.b64encode(f"simulated certificate of {call.id}".encode()).decode()
    text = f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"
    return {
        "client_certificate": "",
        "client_key": "",
        "cluster_ca_certificate": base64.b64encode(text.encode()).decode(),
        "client_certificate_config": [{"issue_client_certificate": False}],
    }
