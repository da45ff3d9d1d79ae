"""Data sources that Google answers from its own knowledge: places, agents, documents, addresses."""

import json
from typing import Any, Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.call import Query, blocks, items
from crm_infra.simcloud.services.kubernetes_versions import (
    CHANNELS,
    default,
    everything,
    meant,
    of_channel,
)
from crm_infra.simcloud.services.places import ZONES, zones_of
from crm_infra.simcloud.services.registry import answers
from crm_infra.simcloud.services.roles import predefined
from crm_infra.simcloud.values import Values

_BLOCKS: Final[dict[str, tuple[str, ...]]] = {
    "health-checkers": ("35.191.0.0/16", "130.211.0.0/22"),
    "legacy-health-checkers": ("35.191.0.0/16", "209.85.152.0/22", "209.85.204.0/22"),
    "iap-forwarders": ("35.235.240.0/20",),
    "private-googleapis": ("199.36.153.8/30",),
    "restricted-googleapis": ("199.36.153.4/30",),
    "dns-forwarders": ("35.199.192.0/19",),
    "google-netblocks": ("64.233.160.0/19", "66.102.0.0/20", "142.250.0.0/15", "172.217.0.0/16"),
    "cloud-netblocks": ("34.64.0.0/10", "35.184.0.0/13", "104.196.0.0/14", "130.211.0.0/16"),
}
_SIX: Final[dict[str, tuple[str, ...]]] = {
    "private-googleapis": ("2600:2d00:2:2000::/64",),
    "restricted-googleapis": ("2600:2d00:2:1000::/64",),
    "health-checkers": ("2600:2d00:1:b029::/64", "2600:2d00:1:1::/64"),
}


@answers("google_client_config")
def client_config(query: Query) -> Values:
    """How the provider is configured."""
    project, region, zone = query.context.project, query.context.region, query.context.zone
    return {
        "id": f"projects/{project}/regions/{region}/zones/{zone}",
        "project": project,
        "region": region,
        "zone": zone,
        "access_token": "simcloud",
        "default_labels": dict(query.context.default_labels),
    }


@answers("google_client_openid_userinfo")
def userinfo(_query: Query) -> Values:
    """Who calls."""
    return {"id": "simcloud@example.com", "email": "simcloud@example.com"}


@answers("google_compute_zones")
def zones(query: Query) -> Values:
    """The zones of a region."""
    place = query.place
    return {
        "id": f"projects/{place.project}/regions/{place.region}",
        "names": zones_of(place.region),
        "project": place.project,
        "region": place.region,
    }


@answers("google_compute_regions")
def regions(query: Query) -> Values:
    """All regions."""
    project = query.place.project
    return {"id": f"projects/{project}", "names": sorted(ZONES), "project": project}


@answers("google_netblock_ip_ranges")
def netblocks(query: Query) -> Values:
    """Google's published ranges; the large sets are excerpts."""
    kind = query.text("range_type") or "cloud-netblocks"
    four, six = list(_BLOCKS.get(kind, ())), list(_SIX.get(kind, ()))
    return {
        "id": f"netblock-ip-ranges-{kind}",
        "cidr_blocks": four + six,
        "cidr_blocks_ipv4": four,
        "cidr_blocks_ipv6": six,
    }


def _agent(type_: str, address: str, email: str) -> None:
    def answer(query: Query) -> Values:
        project = query.place.project
        account = address.format(number=query.world.number(project), project=project)
        return {
            "id": account,
            email: account,
            "member": f"serviceAccount:{account}",
            "project": project,
        }

    answers(type_)(answer)


_agent(
    "google_storage_project_service_account",
    "service-{number}@gs-project-accounts.iam.gserviceaccount.com",
    "email_address",
)
_agent(
    "google_bigquery_default_service_account",
    "bq-{number}@bigquery-encryption.iam.gserviceaccount.com",
    "email",
)


@answers("google_compute_default_service_account")
def compute_account(query: Query) -> Values:
    """Compute Engine's default account."""
    project = query.place.project
    email = f"{query.world.number(project)}-compute@developer.gserviceaccount.com"
    return {
        "id": f"projects/{project}/serviceAccounts/{email}",
        "name": f"projects/{project}/serviceAccounts/{email}",
        "email": email,
        "member": f"serviceAccount:{email}",
        "display_name": "Compute Engine default service account",
        "project": project,
        "unique_id": "1" + identity.number("compute", project, digits=20),
    }


@answers("google_logging_project_cmek_settings")
def cmek_settings(query: Query) -> Values:
    """Who encrypts logs."""
    project = query.text("project") or query.place.project
    number = query.world.number(project)
    return {
        "id": f"projects/{project}/cmekSettings",
        "name": f"projects/{number}/cmekSettings",
        "service_account_id": f"cmek-p{number}@gcp-sa-logging.iam.gserviceaccount.com",
        "kms_key_version_name": "",
    }


@answers("google_iam_role")
def role(query: Query) -> Values:
    """A predefined role; what it permits is not known here."""
    name = query.text("name")
    known = name in predefined()
    title = name.rpartition("/")[2]
    return {"id": name, "title": title, "stage": "GA" if known else "", "included_permissions": []}


@answers("google_iam_policy")
def policy(query: Query) -> Values:
    """A policy as a JSON document, in the order in which the provider writes it."""
    bindings = [_binding(block) for block in blocks(query.config, "binding")]
    document: dict[str, Any] = {}
    if bindings:
        document["bindings"] = sorted(bindings, key=lambda b: (b["role"], b["members"]))
    audits = [_audit(block) for block in blocks(query.config, "audit_config")]
    if audits:
        document["auditConfigs"] = sorted(audits, key=lambda a: str(a["service"]))
    text = json.dumps(document, separators=(",", ":"), sort_keys=True)
    return {"id": str(identity.small_number(text, below=1 << 32)), "policy_data": text}


def _binding(block: Values) -> dict[str, Any]:
    made: dict[str, Any] = {
        "members": sorted(str(member) for member in items(block, "members")),
        "role": str(block.get("role")),
    }
    for condition in blocks(block, "condition"):
        made["condition"] = {
            key: condition[key]
            for key in ("description", "expression", "title")
            if condition.get(key)
        }
    return made


def _audit(block: Values) -> dict[str, Any]:
    logs: list[dict[str, Any]] = []
    for config in blocks(block, "audit_log_configs"):
        log: dict[str, Any] = {"logType": config.get("log_type")}
        if config.get("exempted_members"):
            log["exemptedMembers"] = sorted(config["exempted_members"])
        logs.append(log)
    return {
        "auditLogConfigs": sorted(logs, key=lambda x: str(x["logType"])),
        "service": block.get("service"),
    }


@answers("google_container_engine_versions")
def engine_versions(_query: Query) -> Values:
    """Versions of Kubernetes Engine, and those of each channel."""
    offered = list(everything())
    return {
        "default_cluster_version": default("REGULAR"),
        "latest_master_version": offered[0],
        "latest_node_version": offered[0],
        "release_channel_default_version": {name: default(name) for name in CHANNELS},
        "release_channel_latest_version": {
            name: meant("latest", of_channel(name)) for name in CHANNELS
        },
        "release_channel_upgrade_target_version": {name: default(name) for name in CHANNELS},
        "valid_master_versions": offered,
        "valid_node_versions": offered,
    }


@answers("google_monitoring_uptime_check_ips")
def uptime_addresses(_query: Query) -> Values:
    """Where uptime checks come from: addresses for documentation only."""
    ips = [
        {"ip_address": f"203.0.113.{number}", "location": place, "region": region}
        for number, place, region in (
            (240, "Iowa", "USA_IOWA"),
            (241, "Virginia", "USA_VIRGINIA"),
            (242, "Oregon", "USA_OREGON"),
        )
    ]
    return {"id": "uptime_check_ips_id", "uptime_check_ips": ips}
