from datetime import UTC, datetime, timedelta

import pytest

from crm_infra.simcloud.storage import bucket_settings
from crm_infra.simcloud.storage.errors import ApiError

NOW = datetime(2026, 3, 1, tzinfo=UTC)
UNIFORM = {"iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}}}
NOT_UNIFORM = {"iamConfiguration": {"uniformBucketLevelAccess": {"enabled": False}}}


def new(location="us-central1", **wishes):
    return bucket_settings.created("b", location, wishes, NOW)


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("us-central1", "region"),
        ("northamerica-northeast1", "region"),
        ("us", "multi-region"),
        ("nam4", "dual-region"),
        ("", "multi-region"),
    ],
)
def test_the_location_decides_its_type(location, kind):
    settings = new(location)
    assert settings["locationType"] == kind
    assert settings["location"] == (location or "us").upper()
    assert ("rpo" in settings) == (kind != "region")


@pytest.mark.parametrize("location", ["mars", "us-central1-a-", "us_central1", "1"])
def test_a_location_that_does_not_exist_is_refused(location):
    with pytest.raises(ApiError, match="location constraint is not valid"):
        new(location)


def test_a_patch_merges_and_null_removes():
    settings = new(labels={"team": "crm", "tier": "a"}, versioning={"enabled": True})
    patched = bucket_settings.patched("b", settings, {"labels": {"team": None, "x": "y"}}, NOW)
    assert patched["labels"] == {"tier": "a", "x": "y"}
    assert patched["versioning"] == {"enabled": True}


def test_an_update_removes_what_it_leaves_out():
    settings = new(labels={"team": "crm"}, storageClass="NEARLINE")
    replaced = bucket_settings.replaced("b", settings, {"versioning": {"enabled": True}}, NOW)
    assert "labels" not in replaced
    assert replaced["storageClass"] == "STANDARD"
    assert replaced["location"] == "US-CENTRAL1"


def test_what_cannot_be_set_is_passed_over():
    settings = new()
    wishes = {"location": "EU", "metageneration": "9", "name": "other", "timeCreated": "never"}
    assert bucket_settings.patched("b", settings, wishes, NOW) == settings


@pytest.mark.parametrize(
    "wishes",
    [
        {"storageClass": "GOLD"},
        {"labels": {"Team": "crm"}},
        {"labels": {"team": "CRM!"}},
        {"lifecycle": {"rule": [{"action": {"type": "Delete"}}]}},
        {"lifecycle": {"rule": [{"condition": {"age": 1}}]}},
        {"iamConfiguration": {"publicAccessPrevention": "perhaps"}},
    ],
)
def test_what_the_api_refuses(wishes):
    with pytest.raises(ApiError) as refused:
        new(**wishes)
    assert refused.value.status == 400


def test_uniform_access_can_be_switched_off_for_ninety_days():
    settings = new(**UNIFORM)
    lock = settings["iamConfiguration"]["uniformBucketLevelAccess"]["lockedTime"]
    assert lock == "2026-05-30T00:00:00.000Z"
    later = NOW + timedelta(days=89)
    off = bucket_settings.patched("b", settings, NOT_UNIFORM, later)
    assert off["iamConfiguration"]["uniformBucketLevelAccess"] == {"enabled": False}
    with pytest.raises(ApiError, match="Cannot disable uniform bucket-level access"):
        bucket_settings.patched("b", settings, NOT_UNIFORM, NOW + timedelta(days=91))


def test_object_retention_is_decided_when_the_bucket_is_made():
    assert new(objectRetention=True)["objectRetention"] == {"mode": "Enabled"}
    patched = bucket_settings.patched("b", new(), {"objectRetention": {"mode": "Enabled"}}, NOW)
    assert "objectRetention" not in patched


def test_soft_delete_is_stamped_when_it_changes():
    later = NOW + timedelta(days=1)
    wishes = {"softDeletePolicy": {"retentionDurationSeconds": "0"}}
    policy = bucket_settings.patched("b", new(), wishes, later)["softDeletePolicy"]
    assert policy == {"retentionDurationSeconds": "0", "effectiveTime": "2026-03-02T00:00:00.000Z"}
