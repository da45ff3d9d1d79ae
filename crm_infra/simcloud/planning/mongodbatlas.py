"""MongoDB Atlas: what an update unsettles, and checks that its schema does not show."""

from collections.abc import Iterable
from typing import Final

from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.values import UNKNOWN, Values

_SOURCES: Final = ("aws_security_group", "cidr_block", "ip_address")
_WINDOW: Final = {"day_of_week": (1, 7), "hour_of_day": (0, 23)}


def _one_source(config: Values) -> Iterable[Fault]:
    """An entry of the access list admits one range, one address or one security group."""
    given = [name for name in _SOURCES if config.get(name) not in (None, UNKNOWN)]
    for name in given:
        for other in given:
            if other != name:
                yield Fault(
                    "Invalid Attribute Combination",
                    f'Attribute "{other}" cannot be specified when "{name}" is specified',
                    (name,),
                )


def _window(config: Values) -> Iterable[Fault]:
    """Days count from Sunday, hours from midnight."""
    for name, (low, high) in _WINDOW.items():
        value = config.get(name)
        if isinstance(value, int) and not low <= value <= high:
            words = f'"{name}" value should be between {low} and {high}, got: {value}'
            yield Fault(words, path=(name,))


QUIRKS = {
    "mongodbatlas_advanced_cluster": Quirks(
        unsettled=frozenset(
            {
                "advanced_configuration",
                "config_server_type",
                "connection_strings",
                "mongo_db_version",
                "replication_specs",
                "state_name",
            }
        ),
        defaults={"delete_on_create_timeout": True},
    ),
    "mongodbatlas_alert_configuration": Quirks(
        unsettled=frozenset({"metric_threshold_config", "notification", "updated"})
    ),
    "mongodbatlas_database_user": Quirks(unsettled=frozenset()),
    "mongodbatlas_encryption_at_rest": Quirks(unsettled=frozenset({"google_cloud_kms_config"})),
    "mongodbatlas_maintenance_window": Quirks(check=_window),
    "mongodbatlas_project_ip_access_list": Quirks(check=_one_source),
    "mongodbatlas_project": Quirks(
        unsettled=frozenset({"region_usage_restrictions"}),
        defaults={"with_default_alerts_settings": True},
    ),
}
