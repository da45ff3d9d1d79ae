"""Customer-managed keys: whether the service agent that shall use a key was given it.

Each service asks in its own rule and says it in its own words.
"""

from crm_infra.simcloud.services import apis
from crm_infra.simcloud.services.call import Call, Thing
from crm_infra.simcloud.services.kms import KEY


def agent_of(call: Call, domain: str) -> str:
    """The address of the service agent of the call's project."""
    return apis.agent(call.world.number(call.place.project), domain)


def withheld(call: Call, reference: str, domain: str) -> Thing | None:
    """The key that a reference names, if the service agent may not use it."""
    held = call.find(reference, KEY) if reference else None
    if held is None:
        return None
    member = f"serviceAccount:{agent_of(call, domain)}"
    return None if call.world.may_use_key(held, member) else held


def may_not_use(key: Thing, agent: str) -> str:
    """What several services say then."""
    return (
        f"Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource '{key.id}' (or it"
        f" may not exist) for {agent}."
    )
