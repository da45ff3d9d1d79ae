"""Alerts and integrations: events, thresholds and notifications that Atlas knows."""

import re
from typing import Any, Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.atlas.wording import Detail, enum, invalid, refuses, words_of
from crm_infra.simcloud.services.call import Call, blocks
from crm_infra.simcloud.services.registry import CREATE, completes
from crm_infra.simcloud.values import UNKNOWN, Values

ALERT: Final = "mongodbatlas_alert_configuration"
INTEGRATION: Final = "mongodbatlas_third_party_integration"
# Metric events need a metric, events with a limit a threshold; the others just happen.
_METRIC: Final = (
    "OUTSIDE_METRIC_THRESHOLD",
    "OUTSIDE_SERVERLESS_METRIC_THRESHOLD",
    "OUTSIDE_FLEX_METRIC_THRESHOLD",
    "OUTSIDE_STREAM_PROCESSOR_METRIC_THRESHOLD",
)
_LIMIT: Final = words_of(
    """
    REPLICATION_OPLOG_WINDOW_RUNNING_OUT REPLICATION_OPLOG_WINDOW_HEALTHY CPS_SNAPSHOT_BEHIND
    CPS_PREV_SNAPSHOT_OLD NO_PRIMARY TOO_MANY_ELECTIONS TOO_FEW_HEALTHY_MEMBERS
    TOO_MANY_UNHEALTHY_MEMBERS PENDING_INVOICE_OVER_THRESHOLD DAILY_BILL_OVER_THRESHOLD
    MONTHLY_BILL_OVER_THRESHOLD CREDIT_CARD_ABOUT_TO_EXPIRE AWS_ENCRYPTION_KEY_NEEDS_ROTATION
    AZURE_ENCRYPTION_KEY_NEEDS_ROTATION GCP_ENCRYPTION_KEY_NEEDS_ROTATION
    MONGOTUNE_CONFIG_NEEDS_ROTATION X509_USER_AUTHENTICATION_CERTIFICATE_NEEDS_ROTATION
    NDS_X509_USER_AUTHENTICATION_CUSTOMER_CA_EXPIRATION_CHECK
    NDS_X509_USER_AUTHENTICATION_MANAGED_USER_CERTS_EXPIRATION_CHECK
    USERS_WITHOUT_MULTI_FACTOR_AUTH
    """
)
_PLAIN: Final = words_of(
    """
    PRIMARY_ELECTED HOST_DOWN HOST_UP HOST_RESTARTED HOST_HAS_INDEX_SUGGESTIONS HOST_EXPOSED
    HOST_SSL_CERTIFICATE_STALE HOST_MONGOT_CRASHING_OOM HOST_MONGOT_STOP_REPLICATION
    HOST_NOT_ENOUGH_DISK_SPACE SSH_KEY_NDS_HOST_ACCESS_REQUESTED
    SSH_KEY_NDS_HOST_ACCESS_REFRESHED CLUSTER_MONGOS_IS_MISSING CLUSTER_AGENT_IN_CRASH_LOOP
    CPS_SNAPSHOT_STARTED CPS_SNAPSHOT_SUCCESSFUL CPS_SNAPSHOT_FAILED
    CPS_SNAPSHOT_FALLBACK_SUCCESSFUL CPS_SNAPSHOT_FALLBACK_FAILED CPS_COPY_SNAPSHOT_STARTED
    CPS_COPY_SNAPSHOT_SUCCESSFUL CPS_COPY_SNAPSHOT_FAILED CPS_COPY_SNAPSHOT_FAILED_WILL_RETRY
    CPS_RESTORE_SUCCESSFUL CPS_RESTORE_FAILED CPS_OPLOG_BEHIND CPS_OPLOG_CAUGHT_UP
    CPS_EXPORT_SUCCESSFUL CPS_EXPORT_FAILED CPS_COLLECTION_RESTORE_SUCCESSFUL
    CPS_COLLECTION_RESTORE_FAILED CPS_DATA_PROTECTION_ENABLE_REQUESTED
    CPS_DATA_PROTECTION_ENABLED CPS_DATA_PROTECTION_UPDATE_REQUESTED CPS_DATA_PROTECTION_UPDATED
    CPS_DATA_PROTECTION_DISABLE_REQUESTED CPS_DATA_PROTECTION_DISABLED
    CPS_DATA_PROTECTION_APPROVED_FOR_DISABLEMENT NETWORK_PERMISSION_ENTRY_ADDED
    NETWORK_PERMISSION_ENTRY_REMOVED NETWORK_PERMISSION_ENTRY_UPDATED
    PRIVATE_NETWORK_ENDPOINT_ENTRY_ADDED PRIVATE_NETWORK_ENDPOINT_ENTRY_REMOVED
    PRIVATE_NETWORK_ENDPOINT_ENTRY_UPDATED NDS_MAINTENANCE_IN_ADVANCED NDS_MAINTENANCE_STARTED
    NDS_MAINTENANCE_AUTO_DEFERRED NDS_MAINTENANCE_COMPLETED NDS_MAINTENANCE_NO_LONGER_NEEDED
    JOINED_GROUP REMOVED_FROM_GROUP USER_ROLES_CHANGED_AUDIT GROUP_TAGS_MODIFIED
    CLUSTER_TAGS_MODIFIED REQUEST_ENTITY_TOO_LARGE TAGS_MODIFIED SYNC_FAILURE
    RESOURCE_POLICY_VIOLATED COMPUTE_AUTO_SCALE_INITIATED_BASE
    COMPUTE_AUTO_SCALE_INITIATED_ANALYTICS COMPUTE_AUTO_SCALE_SCALE_DOWN_FAIL_BASE
    COMPUTE_AUTO_SCALE_MAX_INSTANCE_SIZE_FAIL_BASE COMPUTE_AUTO_SCALE_OPLOG_FAIL_BASE
    COMPUTE_AUTO_SCALE_SCALE_DOWN_FAIL_ANALYTICS
    COMPUTE_AUTO_SCALE_MAX_INSTANCE_SIZE_FAIL_ANALYTICS DISK_AUTO_SCALE_INITIATED
    DISK_AUTO_SCALE_MAX_DISK_SIZE_FAIL DISK_AUTO_SCALE_OPLOG_FAIL PREDICTIVE_COMPUTE_AUTO_SCALE
    CREDIT_CARD_CURRENT TARGETED_RESTORE_JOB_ADDED CLUSTER_MONGOS_IS_PRESENT
    OUTSIDE_REALM_METRIC_THRESHOLD INSIDE_METRIC_THRESHOLD
    """
)
_UNITS: Final = words_of(
    """
    RAW BITS BYTES KILOBITS KILOBYTES MEGABITS MEGABYTES GIGABITS GIGABYTES TERABYTES PETABYTES
    NANOSECONDS MILLISECONDS MILLION_MINUTES SECONDS MINUTES HOURS DAYS REQUESTS 1000_REQUESTS GB
    GB_SECONDS GB_HOURS GB_DAYS RPU THOUSAND_RPU MILLION_RPU WPU THOUSAND_WPU MILLION_WPU COUNT
    THOUSAND MILLION BILLION PERCENT
    """
)
_METRIC_NAME: Final = re.compile(r"[A-Z][A-Z0-9_]+")
_NEEDS: Final = {
    "EMAIL": ("email_address",),
    "SMS": ("mobile_number",),
    "SLACK": ("channel_name",),
    "WEBHOOK": ("webhook_url",),
    "USER": ("username",),
    "TEAM": ("team_id",),
    "MICROSOFT_TEAMS": ("microsoft_teams_webhook_url",),
    "PAGER_DUTY": (),
    "OPS_GENIE": (),
    "VICTOR_OPS": (),
    "DATADOG": (),
    "GROUP": (),
    "ORG": (),
}
_LEAST_MINUTES: Final = 5
_INTEGRATIONS: Final = {
    "DATADOG": ("api_key", "region"),
    "OPS_GENIE": ("api_key",),
    "PAGER_DUTY": ("service_key",),
    "VICTOR_OPS": ("api_key",),
    "SLACK": (),
    "WEBHOOK": ("url",),
    "MICROSOFT_TEAMS": ("microsoft_teams_webhook_url",),
    "PROMETHEUS": ("user_name", "password", "service_discovery"),
    "NEW_RELIC": (),
}


@completes(ALERT)
def alert(call: Call) -> Values:
    """Notifications get an id each; what was not said is zero or off."""
    usual: dict[str, Any] = {
        "delay_min": 0,
        "email_enabled": False,
        "integration_id": "",
        "interval_min": 60,
        "sms_enabled": False,
        "team_name": "",
    }
    for index, each in enumerate(blocks(call.values, "notification")):
        own = {
            **usual,
            "notifier_id": identity.hexadecimal("notifier", call.id, str(index), digits=24),
        }
        each.update({key: own[key] for key in own if each.get(key) is UNKNOWN})
    for kind in ("metric_threshold_config", "threshold_config"):
        for limit in blocks(call.values, kind):
            limit.update({"threshold": 0} if limit.get("threshold") is UNKNOWN else {})
    return {"enabled": True}


@completes(INTEGRATION)
def integration(call: Call) -> Values:
    """What was not said is empty or off."""
    flags = ("enabled", *(n for n in call.values if n.startswith("send_")))
    return {
        name: name == "enabled" if name in flags else ""
        for name, value in call.values.items()
        if value is UNKNOWN and name != "id"
    }


@refuses(
    "alerts",
    ALERT,
    says="An event is one that Atlas can alert on",
    reason="INVALID_EVENT_TYPE_FOR_ALERT",
)
def event(call: Call) -> Detail | None:
    """Refuse unknown events: the provider leaves them to the API."""
    given = call.text("event_type")
    if given in _METRIC or given in _LIMIT or given in _PLAIN:
        return None
    return Detail(f"Event type {given} not supported for alerts.", given)


@refuses(
    "alerts",
    ALERT,
    says="A metric event names its metric and threshold",
    reason="MISSING_ATTRIBUTE",
)
def metric(call: Call) -> Detail | None:
    """Refuse metric events without a metric."""
    if call.text("event_type") in _METRIC and not call.blocks("metric_threshold_config"):
        return Detail(
            "The required attribute metricThreshold was not specified.", "metricThreshold"
        )
    return None


@refuses("alerts", ALERT, says="Only a metric event has a metric")
def metric_alone(call: Call) -> Detail | None:
    """Refuse metrics of what is not measured."""
    if call.text("event_type") not in _METRIC and call.blocks("metric_threshold_config"):
        return invalid("metricThreshold")
    return None


@refuses("alerts", ALERT, says="A metric's name is one of Atlas' form")
def metric_name(call: Call) -> Detail | None:
    """Refuse names of no metric."""
    for limit in call.blocks("metric_threshold_config"):
        if not _METRIC_NAME.fullmatch(str(limit.get("metric_name"))):
            return invalid("metricName")
    return None


@refuses(
    "alerts",
    ALERT,
    says="Operators, units and modes of thresholds are words that Atlas knows",
    reason="INVALID_ENUM_VALUE",
)
def words(call: Call) -> Detail | None:
    """Refuse other words."""
    for kind in ("metric_threshold_config", "threshold_config"):
        for limit in call.blocks(kind):
            for name, known in (
                ("operator", ("GREATER_THAN", "LESS_THAN")),
                ("units", _UNITS),
                ("mode", ("AVERAGE", "TOTAL")),
            ):
                given = limit.get(name)
                if given and given is not UNKNOWN and given not in known:
                    return enum(given)
    return None


@refuses(
    "alerts",
    ALERT,
    says="A notification is of a kind that Atlas sends",
    reason="INVALID_ENUM_VALUE",
)
def kind(call: Call) -> Detail | None:
    """Refuse other kinds."""
    for each in call.blocks("notification"):
        if each.get("type_name") not in _NEEDS:
            return enum(each.get("type_name"))
    return None


@refuses(
    "alerts",
    ALERT,
    says="A notification says whom it reaches",
    reason="MISSING_ATTRIBUTE",
)
def whom(call: Call) -> Detail | None:
    """Refuse messages to nobody."""
    for each in call.blocks("notification"):
        for name in _NEEDS.get(str(each.get("type_name")), ()):
            if not each.get(name):
                head, *tail = name.split("_")
                spelled = head + "".join(part.title() for part in tail)
                return Detail(f"The required attribute {spelled} was not specified.", spelled)
    return None


@refuses("alerts", ALERT, says="A notification comes again after five minutes or more")
def interval(call: Call) -> Detail | None:
    """Refuse what would never be silent."""
    for each in call.blocks("notification"):
        given = each.get("interval_min")
        if isinstance(given, int | float) and 0 < given < _LEAST_MINUTES:
            return invalid("intervalMin")
    return None


@refuses(
    "alerts",
    INTEGRATION,
    says="An integration is of a kind that Atlas knows",
    reason="INVALID_ENUM_VALUE",
    on=(CREATE,),
)
def integration_kind(call: Call) -> Detail | None:
    """Refuse other kinds."""
    return None if call.text("type") in _INTEGRATIONS else enum(call.text("type"))


@refuses(
    "alerts",
    INTEGRATION,
    says="An integration says what it needs",
    reason="MISSING_ATTRIBUTE",
    on=(CREATE,),
)
def integration_needs(call: Call) -> Detail | None:
    """Refuse half of what the other side must know."""
    for name in _INTEGRATIONS.get(call.text("type"), ()):
        if not call.text(name):
            head, *tail = name.split("_")
            spelled = head + "".join(part.title() for part in tail)
            return Detail(f"The required attribute {spelled} was not specified.", spelled)
    return None
