"""Workload identity federation: pools and their providers."""

import re
from typing import Final

from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import Values

POOL: Final = "google_iam_workload_identity_pool"
PROVIDER: Final = "google_iam_workload_identity_pool_provider"
_ID: Final = re.compile(r"[a-z0-9-]{4,32}")
_TARGET: Final = re.compile(r"google\.(?:subject|groups|display_name)|attribute\.[a-z0-9_]{1,100}")
_HOSTED: Final = (
    "token.actions.githubusercontent.com",
    "gitlab.com",
    "app.terraform.io",
    "agent.buildkite.com",
    "oidc.circleci.com",
)


@completes(POOL)
def pool(call: Call) -> Values:
    """What IAM fills in for a pool."""
    number = call.world.number(call.place.project)
    base = f"projects/{number}/locations/global/workloadIdentityPools"
    return {
        "name": f"{base}/{call.text('workload_identity_pool_id')}",
        "state": "ACTIVE",
        "mode": "FEDERATION_ONLY",
    }


@completes(PROVIDER)
def provider(call: Call) -> Values:
    """What IAM fills in for a provider."""
    number = call.world.number(call.place.project)
    base = f"projects/{number}/locations/global/workloadIdentityPools"
    name = call.text("workload_identity_pool_provider_id")
    held = call.text("workload_identity_pool_id")
    return {"name": f"{base}/{held}/providers/{name}", "state": "ACTIVE"}


@rule(
    "iam",
    POOL,
    PROVIDER,
    says="A pool's or provider's id is 4 to 32 lower-case letters, digits, hyphens",
    on=(CREATE,),
    reason="",
)
def pool_id(call: Call) -> str | None:
    """Refuse ids that are none, or that are Google's own."""
    key = "workload_identity_pool_id" if call.type == POOL else "workload_identity_pool_provider_id"
    given = call.text(key)
    if given and (not _ID.fullmatch(given) or given.startswith("gcp-")):
        return (
            f"Invalid value for {key}: '{given}' must match [a-z0-9-]{{4,32}} and must not start"
            " with 'gcp-'."
        )
    return None


@rule(
    "iam",
    POOL,
    PROVIDER,
    says="The id of a deleted pool or provider stays taken for 30 days",
    on=(CREATE,),
    code=409,
    reason="",
)
def was_deleted(call: Call) -> str | None:
    """Refuse an id that a deleted one still has."""
    if call.world.buried(call.type, call.id) is None:
        return None
    return "Requested entity already exists"


@rule(
    "iam",
    PROVIDER,
    says="A mapping gives google.subject, and only known targets",
    reason="badRequest",
)
def mapping(call: Call) -> str | None:
    """Refuse a mapping without subject, or with targets that do not exist."""
    given = call.mapping("attribute_mapping")
    if call.blocks("oidc") and "google.subject" not in given:
        return "The attribute mapping must contain a mapping for google.subject."
    for target, source in given.items():
        if not _TARGET.fullmatch(target):
            return f"Invalid attribute mapping key: {target}."
        if "assertion" not in str(source) and "'" not in str(source):
            return f"Error in mapped claim '{target}': '{source}' does not reference an assertion."
    return None


@rule(
    "iam",
    PROVIDER,
    says="A provider for many tenants (GitHub, GitLab) has a condition on a claim",
    reason="badRequest",
)
def condition(call: Call) -> str | None:
    """Refuse a provider whose tokens anybody on that host could get."""
    issuer = call.text("oidc.issuer_uri")
    host = issuer.removeprefix("https://").split("/")[0]
    given = call.text("attribute_condition")
    if host in _HOSTED and "assertion." not in given and "attribute." not in given:
        return (
            "The attribute condition must reference one of the provider's claims. For more"
            " information, see"
            " https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines#conditions"
        )
    if given.count("'") % 2 or given.count("(") != given.count(")"):
        return f"Error compiling the attribute condition: {given}"
    return None


@rule("iam", PROVIDER, says="An issuer is an https address", reason="badRequest")
def issuer(call: Call) -> str | None:
    """Refuse issuers that are no https addresses."""
    given = call.text("oidc.issuer_uri")
    if given and not re.fullmatch(r"https://[a-zA-Z0-9.-]+(?::\d+)?(?:/\S*)?", given):
        return f"Invalid value for issuer_uri: '{given}' must be a valid URI with scheme https."
    return None
