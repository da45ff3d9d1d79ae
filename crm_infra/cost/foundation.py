"""What the layer ``foundation`` costs: keys, secrets, images and buckets."""

from collections.abc import Iterator

from crm_infra.cost.lines import Line, line
from crm_infra.cost.usage import Usage

LAYER = "foundation"

KEYS = 17
"""Seven keys in each region, one of the buckets, two of multi-regional services."""

SECRETS = 10
SECRET_PLACES = 2
ROTATIONS = SECRETS / 3
"""Every secret is due once in 90 days."""


def foundation_lines(usage: Usage) -> Iterator[Line]:
    """Everything of the layer in one month."""
    yield line(LAYER, "keys", "kms.version", usage["kms.versions"], KEYS)
    yield line(LAYER, "use of keys", "kms.operations", usage["kms.operations"])
    secrets = usage["secrets.versions"] * SECRETS
    yield line(LAYER, "secrets", "secret.version", secrets, SECRET_PLACES)
    yield line(LAYER, "use of secrets", "secret.access", usage["secrets.accesses"])
    yield line(LAYER, "rotations", "secret.rotation", ROTATIONS)
    yield line(LAYER, "images", "registry", usage["registry.images"])
    yield line(LAYER, "buckets", "storage.standard-nam4", usage["storage.kept"])
