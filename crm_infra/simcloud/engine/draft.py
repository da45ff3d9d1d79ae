"""The plan of one resource while it is being made, and what the provider block says about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crm_infra.simcloud.engine.faults import Path
from crm_infra.simcloud.schema.model import TypeSchema
from crm_infra.simcloud.values import Values


@dataclass(frozen=True, slots=True)
class Settings:
    """The provider configuration as far as plans depend on it."""

    project: str = ""
    region: str = ""
    zone: str = ""
    default_labels: Mapping[str, str] = field(default_factory=dict[str, str])
    attribution: bool = True
    attribution_on_update: bool = False
    deletion_policy: str = ""


@dataclass(slots=True)
class Draft:
    """Configuration, prior state and the values planned so far.

    ``prior`` is None for a resource that does not exist yet. ``replace`` collects the paths that
    cannot be changed in place; ``changed`` says whether anything differs at all.
    """

    schema: TypeSchema
    config: Values
    prior: Values | None
    settings: Settings
    values: Values = field(default_factory=dict[str, Any])
    replace: list[Path] = field(default_factory=list[Path])
    changed: bool = False

    @property
    def fresh(self) -> bool:
        """Whether the resource does not exist yet."""
        return self.prior is None

    def differs(self, path: Path, force_new: bool) -> None:
        """Note a difference; one that cannot be changed in place asks for replacement."""
        self.changed = True
        if force_new and self.prior is not None and path not in self.replace:
            self.replace.append(path)

    def set(self, name: str, value: Any, *, force_new: bool = False) -> None:
        """Plan a top-level value, noting the difference to state."""
        self.values[name] = value
        if self.prior is not None and self.prior.get(name) != value:
            self.differs((name,), force_new)
