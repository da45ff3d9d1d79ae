"""Rules over the foundation that stands: keys, buckets, the audit trail.

Add here a rule that only needs the layer ``foundation``; list it in ``catalog``.
"""

from collections.abc import Iterator

from crm_infra.checks.model import Seen, Violation, block, items
from crm_infra.state.document import StandingResource

KEY = "google_kms_crypto_key"
BUCKET = "google_storage_bucket"
BUCKET_MEMBER = "google_storage_bucket_iam_member"
AUDIT = "google_project_iam_audit_config"
LONGEST_ROTATION_SECONDS = 90 * 24 * 3600
AUDIT_TYPES = frozenset({"ADMIN_READ", "DATA_READ", "DATA_WRITE"})
PUBLIC = frozenset({"allUsers", "allAuthenticatedUsers"})


def keys_rotate(seen: Seen) -> Iterator[Violation]:
    """Every key that encrypts rotates within 90 days."""
    for key in seen.of(KEY):
        period = rotation_seconds(key)
        if key.values.get("purpose") != "ENCRYPT_DECRYPT":
            continue
        if period is None:
            yield Violation(key.address, f"key {key.values.get('name')} does not rotate")
        elif period > LONGEST_ROTATION_SECONDS:
            days = period / 86400
            yield Violation(key.address, f"key {key.values.get('name')} rotates in {days:g} days")


def buckets_private_and_versioned(seen: Seen) -> Iterator[Violation]:
    """No bucket can be public, and what is overwritten can be had back.

    A bucket under retention cannot be overwritten, so that it needs no versions.
    """
    for bucket in seen.of(BUCKET):
        yield from (Violation(bucket.address, said) for said in _bucket_faults(bucket))
    for grant in seen.of(BUCKET_MEMBER):
        if grant.values.get("member") in PUBLIC:
            seen_text = f"{grant.values.get('bucket')} is open to {grant.values.get('member')}"
            yield Violation(grant.address, seen_text)


def audit_logs_everything(seen: Seen) -> Iterator[Violation]:
    """Reads and writes of all services are in the audit trail, for everybody."""
    whole = [one for one in seen.of(AUDIT) if one.values.get("service") == "allServices"]
    if not whole:
        yield Violation(AUDIT, "no audit configuration for all services stands")
    for config in whole:
        logged = {
            str(one.get("log_type")): items(one, "exempted_members")
            for one in items(config.values, "audit_log_config")
        }
        for wanting in sorted(AUDIT_TYPES - set(logged)):
            yield Violation(config.address, f"{wanting} is not logged")
        for kind, exempted in logged.items():
            if exempted:
                yield Violation(config.address, f"{kind} is not logged for {', '.join(exempted)}")


def rotation_seconds(key: StandingResource) -> float | None:
    """How long a key's version is in use; None when it never changes."""
    period = str(key.values.get("rotation_period") or "").removesuffix("s")
    try:
        return float(period)
    except ValueError:
        return None


def _bucket_faults(bucket: StandingResource) -> Iterator[str]:
    name = bucket.values.get("name")
    if not bucket.values.get("uniform_bucket_level_access"):
        yield f"{name} allows rights on single objects"
    if bucket.values.get("public_access_prevention") != "enforced":
        yield f"{name} could be made public"
    versioned = block(bucket.values, "versioning").get("enabled")
    retained = block(bucket.values, "retention_policy").get("retention_period")
    if not versioned and not retained:
        yield f"{name} keeps neither versions nor a retention"
