"""A person with a project in the simulated cloud, without Terraform in between.

Configurations are planned by the real engine from the real catalogue, handed to the cloud and
settled into state, as the provider server does; so what the cloud gets is what it gets for real.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any

from crm_infra.simcloud.catalogue import loader
from crm_infra.simcloud.cloud.api import SimulatedCloud
from crm_infra.simcloud.cloud.calls import Context, Refusal
from crm_infra.simcloud.cloud.store import Store
from crm_infra.simcloud.engine.draft import Settings
from crm_infra.simcloud.engine.plan import plan
from crm_infra.simcloud.engine.settle import imported, settle
from crm_infra.simcloud.engine.write_only import with_write_only
from crm_infra.simcloud.planning import quirks_for
from crm_infra.simcloud.schema.loader import load
from crm_infra.simcloud.schema.model import Block, ProviderSchema, TypeSchema

GOOGLE = "registry.terraform.io/hashicorp/google"
RANDOM = "registry.terraform.io/hashicorp/random"
ATLAS = "registry.terraform.io/mongodb/mongodbatlas"
SOURCES = {"google_": GOOGLE, "random_": RANDOM, "mongodbatlas_": ATLAS}
TODAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
Values = dict[str, Any]


@cache
def provider(source: str) -> ProviderSchema:
    return load(loader.load()[source], source)


def source_of(type_: str) -> str:
    return next(source for prefix, source in SOURCES.items() if type_.startswith(prefix))


def schema_of(type_: str) -> TypeSchema:
    return provider(source_of(type_)).resources[type_]


def identifier(state: Values) -> str:
    """What Terraform knows it by; some of Atlas' types have no ``id`` among their attributes."""
    for name in ("id", "client_id", "integration_id"):
        if state.get(name):
            return state[name]
    return f"{state['project_id']}-{state['name']}"


def configured(block: Block, given: Values) -> Values:
    """A whole configuration from the part that a test writes."""
    unknown = set(given) - set(block.attributes) - set(block.blocks)
    assert not unknown, f"no such argument: {unknown}"
    config: Values = {name: given.get(name) for name in block.attributes}
    for name, nested in block.blocks.items():
        value = given.get(name, [])
        items = value if isinstance(value, list) else [value]
        config[name] = [configured(nested.block, item) for item in items]
        if nested.nesting in ("single", "group"):
            config[name] = config[name][0] if config[name] else None
    return config


@dataclass
class Account:
    """One configured provider."""

    folder: Path
    project: str = "crm-dev"
    region: str = "us-central1"
    labels: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store = Store(self.folder / "cloud.sqlite")
        self.cloud = SimulatedCloud(self.store, clock=lambda: TODAY)

    @property
    def context(self) -> Context:
        return Context(self.project, self.region, f"{self.region}-a", "", self.labels, Event())

    @property
    def settings(self) -> Settings:
        return Settings(self.project, self.region, "", self.labels)

    def create(self, type_: str, **given: Any) -> Values:
        """Plan and apply; returns the state."""
        type_ = full(type_)
        schema = schema_of(type_)
        config = configured(schema.block, given)
        planned = plan(schema, None, config, self.settings, quirks_for(type_))
        assert not planned.faults, planned.faults
        assert planned.values is not None
        values = with_write_only(schema.block, planned.values, config)
        answer = self.cloud.create(source_of(type_), type_, values, self.context)
        return settle(schema.block, answer, planned.values, legacy=schema.legacy)

    def update(self, type_: str, state: Values, **given: Any) -> Values:
        """Plan and apply a change of what stands."""
        type_ = full(type_)
        schema = schema_of(type_)
        config = configured(schema.block, given)
        planned = plan(schema, state, config, self.settings, quirks_for(type_))
        assert planned.values is not None
        assert not planned.replace, planned.replace
        values = with_write_only(schema.block, planned.values, config)
        answer = self.cloud.update(
            source_of(type_), type_, identifier(state), state, values, self.context
        )
        return settle(schema.block, answer, planned.values, legacy=schema.legacy)

    def replan(self, type_: str, state: Values, **given: Any) -> Values:
        """What another plan of the same configuration would change: attribute -> (is, becomes)."""
        type_ = full(type_)
        schema = schema_of(type_)
        config = configured(schema.block, given)
        planned = plan(schema, state, config, self.settings, quirks_for(type_))
        assert planned.values is not None
        new = planned.values
        return {key: (state[key], new[key]) for key in state if state[key] != new[key]}

    def refresh(self, type_: str, state: Values) -> Values | None:
        """What state holds after a refresh."""
        schema = schema_of(full(type_))
        answer = self.cloud.read(
            source_of(full(type_)), full(type_), identifier(state), self.context
        )
        return answer and settle(schema.block, answer, state, legacy=schema.legacy)

    def delete(self, type_: str, state: Values) -> None:
        self.cloud.delete(
            source_of(full(type_)), full(type_), identifier(state), state, self.context
        )

    def import_(self, type_: str, import_id: str) -> Values | None:
        answer = self.cloud.lookup(source_of(full(type_)), full(type_), import_id, self.context)
        return answer and imported(schema_of(full(type_)).block, answer)

    def data(self, type_: str, **config: Any) -> Values:
        return self.cloud.data(GOOGLE, full(type_), config, self.context)

    def ephemeral(self, type_: str, **config: Any) -> Values:
        return self.cloud.open_ephemeral(GOOGLE, full(type_), config, self.context)

    def refused(self, type_: str, **given: Any) -> str:
        """The API's answer to a creation that it refuses, as the provider shows it."""
        try:
            self.create(type_, **given)
        except Refusal as refusal:
            return str(refusal)
        raise AssertionError(f"{type_} was accepted: {given}")

    def refused_update(self, type_: str, state: Values, **given: Any) -> str:
        try:
            self.update(type_, state, **given)
        except Refusal as refusal:
            return str(refusal)
        raise AssertionError(f"change of {type_} was accepted: {given}")

    def refused_delete(self, type_: str, state: Values) -> str:
        try:
            self.delete(type_, state)
        except Refusal as refusal:
            return str(refusal)
        raise AssertionError(f"deletion of {type_} was accepted")

    def elsewhere(self, project: str = "", region: str = "") -> "Account":
        """The same cloud, used from another project or region."""
        other = object.__new__(Account)
        other.__dict__ = {**self.__dict__}
        other.project, other.region = project or self.project, region or self.region
        return other

    def close(self) -> None:
        self.store.close()


def full(type_: str) -> str:
    return type_ if type_.startswith(tuple(SOURCES)) else f"google_{type_}"
