"""What a provider block says: project, region, labels, and how plans depend on them.

Only the arguments that change what a plan or the cloud does are read; credentials and endpoints
are accepted and never looked at, because nothing outside simcloud is ever reached. An attached
provider does not get Terraform's environment, so what ``GOOGLE_PROJECT`` and ``GOOGLE_REGION``
would say is fixed here to what ``sim env`` prints.
"""

from threading import Event
from typing import Final

from crm_infra.simcloud.cloud.calls import Context
from crm_infra.simcloud.engine.draft import Settings
from crm_infra.simcloud.engine.shapes import is_map
from crm_infra.simcloud.values import UNKNOWN, Values

PROJECT: Final = "simcloud"
REGION: Final = "us-central1"


def context_of(config: Values, stop: Event, gone: Event) -> Context:
    """Who calls, as the cloud sees it."""
    return Context(
        project=_text(config, "project", PROJECT),
        region=_text(config, "region", REGION),
        zone=_text(config, "zone"),
        billing_project=_text(config, "billing_project"),
        default_labels=_labels(config),
        stop=stop,
        gone=gone,
    )


def settings_of(config: Values, context: Context) -> Settings:
    """What plans depend on."""
    return Settings(
        project=context.project,
        region=context.region,
        zone=context.zone,
        default_labels=context.default_labels,
        attribution=config.get("add_terraform_attribution_label") is not False,
        attribution_on_update=config.get("terraform_attribution_label_addition_strategy")
        == "PROACTIVE",
        deletion_policy=_text(config, "deletion_policy"),
    )


def _text(config: Values, name: str, otherwise: str = "") -> str:
    """A value that is set; nothing where it is set to something not known yet."""
    value = config.get(name)
    if value is UNKNOWN:
        return ""
    return value or otherwise


def _labels(config: Values) -> dict[str, str]:
    labels = config.get("default_labels")
    if not is_map(labels):
        return {}
    return {key: value for key, value in labels.items() if isinstance(value, str)}
