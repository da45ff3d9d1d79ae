"""The customer-managed key of an instance."""

from crm_infra.simcloud.services.call import Call
from crm_infra.simcloud.services.encryption import agent_of, may_not_use, unusable, withheld
from crm_infra.simcloud.services.kms import same_location
from crm_infra.simcloud.services.redis.types import BAD, INSTANCE
from crm_infra.simcloud.services.registry import CREATE, rule

_AGENT = "cloud-redis"
_KEY = "customer_managed_key"


@rule("redis", INSTANCE, says="The key of an instance lies in its region", on=(CREATE,), reason=BAD)
def key_location(call: Call) -> str | None:
    """Refuse a key of another place."""
    name, place = call.text(_KEY), call.place.region
    if name and not same_location(name, place):
        return f"CMEK key {name} must be in the same region as the instance: {place}."
    return None


@rule(
    "redis",
    INSTANCE,
    says="The service agent may use the instance's key, and the key can be used",
    on=(CREATE,),
    reason="failedPrecondition",
)
def key_granted(call: Call) -> str | None:
    """Refuse a key that the service agent cannot use."""
    held = withheld(call, call.text(_KEY), _AGENT)
    return may_not_use(held, agent_of(call, _AGENT)) if held else unusable(call, call.text(_KEY))
