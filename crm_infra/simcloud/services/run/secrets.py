"""Secrets in variables and volumes: the version exists, and the account may read it.

The sentence is that of a revision which does not become ready, as quoted in
terraform-google-modules/terraform-docs-samples#168.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from crm_infra.simcloud.cloud import identity
from crm_infra.simcloud.services.access import may
from crm_infra.simcloud.services.call import Call, Thing, blocks, dig, first
from crm_infra.simcloud.services.registry import rule
from crm_infra.simcloud.services.run.types import JOB, SERVICE, account_of, template
from crm_infra.simcloud.services.secretmanager import SECRET, VERSION

_READ: Final = "secretmanager.versions.access"
_READERS: Final = ("roles/secretmanager.secretAccessor", "roles/secretmanager.admin", "roles/owner")


@dataclass(frozen=True, slots=True)
class Use:
    """A secret that is used: where, by which name, in which version."""

    where: str
    name: str
    version: str


def _uses(call: Call) -> Iterator[Use]:
    for index, container in enumerate(call.blocks(f"{template(call)}.containers")):
        for number, variable in enumerate(blocks(container, "env")):
            found = first(variable, "value_source.secret_key_ref")
            if found.get("secret"):
                where = f"containers[{index}].env[{number}].value_from.secret_key_ref.name"
                yield Use(where, str(found["secret"]), str(found.get("version") or "latest"))
    for index, volume in enumerate(call.blocks(f"{template(call)}.volumes")):
        found = first(volume, "secret")
        for item in blocks(found, "items") or ([{}] if found else []):
            where = f"volumes[{index}].secret.secret_name"
            yield Use(where, str(found.get("secret")), str(dig(item, "version", "latest")))


def _not_ready(call: Call, use: Use, why: str) -> str:
    name = call.text("name")
    revision = f"{name}-00001-{identity.hexadecimal('revision', call.id, '1', digits=3)}"
    return (
        f"Revision '{revision}' is not ready and cannot serve traffic."
        f" spec.template.spec.{use.where}: {why}"
    )


@rule("run", SERVICE, JOB, says="A secret that is used has the version that is named", reason="")
def version(call: Call) -> str | None:
    """Refuse secrets without the version."""
    for use in _uses(call):
        secret = call.find(use.name, SECRET)
        if secret and use.version not in _versions(call, secret):
            full = f"{_numbered(call, secret)}/versions/{use.version}"
            return _not_ready(call, use, f"Secret {full} was not found")
    return None


def _versions(call: Call, secret: Thing) -> set[str]:
    found = [thing for thing in call.world.referrers(secret) if thing.type == VERSION]
    usable = [thing for thing in found if thing.values.get("enabled") is not False]
    return {str(thing.values.get("version")) for thing in usable} | (
        {"latest"} if usable else set()
    )


@rule(
    "run",
    SERVICE,
    JOB,
    says="The account of a service or job may read the secrets that it uses",
    reason="",
)
def readable(call: Call) -> str | None:
    """Refuse secrets that the account may not read."""
    email = account_of(call)
    for use in _uses(call):
        secret = call.find(use.name, SECRET)
        if secret and not may(call, email, secret, _READ, _READERS):
            full = f"{_numbered(call, secret)}/versions/{use.version}"
            return _not_ready(
                call,
                use,
                f"Permission denied on secret: {full} for Revision service account {email}. The"
                " service account used must be granted the 'Secret Manager Secret Accessor' role"
                " (roles/secretmanager.secretAccessor) at the secret, project or higher level.",
            )
    return None


def _numbered(call: Call, secret: Thing) -> str:
    return f"projects/{call.world.number(secret.project)}/secrets/{secret.name}"
