"""Customer-managed keys: whether the service agent that shall use a key was given it.

Each service asks in its own rule and says it in its own words.
"""

from crm_infra.simcloud.services import apis
from crm_infra.simcloud.services.call import Call, Thing, first
from crm_infra.simcloud.services.kms import KEY, VERSION


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


def unusable(call: Call, reference: str) -> str | None:
    """What Cloud KMS says against a key that has no version to encrypt with."""
    held = call.find(reference, KEY) if reference else None
    if held is None:
        return None
    state = primary_state(call, held)
    if state == "ENABLED":
        return None
    version = str(first(held.values, "primary").get("name") or f"{held.id}/cryptoKeyVersions/1")
    return f"{version} is not enabled, current state is: {state}."


def primary_state(call: Call, key: Thing) -> str:
    """The state of the version that a key encrypts with, as somebody may have set it."""
    primary = first(key.values, "primary")
    for version in call.world.referrers(key):
        if version.type == VERSION and version.values.get("name") == primary.get("name"):
            return str(version.values.get("state") or "ENABLED")
    return str(primary.get("state") or "ENABLED")
