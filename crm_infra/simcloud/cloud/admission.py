"""The gate that every call passes: project, API, references, name, rules of the service, quota.

Raises ``Refusal`` in the API's words. The sentences are in ``wording``, their summary for people in
``general``; keep the three together.
"""

import re
from collections.abc import Iterator
from typing import Final

from crm_infra.simcloud.catalogue.facts import TypeFacts, facts_for, types_of_quota
from crm_infra.simcloud.catalogue.quotas import quotas
from crm_infra.simcloud.catalogue.templates import attributes_of
from crm_infra.simcloud.cloud import references, wording
from crm_infra.simcloud.cloud.ledger import Ledger
from crm_infra.simcloud.cloud.places import in_google
from crm_infra.simcloud.cloud.records import Resource, Target
from crm_infra.simcloud.cloud.view import View
from crm_infra.simcloud.cloud.world import StoreWorld
from crm_infra.simcloud.services import registry
from crm_infra.simcloud.services.atlas import wording as atlas
from crm_infra.simcloud.services.call import Call

_PROJECT_ID: Final = re.compile(r"(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]|\d+|simcloud")
_JUDGED_BY_SERVICE: Final = ("google_service_account", "google_project_iam_custom_role")
_JUDGED_PATHS: Final = ("destination", "reserved_peering_ranges[]", "role", "member", "members[]")
_ALLOCATION: Final = "google_compute_global_address"
_CONNECTION: Final = "google_service_networking_connection"
_NAMED_BY_SERVICE: Final = ("google_storage_bucket", _CONNECTION)
_AT_HOME: Final = tuple(
    f"google_compute_{kind}"
    for kind in (
        "subnetwork",
        "router",
        "router_nat",
        "firewall",
        "route",
        "global_address",
        "network_firewall_policy_association",
    )
)
_HOLDING: Final = (
    "compute",
    "container",
    "networkconnectivity",
    "redis",
    "run",
    "servicenetworking",
    "sqladmin",
    "vpcaccess",
)


def project_known(call: Call) -> None:
    """Any well-formed project exists from its first use."""
    project = call.place.project
    if project and in_google(call.type) and not _PROJECT_ID.fullmatch(project):
        raise wording.project_missing(project)


def api_enabled(call: Call) -> None:
    """The API must be on in the project."""
    api, project = call.facts.api, call.place.project
    if api and project and not call.world.api_on(project, api):
        raise wording.api_off(api, call.world.number(project))


def api_ready(call: Call, view: View) -> float:
    """Virtual time at which the API, if Terraform turned it on, is on."""
    return view.ready("google_project_service", f"{call.place.project}/{call.facts.api}")


def resolve(call: Call, world: StoreWorld) -> list[Target]:
    """Everything that the call refers to; refuses what does not exist or lies elsewhere."""
    parents = set(attributes_of(call.facts.id))
    targets: dict[tuple[str, str, str], Target] = {}
    for mention in references.mentions(call.facts, call.values):
        found = world.find(mention.types, mention.text, call.place)
        if found is None:
            _refuse_missing(call, mention, parents, world)
            continue
        if call.type in _AT_HOME and found.project not in ("", call.place.project):
            raise wording.elsewhere_in_project(_field(call, mention), mention.text)
        wanted = call.place.region
        if mention.path in call.facts.same_region and wanted and found.location != wanted:
            raise wording.elsewhere(_field(call, mention), mention.text, wanted)
        key = (mention.path, found.type, found.id)
        targets[key] = Target(*key)
    return list(targets.values())


def _field(call: Call, mention: references.Mention) -> str:
    inside = "nats[0]." if call.type == "google_compute_router_nat" else ""
    return inside + mention.where


def _refuse_missing(
    call: Call, mention: references.Mention, parents: set[str], world: StoreWorld
) -> None:
    by_type = any(type_ in _JUDGED_BY_SERVICE for type_ in mention.types)
    if references.is_address(mention.text):
        return
    if mention.path in _JUDGED_PATHS or (by_type and mention.path not in parents):
        return
    if "google_storage_bucket" in mention.types and world.bucket_owner(mention.text):
        return
    target = facts_for(mention.types[0])
    if not in_google(call.type):
        raise atlas.missing(call, target, mention.text)
    text = world.unnumbered(mention.text)
    meant = references.meaning(target.type, text, call.place) or text
    if (
        mention.path in parents
        or call.facts.api != wording.COMPUTE
        or target.api != wording.COMPUTE
    ):
        raise wording.parent_missing(target, meant, mention.text)
    raise wording.field_missing(_field(call, mention), mention.text, target.resource_label)


def name_free(call: Call, view: View, ledger: Ledger, key: str) -> None:
    """The name must not be taken, by the living or by those whose names stay."""
    adopted = call.facts.additive or call.facts.singleton
    if adopted or call.type in _NAMED_BY_SERVICE or call.get("create_ignore_already_exists"):
        return
    taken = view.exists(call.type, call.id) or view.resolve(call.type, f"unique:{key}")
    if taken and not in_google(call.type):
        raise atlas.taken(call)
    if taken or (call.facts.never_deleted and ledger.buried(call.type, key) is not None):
        raise wording.exists(call.facts, call.id, call.values, call.place.project)


def rules_hold(call: Call) -> None:
    """The service's own rules."""
    for found in registry.rules_for(call.type, call.action):
        found.enforce(call)


def within_quota(call: Call, view: View, targets: list[Target]) -> None:
    """There must be room for one more."""
    metric = call.facts.quota
    quota = quotas().get(metric) if metric else None
    if quota is None:
        return
    types = types_of_quota(metric)
    project, region = call.place.project, call.place.region
    if quota.scope == "network":
        used = _in_network(view, types, targets)
        where = "globally"
    elif quota.scope == "region":
        used = view.count(types, project=project, location=region)
        where = f"in region {region}"
    else:
        used = view.count(types, project=project)
        where = "globally"
    if used >= quota.limit:
        raise wording.over_quota(metric, quota.limit, where, call.facts.api)


def _in_network(view: View, types: tuple[str, ...], targets: list[Target]) -> int:
    for target in targets:
        if target.type == "google_compute_network":
            links = view.referrers(target.type, target.id)
            return len({link.from_id for link in links if link.from_type in types})
    return 0


def is_held(facts: TypeFacts) -> bool:
    """Whether what uses it keeps it: only Compute Engine's API looks at that."""
    return facts.api == wording.COMPUTE and facts.held_by_referrers


def not_held(facts: TypeFacts, standing: Resource, world: StoreWorld) -> None:
    """Nothing that would break may still use it."""
    if not is_held(facts):
        return
    for other in _holders(facts, standing, world):
        raise wording.in_use(facts, standing.id, other.id)


def _holders(facts: TypeFacts, standing: Resource, world: StoreWorld) -> Iterator[Resource]:
    for other in world.referrers(standing):
        holding = facts_for(other.type).api.partition(".")[0] in _HOLDING
        # An allocation may go while a private connection uses it: what was handed out stays.
        allocated = (standing.type, other.type) == (_ALLOCATION, _CONNECTION)
        if holding and not allocated and other.type not in facts.cascades:
            yield other
