"""MongoDB Atlas' clusters at update: what of them stays known, and what is not known again.

The provider compares plan and state by itself. It keeps nodes and auto-scaling that a
configuration no longer speaks of; where no node changes it keeps everything that state knows of
the topology but sizes and disks, which auto-scaling may have moved.
"""

from collections.abc import Iterator
from typing import Any, Final

from crm_infra.simcloud.engine.draft import Draft
from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.golang import quote
from crm_infra.simcloud.engine.shapes import is_list, is_map
from crm_infra.simcloud.values import UNKNOWN, Values

_SCALED: Final = frozenset({"instance_size", "disk_size_gb", "disk_iops"})
_OPLOG: Final = frozenset({"oplog_size_mb"})
_CIPHERS: Final = frozenset(
    {"custom_openssl_cipher_config_tls12", "custom_openssl_cipher_config_tls13"}
)
_KEPT_SPECS: Final = ("electable_specs", "read_only_specs", "analytics_specs")
_SCALINGS: Final = ("auto_scaling", "analytics_auto_scaling")
_SINCE: Final = {
    "change_stream_options_pre_and_post_images_expire_after_seconds": 7.0,
    "default_max_time_ms": 8.0,
}
_USUAL_VERSION: Final = "8.0"


def adjust(draft: Draft) -> Iterator[Fault]:
    """The plan of a change, as the provider modifies it."""
    yield from _versions(draft)
    yield from _created_only(draft, "delete_on_create_timeout")
    prior, specs = draft.prior, draft.values.get("replication_specs")
    if prior is None or draft.replace or not draft.changed or specs is UNKNOWN:
        return
    before = prior.get("replication_specs")
    if _toggled(draft):
        yield from _removed(draft.config, prior)
        return
    _keep_left_out(before, specs)
    changed = _differs(specs, before)
    if specs is not None and not changed:
        scaled = _SCALED if _scaling(before) or _scaling(specs) else frozenset[str]()
        draft.values["replication_specs"] = _copied(specs, before, scaled)
    advanced = draft.values.get("advanced_configuration")
    if advanced is not None:
        kept = _CIPHERS | _OPLOG if changed else _CIPHERS
        old = prior.get("advanced_configuration")
        draft.values["advanced_configuration"] = _copied(advanced, old, kept)


def created_only(*names: str) -> Any:
    """Arguments that count at creation only: a change is refused, nothing is replaced."""

    def check(draft: Draft) -> Iterator[Fault]:
        for name in names:
            yield from _created_only(draft, name)

    return check


def _created_only(draft: Draft, name: str) -> Iterator[Fault]:
    if draft.prior is None or draft.config.get(name) is None:
        return
    old, new = draft.prior.get(name), draft.values.get(name)
    if new is UNKNOWN or new == old:
        return
    if (name,) in draft.replace:
        draft.replace.remove((name,))
    words = (
        f"{name} cannot be updated or set after import, remove it from the configuration or use the"
        " state value (see below)."
    )
    yield Fault(words, f"The current state value is {_written(old)}")


def _written(value: Any) -> str:
    if value is None:
        return "<null>"
    return quote(value) if isinstance(value, str) else str(value).lower()


def _versions(draft: Draft) -> Iterator[Fault]:
    """Some settings came with a version of MongoDB."""
    advanced = draft.config.get("advanced_configuration")
    for name, since in _SINCE.items():
        given = advanced.get(name) if is_map(advanced) else None
        version = draft.values.get("mongo_db_major_version")
        if version in (None, UNKNOWN):
            version = (draft.prior or {}).get("mongo_db_major_version") or _USUAL_VERSION
        if given is None or given is UNKNOWN or _number(version) is None:
            continue
        if (_number(version) or 0) < since:
            yield Fault(
                f"`advanced_configuration.{name}` can only be configured if the"
                f" mongo_db_major_version is {since:.1f} or higher"
            )


def _number(version: object) -> float | None:
    text = str(version)
    return float(text) if text.replace(".", "", 1).isdigit() else None


def _toggled(draft: Draft) -> bool:
    before = (draft.prior or {}).get("use_effective_fields") is True
    return before is not (draft.values.get("use_effective_fields") is True)


def _removed(config: Values, prior: Values) -> Iterator[Fault]:
    """Nodes that vanish from the configuration while the meaning of sizes changes."""
    pairs = list(_pairs(prior.get("replication_specs"), config.get("replication_specs")))
    for kind, what in (("read_only_specs", "read-only"), ("analytics_specs", "analytics")):
        if any(_count(old.get(kind)) and new.get(kind) is None for old, new in pairs):
            yield Fault(
                f"Cannot remove {kind} attributes while toggling use_effective_fields",
                f"Your configuration previously had {kind} attributes that were removed. To keep"
                f" {what} nodes, add the attributes back. To delete them, add the attributes back"
                " with node_count = 0. After adding the attributes back, apply without toggling"
                " use_effective_fields, then toggle the flag in a separate apply.",
            )


def _pairs(old: Any, new: Any) -> Iterator[tuple[Values, Values]]:
    """Region configurations of state and plan, by position."""
    for before, after in _both(old, new):
        yield from _both(before.get("region_configs"), after.get("region_configs"))


def _both(old: Any, new: Any) -> Iterator[tuple[Values, Values]]:
    if is_list(old) and is_list(new):
        for before, after in zip(old, new, strict=False):
            if is_map(before) and is_map(after):
                yield before, after


def _count(specs: Any) -> int:
    found = specs.get("node_count") if is_map(specs) else 0
    return found if isinstance(found, int) else 0


def _enabled(scaling: Any) -> bool:
    return is_map(scaling) and any(
        scaling.get(name) is True for name in ("compute_enabled", "disk_gb_enabled")
    )


def _scaling(specs: Any) -> bool:
    return any(
        _enabled(region.get(kind)) for region, _ in _pairs(specs, specs) for kind in _SCALINGS
    )


def _keep_left_out(before: Any, specs: Any) -> None:
    """Nodes and auto-scaling that the configuration does not speak of stay as they are."""
    for old, new in _pairs(before, specs):
        for kind in _KEPT_SPECS:
            if new.get(kind) in (None, UNKNOWN) and _count(old.get(kind)):
                new[kind] = old[kind]
        for kind in _SCALINGS:
            if new.get(kind) in (None, UNKNOWN) and _enabled(old.get(kind)):
                new[kind] = old[kind]


def _differs(new: Any, old: Any) -> bool:
    """Whether anything that is planned and known is not what state holds."""
    if new is None or new is UNKNOWN:
        return False
    if is_map(new):
        return any(_differs(v, old.get(k) if is_map(old) else None) for k, v in new.items())
    if is_list(new) and is_list(old):
        return len(new) != len(old) or any(map(_differs, new, old))
    return bool(new != old)


def _copied(new: Any, old: Any, keep: frozenset[str]) -> Any:
    """The plan with state's values where it knows none, but for names that may have moved."""
    if is_map(new) and is_map(old):
        return {
            name: value if name in keep else _copied(value, old.get(name), keep)
            for name, value in new.items()
        }
    if is_list(new) and is_list(old) and len(new) == len(old):
        return [_copied(part, was, keep) for part, was in zip(new, old, strict=True)]
    if new is not UNKNOWN:
        return new
    return _unsettled(old, keep)


def _unsettled(old: Any, keep: frozenset[str]) -> Any:
    """State's value with those names unknown again."""
    if is_map(old):
        return {k: UNKNOWN if k in keep else _unsettled(v, keep) for k, v in old.items()}
    return old
