"""Finding what a person names for import, in any of the forms that the real provider takes.

The forms are facts of the type. Each thing of the type is written in each form and compared, so
that whatever a form leaves out (project, region) is what the provider is configured with. What was
deleted but never goes away, like a key ring, comes back by being imported.
"""

from collections.abc import Iterator
from typing import Any

from crm_infra.simcloud.catalogue.facts import TypeFacts, facts_for
from crm_infra.simcloud.catalogue.templates import attributes_of, expand
from crm_infra.simcloud.cloud import references
from crm_infra.simcloud.cloud.calls import Context
from crm_infra.simcloud.cloud.change import Change
from crm_infra.simcloud.cloud.ledger import Ledger
from crm_infra.simcloud.cloud.places import location_of
from crm_infra.simcloud.cloud.records import Resource, Target
from crm_infra.simcloud.services.call import Place, dig
from crm_infra.simcloud.values import Values

_REVIVABLE = ("google_kms_key_ring", "google_kms_crypto_key")


class Imports:
    """Looks things up within one change: importing may bring something back."""

    def __init__(self, change: Change, ledger: Ledger, provider: str) -> None:
        self._change = change
        self._ledger = ledger
        self._provider = provider

    def find(self, type_: str, import_id: str, context: Context) -> Resource | None:
        """The thing that the import id names, or None."""
        place = Place(context.project, context.region, context.zone)
        found = references.find(self._change, (type_,), import_id, place)
        if found is not None:
            return found
        facts = facts_for(type_)
        for thing in self._change.find(type_):
            if import_id in self._forms(facts, thing.values, thing, context):
                return thing
        return self._revive(facts, import_id, context)

    def _forms(
        self, facts: TypeFacts, values: Any, thing: Resource | None, context: Context
    ) -> Iterator[str]:
        for template in facts.imports:
            asked = attributes_of(template)
            placed = "project" in asked or "project_id" in asked  # the latter is Atlas' word
            if thing and not placed and thing.project not in ("", context.project):
                continue
            regional = "region" in attributes_of(facts.id) and "region" not in asked
            if regional and values.get("region") != context.region:
                continue
            yield expand(template, lambda path: _text(values, path), number=self._number)

    def _number(self, project: str) -> str:
        return self._ledger.project(project).number

    def _revive(self, facts: TypeFacts, import_id: str, context: Context) -> Resource | None:
        if facts.type not in _REVIVABLE:
            return None
        for key, id_, values in self._ledger.graves(facts.type):
            if import_id == id_ or import_id in self._forms(facts, values, None, context):
                self._ledger.unbury(facts.type, key)
                return self._bring_back(facts, id_, values)
        return None

    def _bring_back(self, facts: TypeFacts, id_: str, values: Values) -> Resource:
        project = str(values.get("project") or id_.split("/")[1])
        name = str(values.get("name", "")).rpartition("/")[2]
        place = location_of(id_, values)
        made = Resource(facts.type, id_, self._provider, project, place, name, values)
        targets: list[Target] = []
        for mention in references.mentions(facts, values):
            held = references.find(self._change, mention.types, mention.text, Place(project, place))
            if held:
                targets.append(Target(mention.path, held.type, held.id))
        self._change.put(made, targets=targets)
        return made


def _text(values: Any, path: str) -> str:
    found = dig(values, ".".join(step for step in path.split(".") if not step.isdigit()))
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    return "" if found is None else str(found)
