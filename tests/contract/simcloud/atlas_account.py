"""A project of Atlas with what most tests need: a person's account, and usual configurations."""

import re
from typing import Any

from tests.fakes.cloud_account import Account, Values

ORGANIZATION = "5f0a1b2c3d4e5f6a7b8c9d0e"
_FORM = re.compile(
    r"https://cloud\.mongodb\.com/api/atlas/v2/(?P<path>\S+) (?P<method>[A-Z]+): "
    r"HTTP (?P<code>\d+) (?P<phrase>[A-Za-z ]+) \(Error code: \"(?P<reason>[A-Z0-9_]+)\"\) "
    r"Detail: (?P<detail>.*) Reason: (?P=phrase)\. Params: \[.*\], BadRequestDetail: ",
    re.DOTALL,
)


def region(
    name: str = "CENTRAL_US", priority: int = 7, nodes: int = 3, **change: Any
) -> dict[str, Any]:
    """One region configuration; ``size`` and ``disk`` go to its electable nodes."""
    specs = {"instance_size": change.pop("size", "M10"), "node_count": nodes}
    if "disk" in change:
        specs["disk_size_gb"] = change.pop("disk")
    return {
        "provider_name": "GCP",
        "region_name": name,
        "priority": priority,
        "electable_specs": _whole(specs, "disk_iops", "disk_size_gb", "ebs_volume_type"),
        "backing_provider_name": None,
        "read_only_specs": None,
        "analytics_specs": None,
        "analytics_auto_scaling": None,
        "auto_scaling": None,
        **change,
    }


def _whole(given: Values, *left_out: str) -> Values:
    return {**dict.fromkeys(left_out), **given}


def scaling(low: str | None = "M10", high: str | None = "M20", **change: Any) -> Values:
    """Auto-scaling between two sizes."""
    return {
        "compute_enabled": True,
        "compute_scale_down_enabled": True,
        "compute_min_instance_size": low,
        "compute_max_instance_size": high,
        "disk_gb_enabled": True,
        **change,
    }


TWO_TWO_ONE = [region(nodes=2), region("EASTERN_US", 6, 2), region("WESTERN_US", 5, 1)]


def specs(*regions: Values) -> list[Values]:
    """Replication specs of one shard."""
    left_out = ("zone_name", "container_id", "external_id", "zone_id")
    return [_whole({"region_configs": list(regions)}, *left_out)]


def advanced(**given: Any) -> Values:
    """An advanced configuration that says only what is given."""
    names = (
        "change_stream_options_pre_and_post_images_expire_after_seconds",
        "custom_openssl_cipher_config_tls12",
        "custom_openssl_cipher_config_tls13",
        "default_max_time_ms",
        "default_write_concern",
        "javascript_enabled",
        "minimum_enabled_tls_protocol",
        "no_table_scan",
        "oplog_min_retention_hours",
        "oplog_size_mb",
        "sample_refresh_interval_bi_connector",
        "sample_size_bi_connector",
        "tls_cipher_config_mode",
        "transaction_lifetime_limit_seconds",
    )
    return {**dict.fromkeys(names), **given}


class Atlas:
    """An account with one Atlas project."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.project = self.create("project", alone=True, name="crm-dev", org_id=ORGANIZATION)["id"]

    def create(self, type_: str, *, alone: bool = False, **given: Any) -> Values:
        home = {} if alone else {"project_id": self.project}
        return self.account.create(f"mongodbatlas_{type_}", **{**home, **given})

    def update(self, type_: str, state: Values, **given: Any) -> Values:
        home = {"project_id": self.project}
        return self.account.update(f"mongodbatlas_{type_}", state, **{**home, **given})

    def refresh(self, type_: str, state: Values) -> Values:
        found = self.account.refresh(f"mongodbatlas_{type_}", state)
        assert found is not None
        return found

    def delete(self, type_: str, state: Values) -> None:
        self.account.delete(f"mongodbatlas_{type_}", state)

    def refused(self, type_: str, **given: Any) -> str:
        """Status, error code and detail of a creation that Atlas refuses."""
        home = {"project_id": self.project} if type_ != "project" else {}
        return short(self.account.refused(f"mongodbatlas_{type_}", **{**home, **given}))

    def refused_update(self, type_: str, state: Values, **given: Any) -> str:
        home = {"project_id": self.project} if type_ != "project" else {}
        name = f"mongodbatlas_{type_}"
        return short(self.account.refused_update(name, state, **{**home, **given}))

    def refused_delete(self, type_: str, state: Values) -> str:
        return short(self.account.refused_delete(f"mongodbatlas_{type_}", state))

    def cluster(self, *regions: Values, **given: Any) -> Values:
        """A cluster that Atlas takes."""
        return self.create("advanced_cluster", **usual(*regions, **given))

    def schedule(self, **given: Any) -> Values:
        """A backup schedule that Atlas takes, of cluster ``crm``."""
        return self.create("cloud_backup_schedule", **scheduled(**given))


def usual(*regions: Values, **given: Any) -> Values:
    """The configuration of a cluster with backups."""
    return {
        "name": "crm",
        "cluster_type": "REPLICASET",
        "backup_enabled": True,
        "pit_enabled": True,
        "replication_specs": specs(*(regions or (region(),))),
        **given,
    }


def item(interval: int, unit: str, value: int) -> Values:
    """One line of a backup policy."""
    return {"frequency_interval": interval, "retention_unit": unit, "retention_value": value}


def scheduled(**given: Any) -> Values:
    """The configuration of a backup schedule: hourly for two days, daily for a week."""
    return {
        "cluster_name": "crm",
        "restore_window_days": 2,
        "policy_item_hourly": item(1, "days", 2),
        "policy_item_daily": item(1, "days", 7),
        **given,
    }


def short(refusal: str) -> str:
    """``400 INVALID_ATTRIBUTE: Invalid attribute priority specified.``"""
    seen = _FORM.fullmatch(refusal)
    assert seen, refusal
    return f"{seen['code']} {seen['reason']}: {seen['detail']}"
