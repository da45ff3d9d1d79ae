"""The difference between state and configuration as SDKv2 computes it.

One walk over the schema: what is set counts, what is unset and computed keeps what state holds
(or is unknown when nothing exists), what is unset otherwise becomes its default or nothing. What a
provider adds afterwards (labels, project, quirks) is ``plan``'s business.
"""

from collections.abc import Mapping
from typing import Any, Final

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Path, template
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.engine.sameness import same
from crm_infra.simcloud.engine.set_elements import match_elements
from crm_infra.simcloud.engine.zero import has_unknown, hollow, is_zero
from crm_infra.simcloud.schema.model import NO_DEFAULT, Attribute, Block, NestedBlock
from crm_infra.simcloud.values import UNKNOWN, Values

_EMPTY_IN_SET: Final[Mapping[str, Any]] = {"string": "", "list": [], "set": [], "map": {}}


class LegacyWalk:
    """One pass over one resource; differences are noted in the draft."""

    __slots__ = ("_draft", "_quirks")

    def __init__(self, draft: Draft, quirks: Quirks) -> None:
        self._draft = draft
        self._quirks = quirks

    def block(
        self, block: Block, config: Values, prior: Values | None, path: Path, in_set: bool = False
    ) -> Values:
        """Plan one block; ``prior`` is None where it does not exist yet."""
        planned: Values = {}
        for name, attribute in block.attributes.items():
            planned[name] = self._attribute(
                attribute, config.get(name), prior, (*path, name), in_set
            )
        for name, nested in block.blocks.items():
            planned[name] = self._nested(nested, config.get(name), prior, (*path, name), in_set)
        return planned

    def _attribute(
        self, attribute: Attribute, config: Any, prior: Values | None, path: Path, in_set: bool
    ) -> Any:
        if attribute.write_only:
            return None
        old = None if prior is None else prior.get(attribute.name)
        if _unset(attribute, config, exists=prior is not None):
            if attribute.computed:
                return UNKNOWN if prior is None else old
            config = self._default(attribute, path)
            if config is None:
                return self._removed(attribute, old, path, in_set=in_set and prior is None)
        unknown = has_unknown(config)
        if not unknown and self._same(attribute, old, config, path, exists=prior is not None):
            return old
        self._draft.differs(path, attribute.force_new or template(path) in self._quirks.replaces)
        # SDKv2 cannot hold a list or set that is known in part.
        return UNKNOWN if unknown and attribute.type.kind in ("list", "set") else config

    def _default(self, attribute: Attribute, path: Path) -> Any:
        default = attribute.default
        if self._quirks.defaults:
            default = self._quirks.defaults.get(template(path), default)
        return None if default is NO_DEFAULT else default

    def _same(
        self, attribute: Attribute, old: Any, config: Any, path: Path, *, exists: bool
    ) -> bool:
        quirks = self._quirks
        if quirks.silent and is_zero(old):
            place = template(path)
            if place in quirks.silent and config == quirks.silent[place]:
                return True
        if self._suppressed(path, old, config):
            return True
        if not exists:
            return False
        return self._means_the_same(path, old, config) or same(attribute, old, config)

    def _means_the_same(self, path: Path, old: Any, config: Any) -> bool:
        """Whether the type compares these two in a way of its own, and finds no difference."""
        equal = self._quirks.equal.get(template(path)) if self._quirks.equal else None
        return equal is not None and equal(old, config)

    def _suppressed(self, path: Path, old: Any, config: Any) -> bool:
        """Whether what is configured elsewhere makes this difference none, on creation too."""
        if not self._quirks.suppressed:
            return False
        suppressed = self._quirks.suppressed.get(template(path))
        return suppressed is not None and suppressed(self._draft, old, config)

    def _removed(self, attribute: Attribute, old: Any, path: Path, *, in_set: bool) -> Any:
        if not is_zero(old):
            if self._suppressed(path, old, None) or self._means_the_same(path, old, None):
                return old
            self._draft.differs(path, attribute.force_new)
            return None
        return _EMPTY_IN_SET.get(attribute.type.kind) if in_set else old

    def _nested(
        self, nested: NestedBlock, config: Any, prior: Values | None, path: Path, in_set: bool
    ) -> Any:
        old: Any = None if prior is None else prior.get(nested.name)
        if nested.nesting in ("single", "group"):
            return self._single(nested, config, old, path)
        if config is UNKNOWN:
            self._draft.differs(path, nested.force_new)
            return UNKNOWN
        if not config:
            return self._left_out(nested, old, path, exists=prior is not None)
        if len(config) != len(old or ()):
            self._draft.differs(path, nested.force_new)
        if nested.nesting == "set":
            return self._set(nested, config, old or [], path)
        return self._list(nested, config, old or [], path, in_set)

    def _single(self, nested: NestedBlock, config: Any, old: Any, path: Path) -> Any:
        """SDKv2 knows one such block, ``timeouts``: taken as written."""
        if config != old and not (config is None and hollow(old)):
            self._draft.differs(path, nested.force_new)
            return config
        return old

    def _left_out(self, nested: NestedBlock, old: Any, path: Path, *, exists: bool) -> Any:
        if nested.computed:
            return (old or []) if exists else UNKNOWN
        if not old or (nested.diff_suppressed and hollow(old)) or self._unmissed(old, path):
            return old or []
        self._draft.differs(path, nested.force_new)
        for index, element in enumerate(old):
            self._gone(nested.block, element, (*path, index))
        return []

    def _unmissed(self, old: list[Values], path: Path) -> bool:
        says_nothing = self._quirks.unmissed.get(template(path))
        return says_nothing is not None and all(says_nothing(self._draft, part) for part in old)

    def _gone(self, block: Block, old: Values, path: Path) -> None:
        """Note what a removed block takes with it: its parts may force replacement."""
        for name, attribute in block.attributes.items():
            if attribute.force_new and not attribute.computed and not is_zero(old.get(name)):
                self._draft.differs((*path, name), True)
        for name, nested in block.blocks.items():
            if old.get(name) and nested.nesting in ("list", "set") and not nested.computed:
                self._draft.differs((*path, name), nested.force_new)
                for index, element in enumerate(old[name]):
                    inner = (*path, name) if nested.nesting == "set" else (*path, name, index)
                    self._gone(nested.block, element, inner)

    def _list(
        self, nested: NestedBlock, config: list[Values], old: list[Values], path: Path, in_set: bool
    ) -> list[Values]:
        planned = [
            self.block(
                nested.block,
                part,
                old[index] if index < len(old) else None,
                (*path, index),
                in_set,
            )
            for index, part in enumerate(config)
        ]
        for index in range(len(config), len(old)):
            self._gone(nested.block, old[index], (*path, index))
        return planned

    def _set(
        self, nested: NestedBlock, config: list[Values], old: list[Values], path: Path
    ) -> list[Values]:
        key = self._quirks.same_element.get(template(path))
        twins, orphans = match_elements(nested.block, config, old, key)
        planned: list[Values] = []
        for part, twin in zip(config, twins, strict=True):
            if twin is not None and key is not None:
                planned.append(twin)
                continue
            inner = Draft(self._draft.schema, part, self._draft.prior, self._draft.settings)
            walk = LegacyWalk(inner, self._quirks)
            planned.append(walk.block(nested.block, part, twin, path, in_set=True))
            self._adopt(inner, path)
        for orphan in orphans:
            self._draft.differs(path, _forces_new(nested.block, orphan))
        return planned

    def _adopt(self, inner: Draft, path: Path) -> None:
        """Differences inside a set are differences of the set: its elements have no names."""
        if inner.changed:
            self._draft.differs(path, bool(inner.replace))


def _forces_new(block: Block, old: Values) -> bool:
    return any(
        attribute.force_new and not is_zero(old.get(name))
        for name, attribute in block.attributes.items()
    )


def _unset(attribute: Attribute, config: Any, *, exists: bool) -> bool:
    """Whether an argument counts as left out: a computed one also where it is set to nothing."""
    if config is None:
        return True
    if not attribute.computed or attribute.type.kind in ("number", "bool") or config is UNKNOWN:
        return False
    return not config and (attribute.type.kind == "string" or not exists)
