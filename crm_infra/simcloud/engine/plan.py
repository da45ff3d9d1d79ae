"""Plans one resource: the generic difference, then what the provider adds at plan time.

Pure: state and configuration in, planned values, replace paths and faults out.
"""

from dataclasses import dataclass, field

from crm_infra.simcloud.engine.draft import Draft, Settings
from crm_infra.simcloud.engine.faults import Fault, Path
from crm_infra.simcloud.engine.labels import plan_labels
from crm_infra.simcloud.engine.legacy import LegacyWalk
from crm_infra.simcloud.engine.quirks import NO_QUIRKS, Quirks
from crm_infra.simcloud.engine.strict import StrictWalk
from crm_infra.simcloud.schema.model import TypeSchema
from crm_infra.simcloud.values import UNKNOWN, Values


@dataclass(frozen=True, slots=True)
class Planned:
    """What a resource will be, what cannot be changed in place, and what is wrong with it."""

    values: Values | None
    replace: list[Path] = field(default_factory=list[Path])
    faults: list[Fault] = field(default_factory=list[Fault])


def plan(
    schema: TypeSchema,
    prior: Values | None,
    config: Values | None,
    settings: Settings,
    quirks: Quirks = NO_QUIRKS,
) -> Planned:
    """Plan creation (``prior`` None), change, or destruction (``config`` None)."""
    if config is None:
        return Planned(None)
    draft = Draft(schema, config, prior, settings)
    if schema.legacy:
        draft.values = LegacyWalk(draft, quirks).block(schema.block, config, prior, ())
        _plan_project(draft, quirks)
        _plan_deletion_policy(draft)
        plan_labels(draft)
    else:
        draft.values = StrictWalk(draft, quirks).plan(schema.block, config, prior)
    faults = list(quirks.adjust(draft)) if quirks.adjust is not None else []
    return Planned(draft.values, draft.replace, faults)


def _plan_project(draft: Draft, quirks: Quirks) -> None:
    """Types with a customized difference take an unset project from the provider's."""
    attribute = draft.schema.block.attributes.get("project")
    if attribute is None or not attribute.computed or not draft.settings.project:
        return
    if draft.schema.customized and quirks.fills_project and draft.config.get("project") is None:
        draft.set("project", draft.settings.project, force_new=attribute.force_new)


def _plan_deletion_policy(draft: Draft) -> None:
    attribute = draft.schema.block.attributes.get("deletion_policy")
    if attribute is None or not attribute.computed or not draft.schema.customized:
        return
    if draft.values.get("deletion_policy") is UNKNOWN:
        draft.values["deletion_policy"] = draft.settings.deletion_policy or "DELETE"
