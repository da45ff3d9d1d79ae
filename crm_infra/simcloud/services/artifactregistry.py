"""Artifact Registry repositories."""

import re
from typing import Final

from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.encryption import agent_of, may_not_use, withheld
from crm_infra.simcloud.services.kms import same_location
from crm_infra.simcloud.services.places import is_region
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import Values

_AGENT: Final = "gcp-sa-artifactregistry"
REPOSITORY: Final = "google_artifact_registry_repository"
_ID: Final = re.compile(r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_FORMATS: Final = ("DOCKER", "MAVEN", "NPM", "APT", "YUM", "PYTHON", "KFP", "GO", "GENERIC", "RUBY")
_MULTI: Final = ("us", "europe", "asia")


@completes(REPOSITORY)
def repository(call: Call) -> Values:
    """What the API fills in for a repository."""
    place, name = call.text("location") or call.place.region, call.text("repository_id")
    kind = {"DOCKER": "docker"}.get(call.text("format"), call.text("format").lower())
    scanned = {
        "enablement_config": "INHERITED",
        "enablement_state": "SCANNING_DISABLED",
        "enablement_state_reason": "API containerscanning.googleapis.com is not enabled.",
    }
    return {
        "name": name,
        "registry_uri": f"{place}-{kind}.pkg.dev/{call.place.project}/{name}",
        "vulnerability_scanning_config": [scanned] if kind == "docker" else [],
        "vulnerability_scanning_config.enablement_state": "SCANNING_DISABLED",
        "vulnerability_scanning_config.enablement_state_reason": scanned["enablement_state_reason"],
    }


@rule("artifactregistry", REPOSITORY, says="A repository's id is a label", on=(CREATE,), reason="")
def repository_id(call: Call) -> str | None:
    """Refuse ids that are none."""
    given = call.text("repository_id")
    if given and not _ID.fullmatch(given):
        return (
            f"Invalid repository ID '{given}': repository IDs may only contain lowercase letters,"
            " numbers, and hyphens, must begin with a letter, and must be between 1 and 63"
            " characters."
        )
    return None


@rule(
    "artifactregistry",
    REPOSITORY,
    says="A repository's format is one that exists",
    on=(CREATE,),
    reason="",
)
def format_(call: Call) -> str | None:
    """Refuse unknown formats."""
    given = call.text("format").upper()
    if given and given not in _FORMATS:
        return (
            "Invalid value at 'repository.format'"
            " (type.googleapis.com/google.devtools.artifactregistry.v1.Repository.Format),"
            f' "{given}"'
        )
    return None


@rule(
    "artifactregistry",
    REPOSITORY,
    says="A repository lies in a region or a continent",
    on=(CREATE,),
    reason="",
)
def location(call: Call) -> str | None:
    """Refuse unknown places."""
    given = call.text("location")
    if given and given not in _MULTI and not is_region(given):
        return f'Location "{given}" is not supported.'
    return None


@rule(
    "artifactregistry",
    REPOSITORY,
    says="A repository's key lies where the repository does",
    on=(CREATE,),
    reason="",
)
def key_location(call: Call) -> str | None:
    """Refuse keys of another place."""
    key, place = call.text("kms_key_name"), call.text("location")
    if key and not same_location(key, place):
        return f'The KMS key "{key}" must be in the same location as the repository: "{place}".'
    return None


@rule(
    "artifactregistry",
    REPOSITORY,
    says="The service agent may use the key that protects a repository",
    on=(CREATE,),
    code=403,
    reason="",
)
def key_granted(call: Call) -> str | None:
    """Refuse a key that the service agent was not given."""
    held = withheld(call, call.text("kms_key_name"), _AGENT)
    return may_not_use(held, agent_of(call, _AGENT)) if held else None


@rule(
    "artifactregistry",
    REPOSITORY,
    says="Versions are kept by number, and deleted by condition",
    reason="",
)
def cleanup(call: Call) -> str | None:
    """Refuse clean-up policies that say nothing."""
    for block in call.blocks("cleanup_policies"):
        if not block.get("condition") and not block.get("most_recent_versions"):
            name = block.get("id")
            return f'Cleanup policy "{name}" must specify a condition or most recent versions.'
        if block.get("action") == "DELETE" and block.get("most_recent_versions"):
            return f'Cleanup policy "{block.get("id")}": most recent versions can only be kept.'
    return None
