"""What is kept: MongoDB Atlas with its backups, and Redis beside it."""

from typing import Annotated, Literal

from pydantic import Field

from crm_infra.environments.atlas_offer import ATLAS_REGIONS, INSTANCE_SIZES, SMALLEST_DISK_GB
from crm_infra.environments.model.base import Part
from crm_infra.environments.scalars import Between, Choice, Day, Text

Size = Annotated[str, Choice(tuple(INSTANCE_SIZES), "it must be a size of a dedicated cluster")]


class Atlas(Part):
    """The MongoDB cluster of the environment, which spans its regions."""

    organization: Annotated[
        str,
        Text(
            r"^[0-9a-f]{24}$",
            "an Atlas organization is 24 hexadecimal digits in lower case, kept as text",
            'Write it as "5f0a1b2c3d4e5f6a7b8c9d0e".',
        ),
        Field(description="Organization in Atlas that pays."),
    ]
    mongodb_version: Annotated[
        Literal["7.0", "8.0"], Field(description="Major version, in quotes.")
    ]
    instance_size: Annotated[Size, Field(description="Size, and the least of auto-scaling.")]
    max_instance_size: Annotated[Size, Field(description="Upper end of auto-scaling.")]
    disk_gb: Annotated[int, Between(SMALLEST_DISK_GB, 4096), Field(description="Disk of a node.")]
    witness_region: Annotated[
        str,
        Choice(tuple(ATLAS_REGIONS), "it must be a region that Atlas has on Google Cloud"),
        Field(description="Third region, with one voting node while the recovery region stands."),
    ]


class Backup(Part):
    """How far back the databases' backups reach. One is taken every hour, everywhere."""

    hourly_days: Annotated[int, Between(1, 35), Field(description="Days of hourly backups.")]
    daily_days: Annotated[int, Between(1, 365), Field(description="Days of daily backups.")]
    weekly_weeks: Annotated[int, Between(1, 260), Field(description="Weeks of weekly ones.")]
    monthly_months: Annotated[int, Between(1, 120), Field(description="Months of monthly ones.")]
    point_in_time_days: Annotated[
        int, Between(1, 35), Field(description="Days to any moment of which one can go back.")
    ]
    compliance: Annotated[
        bool, Field(description="Atlas's compliance policy: nobody can shorten or delete.")
    ]


class RedisMaintenance(Part):
    """When Google may update Redis. UTC."""

    day: Annotated[Day, Field(description="Day.")]
    hour: Annotated[int, Between(0, 23), Field(description="Hour in which it begins.")]


class Redis(Part):
    """The cache of each region that stands."""

    version: Annotated[
        Literal["REDIS_6_X", "REDIS_7_0", "REDIS_7_2"], Field(description="Version.")
    ]
    tier: Annotated[
        Literal["BASIC", "STANDARD_HA"],
        Field(description="STANDARD_HA keeps a second node in another zone."),
    ]
    memory_gb: Annotated[int, Between(1, 300), Field(description="Memory in the primary region.")]
    replicas: Annotated[int, Between(0, 5), Field(description="Replicas that may be read from.")]
    recovery_memory_gb: Annotated[
        int, Between(1, 300), Field(description="Memory in the recovery region.")
    ]
    maintenance: RedisMaintenance


class Databases(Part):
    """Everything in which data is kept, apart from buckets."""

    atlas: Atlas
    backup: Backup
    redis: Redis
