"""Organisation policies, essential contacts, tags."""

import re
from collections.abc import Iterator
from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.call import Call, blocks
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import Values

POLICY: Final = "google_org_policy_policy"
CONTACT: Final = "google_essential_contacts_contact"
_PARENT: Final = re.compile(r"(?:projects/[a-z0-9:.-]+|(?:folders|organizations)/\d+)")
_CONSTRAINT: Final = re.compile(r"[a-z][a-zA-Z0-9]*\.(?:managed\.)?[a-zA-Z0-9.]+")
_EMAIL: Final = re.compile(r"[^@\s]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+")
_CATEGORIES: Final = (
    "ALL",
    "SUSPENSION",
    "SECURITY",
    "TECHNICAL",
    "BILLING",
    "LEGAL",
    "PRODUCT_UPDATES",
    "TECHNICAL_INCIDENTS",
)
_RULE_KINDS: Final = ("allow_all", "deny_all", "enforce", "values")


@completes(POLICY)
def policy(call: Call) -> Values:
    """What the API fills in for a policy."""
    moment = identity.rfc3339(call.world.now())
    etag = identity.etag(POLICY, call.id, repr(call.get("spec")))
    return {
        "etag": etag,
        "spec.etag": etag,
        "spec.update_time": moment,
        "dry_run_spec.etag": etag,
        "dry_run_spec.update_time": moment,
    }


@rule(
    "orgpolicy",
    POLICY,
    CONTACT,
    says="A parent is projects/ID, folders/NUMBER or organizations/NUMBER",
    on=(CREATE,),
    reason="",
)
def parent(call: Call) -> str | None:
    """Refuse parents of no such form."""
    given = call.text("parent")
    if given and not _PARENT.fullmatch(given):
        return f"Invalid resource name: {given}."
    return None


@rule(
    "orgpolicy",
    POLICY,
    says="A policy's name is PARENT/policies/CONSTRAINT",
    on=(CREATE,),
    reason="",
)
def policy_name(call: Call) -> str | None:
    """Refuse names that do not go with the parent, and words that are no constraint."""
    given, home = call.text("name"), call.text("parent")
    head, _, constraint = given.rpartition("/policies/")
    if not given:
        return None
    if not constraint or not _CONSTRAINT.fullmatch(constraint):
        return f"Invalid resource name: {given}. The constraint is unknown."
    numbered = home.startswith("projects/") and head.startswith("projects/")
    if head and home and head != home and not numbered:
        return f"The policy name {given} does not match its parent {home}."
    return None


def _specs(call: Call) -> Iterator[tuple[str, Values]]:
    for key in ("spec", "dry_run_spec"):
        for block in call.blocks(key):
            yield key, block


@rule(
    "orgpolicy",
    POLICY,
    says="A rule says one thing: allow all, deny all, enforce, or values",
    reason="",
)
def rules_say_one_thing(call: Call) -> str | None:
    """Refuse rules that say nothing or contradict themselves."""
    for key, spec in _specs(call):
        for index, rule_ in enumerate(blocks(spec, "rules")):
            told = [kind for kind in _RULE_KINDS if rule_.get(kind) not in (None, "", [])]
            if len(told) != 1:
                return (
                    f"Invalid policy: {key}.rules[{index}] must specify exactly one of values,"
                    " allowAll, denyAll, enforce."
                )
    return None


@rule("orgpolicy", POLICY, says="A reset policy has no rules", reason="")
def reset(call: Call) -> str | None:
    """Refuse rules together with a reset."""
    for key, spec in _specs(call):
        if spec.get("reset") is True and (spec.get("rules") or spec.get("inherit_from_parent")):
            return f"Invalid policy: {key}.reset cannot be set together with rules."
    return None


@rule("essentialcontacts", CONTACT, says="A contact has an address", on=(CREATE,), reason="")
def email(call: Call) -> str | None:
    """Refuse addresses that are none."""
    given = call.text("email")
    if given and not _EMAIL.fullmatch(given):
        return f"Invalid email address: {given}."
    return None


@rule(
    "essentialcontacts", CONTACT, says="Categories of notifications are those that exist", reason=""
)
def categories(call: Call) -> str | None:
    """Refuse unknown categories, and none."""
    given = [str(item) for item in call.items("notification_category_subscriptions")]
    for category in given:
        if category not in _CATEGORIES:
            return (
                f"Invalid value at 'contact.notification_category_subscriptions[0]', \"{category}\""
            )
    return None if given else "At least one notification category must be specified."
