"""Cloud KMS: key rings, keys and their versions. Nothing of it is ever really deleted."""

import re
from datetime import datetime
from typing import Final

from crm_infra.simcloud.services.call import Call, first
from crm_infra.simcloud.services.durations import seconds_of
from crm_infra.simcloud.services.places import is_kms_location
from crm_infra.simcloud.services.registry import CREATE, completes, rule
from crm_infra.simcloud.values import Values

RING: Final = "google_kms_key_ring"
KEY: Final = "google_kms_crypto_key"
VERSION: Final = "google_kms_crypto_key_version"
_NAME: Final = re.compile(r"[a-zA-Z0-9_-]{1,63}")
_DAY: Final = 86400
_LONGEST_SCHEDULE: Final = 120 * _DAY
_SYMMETRIC: Final = "ENCRYPT_DECRYPT"
_ALGORITHMS: Final = {
    "ENCRYPT_DECRYPT": ("GOOGLE_SYMMETRIC_ENCRYPTION", "EXTERNAL_SYMMETRIC_ENCRYPTION"),
    "ASYMMETRIC_SIGN": ("RSA_SIGN_", "EC_SIGN_", "PQ_SIGN_"),
    "ASYMMETRIC_DECRYPT": ("RSA_DECRYPT_",),
    "MAC": ("HMAC_",),
    "RAW_ENCRYPT_DECRYPT": ("AES_",),
    "KEY_ENCAPSULATION": ("ML_KEM_", "KEM_"),
}
_LEVELS: Final = ("SOFTWARE", "HSM", "EXTERNAL", "EXTERNAL_VPC", "HSM_SINGLE_TENANT")


@completes(KEY)
def key(call: Call) -> Values:
    """What the API fills in for a key."""
    version = f"{call.id}/cryptoKeyVersions/1"
    skipped = call.get("skip_initial_version_creation", False)
    symmetric = call.get("purpose", _SYMMETRIC) == _SYMMETRIC
    primary = [] if skipped or not symmetric else [{"name": version, "state": "ENABLED"}]
    template = {"algorithm": _ALGORITHMS[_SYMMETRIC][0], "protection_level": "SOFTWARE"}
    return {
        "crypto_key_backend": "",
        "destroy_scheduled_duration": f"{30 * _DAY}s",
        "import_only": False,
        "primary": primary,
        "version_template": [template] if symmetric else [],
        "version_template.algorithm": _ALGORITHMS[_SYMMETRIC][0],
    }


@completes(VERSION)
def version(call: Call) -> Values:
    """What the API fills in for a version of a key."""
    parent = call.target("crypto_key", KEY)
    template = first(parent.values, "version_template") if parent else Values()
    return {
        "algorithm": template.get("algorithm", _ALGORITHMS[_SYMMETRIC][0]),
        "protection_level": template.get("protection_level", "SOFTWARE"),
        "state": "ENABLED",
        "attestation": [],
        "external_protection_level_options": [],
    }


@rule(
    "kms",
    RING,
    KEY,
    says="A name is 1 to 63 letters, digits, hyphens and underscores",
    on=(CREATE,),
    reason="",
)
def name(call: Call) -> str | None:
    """Refuse names that are none."""
    given = call.text("name")
    if given and not _NAME.fullmatch(given):
        kind = "key_ring_id" if call.type == RING else "crypto_key_id"
        return (
            f"Resource id [{given}] for field {kind} must match the pattern [a-zA-Z0-9_-]{{1,63}}."
        )
    return None


@rule(
    "kms",
    RING,
    says="A key ring lies in a location that Cloud KMS has",
    on=(CREATE,),
    code=404,
    reason="",
)
def location(call: Call) -> str | None:
    """Refuse unknown locations."""
    given = call.text("location")
    if given and not is_kms_location(given):
        return f"The request concerns location '{given}' which was not found or is not supported."
    return None


@rule("kms", KEY, says="Only symmetric keys for encryption rotate by themselves", reason="")
def rotates(call: Call) -> str | None:
    """Refuse a rotation period on other keys."""
    purpose = call.get("purpose", _SYMMETRIC)
    if call.text("rotation_period") and purpose != _SYMMETRIC:
        return f"Automatic rotation is not supported for keys with purpose {purpose}."
    return None


@rule("kms", KEY, says="A rotation period is at least one day", reason="")
def rotation_period(call: Call) -> str | None:
    """Refuse rotation more often than daily."""
    period = seconds_of(call.text("rotation_period"))
    if call.text("rotation_period") and (period is None or period < _DAY):
        return "The rotation period must be at least 24 hours and at most 876,000 hours."
    return None


@rule("kms", KEY, says="Destruction is scheduled 1 to 120 days ahead", on=(CREATE,), reason="")
def destroy_schedule(call: Call) -> str | None:
    """Refuse a schedule out of bounds."""
    given = call.text("destroy_scheduled_duration")
    wait = seconds_of(given)
    if given and (wait is None or not _DAY <= wait <= _LONGEST_SCHEDULE):
        return "The destroy scheduled duration must be between 24 hours and 120 days."
    return None


@rule("kms", KEY, says="The algorithm and protection level of a key fit its purpose", reason="")
def algorithm(call: Call) -> str | None:
    """Refuse an algorithm of another purpose."""
    purpose = call.get("purpose", _SYMMETRIC)
    given, level = (
        call.text("version_template.algorithm"),
        call.text("version_template.protection_level"),
    )
    if given and not given.startswith(_ALGORITHMS.get(purpose, ("",))):
        return f"The algorithm {given} is not supported for keys with purpose {purpose}."
    if level and level not in _LEVELS:
        return f"Invalid value at 'crypto_key.version_template.protection_level': \"{level}\""
    return None


def same_location(key_id: str, location_: str) -> bool:
    """Whether a key can serve something in a location: its own, or one that spans it."""
    parts = key_id.split("/")
    held = parts[3].lower() if len(parts) > 3 else ""
    wanted = location_.lower()
    alike = {"europe": "eu", "eu": "europe"}
    return held == wanted or alike.get(held) == wanted


def scheduled(now: datetime) -> Values:
    """What remains of a key's version once the key is given up."""
    return {"state": "DESTROY_SCHEDULED", "since": now.isoformat()}
