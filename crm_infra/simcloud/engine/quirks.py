"""What a type may add to the generic engine where the *provider* knows more than its schema says.

``planning`` holds the quirks of real types; the engine only offers these openings. A quirk that
several services share is a rule, and belongs in the engine instead.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.values import Values

Check = Callable[[Values], Iterable[Fault]]
Adjust = Callable[[Draft], Iterable[Fault]]
Refuse = Callable[[Values], Iterable[Fault]]
Suppress = Callable[[Draft, Any, Any], bool]
Unmissed = Callable[[Draft, Values], bool]


@dataclass(frozen=True, slots=True)
class Quirks:
    """Openings for one type; paths are schema paths without positions (``allow.ports``).

    Args:
        check: Looks at a configuration that may be unknown in part, beside the rules of the schema.
        adjust: Looks at the drafted plan again, as the provider's ``CustomizeDiff`` does.
        refuse_delete: Faults that keep the provider from even asking for deletion, by prior state.
        same_element: For blocks that are sets: a key that says when two elements are the same one.
        equal: Attributes that are compared in a way of their own: what state holds, then what is
            configured (None where it is left out).
        suppressed: Attributes whose difference is none under conditions that lie elsewhere in the
            configuration: the draft, what state holds, then what is configured (None: left out).
        unmissed: Blocks that may be left out as they stand: the draft, the block that state holds.
        silent: Values that mean the same as nothing: neither planned for a new resource nor a
            difference to an empty one.
        fills_project: Whether an unset ``project`` is planned from the provider's configuration.
        unsettled: What an update makes unknown where it is computed, with all inside it (plugin
            framework); None stands for everything but ``id``.
        replaces: Attributes that force replacement although the schema does not say so.
        defaults: Defaults that the schema does not say.
    """

    check: Check | None = None
    adjust: Adjust | None = None
    refuse_delete: Refuse | None = None
    same_element: Mapping[str, Callable[[Values], Any]] = field(
        default_factory=dict[str, Callable[[Values], Any]]
    )
    equal: Mapping[str, Callable[[Any, Any], bool]] = field(
        default_factory=dict[str, Callable[[Any, Any], bool]]
    )
    suppressed: Mapping[str, Suppress] = field(default_factory=dict[str, Suppress])
    unmissed: Mapping[str, Unmissed] = field(default_factory=dict[str, Unmissed])
    silent: Mapping[str, Any] = field(default_factory=dict[str, Any])
    fills_project: bool = True
    unsettled: frozenset[str] | None = None
    replaces: frozenset[str] = frozenset()
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])


NO_QUIRKS = Quirks()
