"""What keeps a provider from asking for deletion at all: protection and deletion policies."""

from typing import Final

from crm_infra.simcloud.engine.faults import Fault
from crm_infra.simcloud.engine.quirks import Quirks
from crm_infra.simcloud.schema.model import TypeSchema
from crm_infra.simcloud.values import Values

_PROTECTED: Final = (
    "cannot destroy {noun} without setting deletion_protection=false and running `terraform apply`"
)
_PREVENTED: Final = (
    'cannot destroy {noun} without setting deletion_policy="DELETE" and running `terraform apply`'
)


def protected(schema: TypeSchema, prior: Values, quirks: Quirks) -> list[Fault]:
    """Why the provider will not delete this; empty where nothing stands in the way."""
    if quirks.refuse_delete is not None:
        faults = list(quirks.refuse_delete(prior))
        if faults:
            return faults
    if prior.get("deletion_protection") is True and quirks.refuse_delete is None:
        noun = schema.name.rpartition("_")[2]
        return [Fault(_PROTECTED.format(noun=noun))]
    if prior.get("deletion_policy") == "PREVENT":
        return [Fault(_PREVENTED.format(noun=_camel(schema.name)))]
    return []


def _camel(type_: str) -> str:
    return "".join(word.capitalize() for word in type_.split("_")[1:])


def abandoned(prior: Values) -> bool:
    """Whether destroying only forgets the resource and leaves it standing."""
    return prior.get("deletion_policy") == "ABANDON" or prior.get("skip_destroy") is True
