"""One environment, put together from its parts, and what follows from them."""

from functools import cached_property
from ipaddress import IPv4Network
from typing import Annotated, Any, Literal

from pydantic import Field

from crm_infra.environments.model.base import Part
from crm_infra.environments.model.compute import Cluster, Serverless
from crm_infra.environments.model.control import Access, Approval, Protection, Windows
from crm_infra.environments.model.databases import Databases
from crm_infra.environments.model.extent import Budget, Edge, Sizes
from crm_infra.environments.model.ownership import Contacts, Pipeline, Project
from crm_infra.environments.model.place import Regions
from crm_infra.environments.naming import NAME_RULE, PERMANENT
from crm_infra.environments.scalars import DomainName, Text, Words


class Environment(Part):
    """One environment: everything that is decided about it, in one file."""

    name: Annotated[
        str,
        Text(NAME_RULE, f"names match {NAME_RULE}", "Use the name of the file."),
        Field(description="Equal to the file's name without .yaml."),
    ]
    title: Annotated[Words, Field(description="Name for people.")]
    project: Project
    domain: Annotated[DomainName, Field(description="The zone under which everything is named.")]
    data_classification: Annotated[
        Literal["synthetic", "anonymized", "production"],
        Field(description="The most sensitive data that may be in it."),
    ]
    regions: Regions
    sizes: Sizes
    cluster: Cluster
    serverless: Serverless
    databases: Databases
    edge: Edge
    access: Access
    approval: Approval
    windows: Windows
    protection: Protection
    budget: Budget
    contacts: Contacts
    ci: Pipeline

    @property
    def is_preview(self) -> bool:
        """Whether it comes and goes with a pull request."""
        return self.name not in PERMANENT

    @property
    def holds_production_data(self) -> bool:
        """Whether real people's data may be in it."""
        return self.data_classification == "production"

    @cached_property
    def networks(self) -> dict[tuple[str, str], IPv4Network]:
        """(role of the region, kind of range) -> the range."""
        return {
            (role, kind): network
            for role, region in self.regions.both.items()
            for kind, network in region.cidr.networks.items()
        }

    def as_variables(self) -> dict[str, Any]:
        """The Terraform variable ``environment``: plain data, a fresh copy each time."""
        return self.model_dump(mode="json", by_alias=True)
