"""What stands in the cloud, as services ask for it, over one change or view of the store.

Implements ``services.call.World``. Only questions; what writes is in ``api`` and ``effects``.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from crm_infra.simcloud.catalogue.facts import facts_for, types_with_facts
from crm_infra.simcloud.cloud import outages, references
from crm_infra.simcloud.cloud.ledger import Ledger
from crm_infra.simcloud.cloud.records import Resource
from crm_infra.simcloud.cloud.view import View
from crm_infra.simcloud.services import apis
from crm_infra.simcloud.services.call import Place, dig
from crm_infra.simcloud.storage.errors import ApiError
from crm_infra.simcloud.storage.registry import BucketRegistry

_NUMBERED: Final = re.compile(r"(?<![\w-])projects/(\d{6,19})(?=/|$)")
_DIGITS: Final = re.compile(r"\d{6,19}")
_AGENT: Final = re.compile(
    r"service-(?P<number>\d+)@(?P<domain>[a-z0-9-]+)\.iam\.gserviceaccount\.com"
)
_OF_PROJECT: Final = (
    (re.compile(r"(?P<number>\d+)-compute@developer\.gserviceaccount\.com"), "compute"),
    (re.compile(r"(?P<number>\d+)@cloudservices\.gserviceaccount\.com"), ""),
    (re.compile(r"(?P<number>\d+)@cloudbuild\.gserviceaccount\.com"), "cloudbuild"),
    (re.compile(r"(?P<number>\d+)@project\.gserviceaccount\.com"), ""),
    (re.compile(r"cmek-p(?P<number>\d+)@gcp-sa-logging\.iam\.gserviceaccount\.com"), "logging"),
    (re.compile(r"bq-(?P<number>\d+)@bigquery-encryption\.iam\.gserviceaccount\.com"), "bigquery"),
)
_SHARED: Final = (
    "cloud-logs@system.gserviceaccount.com",
    "cloud-storage-analytics@google.com",
    "gmail-api-push@system.gserviceaccount.com",
)
_ATLAS_ROLE: Final = "mongodbatlas_cloud_provider_access_setup"
_ENCRYPTERS: Final = (
    "roles/cloudkms.cryptoKeyEncrypterDecrypter",
    "roles/cloudkms.cryptoOperator",
    "roles/owner",
    "roles/editor",
)
_GRANTS: Final = (
    ("google_kms_crypto_key_iam_member", "crypto_key_id"),
    ("google_kms_key_ring_iam_member", "key_ring_id"),
)


class StoreWorld:
    """The store and the ledger, as rules may ask."""

    def __init__(self, view: View, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._view = view
        self._ledger = ledger
        self._clock = clock
        self._buckets = BucketRegistry.within(view.connection, now=clock)

    def things(self, type_: str, project: str | None = None) -> list[Resource]:
        """All living things of a type, of one project or of all."""
        found = self._view.find(type_, project=project)
        return [thing for thing in found if thing.stage != "deleting"]

    def find(self, types: tuple[str, ...], reference: str, call: Place) -> Resource | None:
        """The thing that a reference means, seen from a place."""
        return references.find(self._view, types, self.unnumbered(reference), call)

    def unnumbered(self, reference: str) -> str:
        """The reference with project ids where it has project numbers."""
        seen = _NUMBERED.search(reference)
        project = self._ledger.project_of(seen[1]) if seen else None
        if seen is None or project is None:
            return reference
        return reference[: seen.start(1)] + project + reference[seen.end(1) :]

    def referrers(self, thing: Resource) -> list[Resource]:
        """What refers to it, each once."""
        links = self._view.referrers(thing.type, thing.id)
        keys = dict.fromkeys((link.from_type, link.from_id) for link in links)
        found = (self._view.get(*key) for key in keys)
        return [other for other in found if other is not None and other.stage != "deleting"]

    def buried(self, type_: str, key: str) -> dict[str, object] | None:
        """What is remembered of something deleted whose name stays taken."""
        return self._ledger.buried(type_, key)

    def number(self, project: str) -> str:
        """The project's number; a number stays what it is."""
        return project if project.isdigit() else self._ledger.project(project).number

    def project_of(self, number: str) -> str | None:
        """The project that a number means."""
        return self._ledger.project_of(number)

    def api_on(self, project: str, api: str) -> bool:
        """Whether the API is enabled in the project."""
        found = self._ledger.project(project)
        return not found.managed or api in apis.FROM_THE_START or api in found.services

    def api_managed(self, project: str, api: str) -> bool:
        """Whether the API was enabled in the project by somebody, not by default."""
        return api in self._ledger.project(project).services

    def first_of_api(self, project: str, api: str) -> Resource | None:
        """Something of the project that the API serves, if there is any."""
        for type_ in types_with_facts():
            if facts_for(type_).api == api:
                found = self._view.find(type_, project=project, limit=1)
                if found:
                    return found[0]
        return None

    def agent_exists(self, email: str) -> bool:
        """Whether a service agent of Google's has that address: it comes with its API."""
        if email in _SHARED or self._of_atlas(email):
            return True
        seen = _AGENT.fullmatch(email)
        if seen:
            return self._agent_of(seen["number"], apis.api_of_agent(seen["domain"]))
        for pattern, api in _OF_PROJECT:
            seen = pattern.fullmatch(email)
            if seen:
                return self._agent_of(seen["number"], f"{api}.googleapis.com" if api else "")
        return False

    def _of_atlas(self, email: str) -> bool:
        """Whether MongoDB Atlas made the account for one of its projects."""
        roles = self._view.find(_ATLAS_ROLE) if email.startswith("mongodb-atlas-") else []
        return any(
            dig(role.values, "gcp_config.service_account_for_atlas") == email for role in roles
        )

    def _agent_of(self, number: str, api: str | None) -> bool:
        project = self._ledger.project_of(number)
        if project is None or api is None:
            return False
        return not api or self.api_on(project, api)

    def may_use_key(self, key: Resource, member: str) -> bool:
        """Whether the member was given a role to encrypt with the key."""
        ring = self._view.get("google_kms_key_ring", str(key.values.get("key_ring", "")))
        place = Place(key.project, key.location)
        for type_, attribute in _GRANTS:
            for grant in self._view.find(type_):
                if not self._gives(grant, member):
                    continue
                kinds = ("google_kms_crypto_key", "google_kms_key_ring")
                held = self.find(kinds, str(grant.values.get(attribute, "")), place)
                if held and held.id in (key.id, ring.id if ring else ""):
                    return True
        grants = self._view.find("google_project_iam_member", project=key.project)
        return any(self._gives(grant, member) for grant in grants)

    def _gives(self, grant: Resource, member: str) -> bool:
        given, role = str(grant.values.get("member")), grant.values.get("role")
        return role in _ENCRYPTERS and self._unnumbered(given) == self._unnumbered(member)

    def _unnumbered(self, member: str) -> str:
        """The member with project ids for project numbers: a project may be meant by two."""
        return _DIGITS.sub(lambda seen: self._ledger.project_of(seen[0]) or seen[0], member)

    def now(self) -> datetime:
        """The time."""
        return self._clock()

    def outages(self) -> list[str]:
        """The regions and zones that are lost."""
        return outages.lost(self._view.connection)

    def bucket_owner(self, name: str) -> str | None:
        """The project whose bucket has that name, made by whatever client; None when free."""
        return None if self._buckets.bucket(name) is None else self._buckets.project_of(name)

    def bucket_empty(self, name: str) -> bool:
        """Whether the bucket holds no object."""
        try:
            return self._buckets.count_objects(name) == 0
        except ApiError:
            return True
