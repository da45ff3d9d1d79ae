"""The difference between state and configuration as the plugin framework computes it.

Here null and zero values differ, and once anything changes every computed part that the
configuration leaves out is unknown again, unless ``Quirks.unsettled`` says otherwise.
"""

from typing import Any

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Path, template
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.engine.sameness import same_members
from crm_infra.simcloud.engine.shapes import is_list, is_map
from crm_infra.simcloud.engine.zero import has_unknown
from crm_infra.simcloud.schema.model import NO_DEFAULT, Attribute, Block, NestedBlock, Nesting
from crm_infra.simcloud.values import UNKNOWN, Values


class StrictWalk:
    """Two passes over one resource: what differs, then what becomes unknown because of it."""

    __slots__ = ("_draft", "_quirks")

    def __init__(self, draft: Draft, quirks: Quirks) -> None:
        self._draft = draft
        self._quirks = quirks

    def plan(self, block: Block, config: Values, prior: Values | None) -> Values:
        """Plan a resource."""
        proposed = self._block(block, config, prior, (), unsettle=False)
        if prior is None or not self._draft.changed:
            return proposed
        return self._block(block, config, prior, (), unsettle=True)

    def _block(
        self, block: Block, config: Values, prior: Values | None, path: Path, *, unsettle: bool
    ) -> Values:
        planned = self._attributes(block.attributes, config, prior, path, unsettle=unsettle)
        for name, nested in block.blocks.items():
            old = None if prior is None else prior.get(name)
            planned[name] = self._nested(
                nested, config.get(name), old, (*path, name), unsettle=unsettle
            )
        return planned

    def _attributes(
        self, attributes: Any, config: Values, prior: Values | None, path: Path, *, unsettle: bool
    ) -> Values:
        return {
            name: self._attribute(
                attribute, config.get(name), prior, (*path, name), unsettle=unsettle
            )
            for name, attribute in attributes.items()
        }

    def _attribute(
        self, attribute: Attribute, config: Any, prior: Values | None, path: Path, *, unsettle: bool
    ) -> Any:
        if attribute.write_only:
            return None
        old = None if prior is None else prior.get(attribute.name)
        if config is None:
            config = self._quirks.defaults.get(template(path), attribute.default)
            if config is NO_DEFAULT and attribute.computed:
                return self._computed(old, prior is not None, path, unsettle=unsettle)
            config = None if config is NO_DEFAULT else config
        if attribute.nested is not None and config is not None and config is not UNKNOWN:
            config = self._nested_value(attribute, config, old, path, unsettle=unsettle)
        self._compare(attribute, old, config, path)
        return config

    def _computed(self, old: Any, exists: bool, path: Path, *, unsettle: bool) -> Any:
        if not exists:
            return UNKNOWN
        return UNKNOWN if unsettle and self._unsettled(template(path)) else old

    def _unsettled(self, place: str) -> bool:
        unsettled = self._quirks.unsettled
        if unsettled is None:
            return place != "id"
        return place in unsettled or place.partition(".")[0] in unsettled

    def _compare(self, attribute: Attribute, old: Any, new: Any, path: Path) -> None:
        if attribute.nested is not None and old is not None and new is not None:
            return
        equal = (
            same_members(old, new)
            if attribute.type.kind == "set" and is_list(old) and is_list(new)
            else old == new
        )
        if not equal or has_unknown(new):
            place = template(path)
            force_new = attribute.force_new or place in self._quirks.replaces
            self._draft.differs(path, force_new)

    def _nested_value(
        self, attribute: Attribute, config: Any, old: Any, path: Path, *, unsettle: bool
    ) -> Any:
        nested = attribute.nested
        assert nested is not None  # noqa: S101 - the caller has looked
        parts = nested.attributes

        def one(value: Any, prior: Any, where: Path) -> Any:
            if value is None or value is UNKNOWN:
                return value
            return self._attributes(parts, value, prior, where, unsettle=unsettle)

        return self._each(nested.nesting, config, old, path, attribute.force_new, one)

    def _nested(
        self, nested: NestedBlock, config: Any, old: Any, path: Path, *, unsettle: bool
    ) -> Any:
        if config is None or config is UNKNOWN:
            if config is not old:
                self._draft.differs(path, nested.force_new)
            return config

        def one(value: Any, prior: Any, where: Path) -> Any:
            return self._block(nested.block, value, prior, where, unsettle=unsettle)

        return self._each(nested.nesting, config, old, path, nested.force_new, one)

    def _each(
        self, nesting: Nesting, config: Any, old: Any, path: Path, force_new: bool, one: Any
    ) -> Any:
        match nesting:
            case "single" | "group":
                return one(config, old, path)
            case "map":
                return self._map(config, old or {}, path, force_new, one)
            case "list":
                return self._list(config, old or [], path, force_new, one)
            case "set":
                return self._set(config, old or [], path, force_new, one)

    def _map(self, config: Values, old: Values, path: Path, force_new: bool, one: Any) -> Values:
        if config.keys() != old.keys():
            self._draft.differs(path, force_new)
        return {key: one(part, old.get(key), path) for key, part in config.items()}

    def _list(
        self, config: list[Any], old: list[Any], path: Path, force_new: bool, one: Any
    ) -> list[Any]:
        if len(config) != len(old):
            self._draft.differs(path, force_new)
        return [
            one(part, old[index] if index < len(old) else None, (*path, index))
            for index, part in enumerate(config)
        ]

    def _set(
        self, config: list[Any], old: list[Any], path: Path, force_new: bool, one: Any
    ) -> list[Any]:
        left = list(old)
        planned: list[Any] = []
        for part in config:
            twin = next((other for other in left if _said_of(part, other)), None)
            if twin is None:
                self._draft.differs(path, force_new)
            else:
                left.remove(twin)
            planned.append(one(part, twin, path))
        if left:
            self._draft.differs(path, force_new)
        return planned


def _said_of(config: Any, old: Any) -> bool:
    """Whether everything that the configuration says is true of a value in state."""
    if config is None:
        return True
    if is_map(config) and is_map(old):
        return all(_said_of(part, old.get(name)) for name, part in config.items())
    return bool(config == old)
