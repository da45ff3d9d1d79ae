"""The three label attributes of Google's provider, as its plan fills them.

``labels`` is what the configuration says, ``terraform_labels`` adds the provider's default labels
and its attribution label, ``effective_labels`` adds what others put on the resource.
"""

from typing import Any, Final

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.zero import has_unknown
from crm_infra.simcloud.values import UNKNOWN, Values

ATTRIBUTION: Final = ("goog-terraform-provisioned", "true")
_LABELS: Final = ("labels", "resource_labels")


def plan_labels(draft: Draft) -> None:
    """Fill ``terraform_labels`` and ``effective_labels`` where the type has them."""
    attributes = draft.schema.block.attributes
    if "terraform_labels" in attributes and "effective_labels" in attributes:
        name = next((label for label in _LABELS if label in attributes), "")
        if name:
            _plan(draft, draft.config.get(name))
    if "effective_annotations" in attributes and "annotations" in attributes:
        _plan_annotations(draft)


def _plan(draft: Draft, labels: Any) -> None:
    if has_unknown(labels):
        draft.set("terraform_labels", UNKNOWN)
        draft.set("effective_labels", UNKNOWN)
        return
    effective = _prior(draft, "effective_labels")
    ours = _terraform_labels(draft, effective)
    ours.update(labels or {})
    _set(draft, "terraform_labels", ours)
    _set(draft, "effective_labels", _merged(effective, ours, _prior(draft, "terraform_labels")))


def _prior(draft: Draft, name: str) -> Values:
    return dict((draft.prior or {}).get(name) or {})


def _merged(effective: Values, ours: Values, ours_before: Values) -> Values:
    """Everybody's labels: what others put there stays, what we no longer set goes."""
    kept = {k: v for k, v in effective.items() if k in ours or k not in ours_before}
    return kept | ours


def _terraform_labels(draft: Draft, effective: Values) -> Values:
    settings = draft.settings
    ours: Values = dict(settings.default_labels)
    key, value = ATTRIBUTION
    added = draft.fresh or settings.attribution_on_update or key in effective
    if settings.attribution and added:
        ours[key] = value
    return ours


def _plan_annotations(draft: Draft) -> None:
    annotations = draft.config.get("annotations")
    if has_unknown(annotations):
        draft.set("effective_annotations", UNKNOWN)
        return
    effective = _prior(draft, "effective_annotations")
    merged = _merged(effective, dict(annotations or {}), _prior(draft, "annotations"))
    _set(draft, "effective_annotations", merged)


def _set(draft: Draft, name: str, labels: Values) -> None:
    """An empty map says nothing: it stays unknown for a new resource and unchanged for others."""
    old = (draft.prior or {}).get(name)
    if labels or old:
        draft.set(name, labels)
