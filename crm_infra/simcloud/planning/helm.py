"""Helm: what its provider plans and checks without asking the cluster.

The version of a chart that lies beside the configuration is not read: simcloud does not see
Terraform's folder, so a version left out is unknown until apply.
"""

from collections.abc import Iterable
from typing import Any, Final

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.engine.shapes import is_list, is_map
from crm_infra.simcloud.values import Values

_TYPES: Final = ("auto", "string", "literal")
_LONGEST_NAME: Final = 53


def _check(config: Values) -> Iterable[Fault]:
    """Names fit a label of Kubernetes, and values have one of three types."""
    name = config.get("name")
    if isinstance(name, str) and not 1 <= len(name) <= _LONGEST_NAME:
        words = f"Attribute name string length must be between 1 and 53, got: {len(name)}"
        yield Fault("Invalid Attribute Value Length", words, ("name",))
    for attribute in ("set", "set_list", "set_sensitive", "set_wo"):
        yield from _types(attribute, config.get(attribute))


def _types(attribute: str, entries: Any) -> Iterable[Fault]:
    for index, entry in enumerate(entries if is_list(entries) else []):
        kind = entry.get("type") if is_map(entry) else None
        if isinstance(kind, str) and kind not in ("", *_TYPES):
            words = (
                f'Attribute {attribute}[{index}].type value must be one of: ["auto" "string" '
                f'"literal"], got: "{kind}"'
            )
            yield Fault("Invalid Attribute Value Match", words, (attribute, index, "type"))


def _release(draft: Draft) -> Iterable[Fault]:
    """A new release will be deployed; manifests are only planned in an experiment."""
    if draft.fresh:
        draft.values |= {"status": "deployed", "manifest": None, "resources": None}
    return ()


QUIRKS = {"helm_release": Quirks(check=_check, adjust=_release)}
