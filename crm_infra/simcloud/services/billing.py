"""Billing budgets."""

import re
from typing import Final

from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import Values

BUDGET: Final = "google_billing_budget"
_ACCOUNT: Final = re.compile(r"[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}")
_PROJECT: Final = re.compile(r"projects/[a-z0-9:.-]+")
_MOST_CHANNELS: Final = 5
_LONGEST_NAME: Final = 60


@completes(BUDGET)
def budget(_call: Call) -> Values:
    """What the API fills in for a budget."""
    everything: Values = {
        "calendar_period": "MONTH",
        "credit_types": [],
        "credit_types_treatment": "INCLUDE_ALL_CREDITS",
        "custom_period": [],
        "labels": {},
        "projects": [],
        "resource_ancestors": [],
        "services": [],
        "subaccounts": [],
    }
    return {
        "amount.specified_amount.currency_code": "USD",
        "budget_filter": [everything],
        "budget_filter.services": [],
        "budget_filter.labels": {},
        "deletion_policy": "DELETE",
    }


@rule(
    "billing",
    BUDGET,
    says="A billing account has the form 0A0A0A-0A0A0A-0A0A0A",
    on=(CREATE,),
    reason="",
)
def account(call: Call) -> str | None:
    """Refuse accounts of no such form."""
    given = call.text("billing_account").removeprefix("billingAccounts/")
    if given and not _ACCOUNT.fullmatch(given):
        return "Request contains an invalid argument."
    return None


@rule("billing", BUDGET, says="A budget's amount is a positive number", reason="")
def amount(call: Call) -> str | None:
    """Refuse amounts that are none."""
    units, nanos = (
        call.get("amount.specified_amount.units"),
        call.get("amount.specified_amount.nanos", 0),
    )
    if units is None and not nanos:
        return None
    whole = str(units or "0")
    if not whole.lstrip("-").isdigit():
        return f"Invalid value at 'budget.amount.specified_amount.units' (TYPE_INT64), \"{whole}\""
    if int(whole) < 0 or (int(whole) == 0 and not nanos):
        return "Budget amount must be greater than zero."
    return None


@rule("billing", BUDGET, says="A threshold is a share above zero: 0.9 is 90 percent", reason="")
def thresholds(call: Call) -> str | None:
    """Refuse thresholds out of bounds."""
    for block in call.blocks("threshold_rules"):
        share = block.get("threshold_percent")
        if isinstance(share, int | float) and share < 0:
            return f"Threshold percent must be non-negative, got {share}."
    return None


@rule(
    "billing",
    BUDGET,
    says="A forecast is compared with budgets of a calendar period only",
    reason="",
)
def forecast(call: Call) -> str | None:
    """Refuse forecasts over a period of one's own."""
    own = call.get("budget_filter.custom_period")
    for block in call.blocks("threshold_rules"):
        if own and block.get("spend_basis") == "FORECASTED_SPEND":
            return "Forecasted spend is not supported for budgets with a custom period."
    return None


@rule(
    "billing",
    BUDGET,
    says="Projects of a budget are written projects/NUMBER or projects/ID",
    reason="",
)
def projects(call: Call) -> str | None:
    """Refuse projects of no such form."""
    for text in call.items("budget_filter.projects"):
        if not _PROJECT.fullmatch(str(text)):
            return (
                f"Invalid project in budget filter: {text}. It must be of the form"
                f" projects/{{project}}."
            )
    return None


@rule("billing", BUDGET, says="A budget tells at most five notification channels", reason="")
def channels(call: Call) -> str | None:
    """Refuse too many channels."""
    if len(call.items("all_updates_rule.monitoring_notification_channels")) > _MOST_CHANNELS:
        return f"A budget can have at most {_MOST_CHANNELS} monitoring notification channels."
    return None


@rule("billing", BUDGET, says="A budget's name has at most 60 characters", reason="")
def display_name(call: Call) -> str | None:
    """Refuse names that are too long."""
    if len(call.text("display_name")) > _LONGEST_NAME:
        return f"Budget display name must be at most {_LONGEST_NAME} characters."
    return None
