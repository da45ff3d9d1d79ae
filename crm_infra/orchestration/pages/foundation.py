"""The page of ``foundation``: who may use which keys, accounts and secrets.

Read from the state, so that it shows rights that are granted and not those that were meant; rights
granted by hand elsewhere are not in it. Add here a table about rights; checks about them belong to
``crm_infra.checks``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from crm_infra.checks.foundation import KEY, rotation_seconds
from crm_infra.checks.model import Seen
from crm_infra.orchestration.pages.forms import Metadata, Row, table
from crm_infra.state.document import StandingResource

ACCOUNT = "google_service_account"
SECRET = "google_secret_manager_secret"  # noqa: S105 - the name of a type


def part(seen: Seen, title: str) -> Metadata:
    """Keys, accounts and people with their rights."""
    del title
    return {
        "keys": table(key_rows(seen.resources)),
        "accounts": table(account_rows(seen.resources)),
        "people": table(people_rows(seen.resources)),
    }


def key_rows(resources: Iterable[StandingResource]) -> list[Row]:
    """Each key: where it lies, how often it rotates, who may use it; equal ones share a row."""
    standing = tuple(resources)
    users = _members(standing, "google_kms_crypto_key_iam_member", "crypto_key_id")
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for key in _of(standing, KEY):
        where = str(key.values.get("id"))
        shared = (str(key.values.get("name")), _days(rotation_seconds(key)), _listed(users[where]))
        found[shared].append(_part(where, "locations"))
    return [
        {"key": name, "in": _listed(places), "rotates": rotates, "used by": used_by}
        for (name, rotates, used_by), places in sorted(found.items())
    ]


def account_rows(resources: Iterable[StandingResource]) -> list[Row]:
    """Each service account: its roles in the project, the secrets it reads, who acts as it."""
    standing = tuple(resources)
    roles = _roles(standing)
    secrets = _secrets(standing)
    users = _members(standing, "google_service_account_iam_member", "service_account_id")
    return [
        {
            "account": str(one.values.get("account_id")),
            "for": str(one.values.get("display_name") or ""),
            "roles in the project": _listed(roles[str(one.values.get("member"))]),
            "reads secrets": _listed(secrets[str(one.values.get("member"))]),
            "used by": _listed(users[str(one.values.get("name"))]),
        }
        for one in _of(standing, ACCOUNT)
    ]


def people_rows(resources: Iterable[StandingResource]) -> list[Row]:
    """Each group and person with rights in the project."""
    roles = _roles(tuple(resources))
    return [
        {"who": member, "roles in the project": _listed(granted)}
        for member, granted in sorted(roles.items())
        if not member.startswith("serviceAccount:")
    ]


def _roles(standing: tuple[StandingResource, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for grant in _of(standing, "google_project_iam_member"):
        found[str(grant.values.get("member"))].append(_last(grant.values.get("role")))
    return found


def _secrets(standing: tuple[StandingResource, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for grant in _of(standing, f"{SECRET}_iam_member"):
        if str(grant.values.get("role")).endswith("secretAccessor"):
            found[str(grant.values.get("member"))].append(_last(grant.values.get("secret_id")))
    return found


def _members(
    standing: tuple[StandingResource, ...], kind: str, attribute: str
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for grant in _of(standing, kind):
        found[str(grant.values.get(attribute))].append(_short(str(grant.values.get("member"))))
    return found


def _short(member: str) -> str:
    """A member without what is the same for all: kind, project, Google's domain."""
    name, _, domain = member.partition(":")[2].partition("@")
    host = domain.removesuffix(".iam.gserviceaccount.com")
    if host == domain:
        return member.partition("/workloadIdentityPools/")[2] or member.partition(":")[2]
    agent = name.startswith(("service-", "cmek-"))
    return f"Google's {host}" if agent else name


def _of(standing: tuple[StandingResource, ...], kind: str) -> Iterator[StandingResource]:
    return (one for one in standing if one.type == kind)


def _listed(words: list[str]) -> str:
    return ", ".join(sorted(set(words))) or "-"


def _last(value: Any) -> str:
    return str(value).rpartition("/")[2]


def _part(path: str, before: str) -> str:
    return path.partition(f"{before}/")[2].partition("/")[0]


def _days(seconds: float | None) -> str:
    return f"every {seconds / 86400:g} days" if seconds else "never"
