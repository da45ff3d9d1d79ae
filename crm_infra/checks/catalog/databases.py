"""The checks of the layer ``databases``; their rules are in ``checks.databases`` and beside it."""

from crm_infra.checks import backups, databases, survival
from crm_infra.checks.catalog.remedies import APPLY
from crm_infra.checks.members import MONGODB, SCHEDULE
from crm_infra.checks.model import Check, Severity

_ATLAS = "the cluster's page in Atlas"

CHECKS: tuple[Check, ...] = (
    Check(
        name="backups_younger_than_rpo",
        layer="databases",
        severity=Severity.ERROR,
        looks_at=(MONGODB, SCHEDULE),
        says="Each cluster can go back to a moment that is no more than an hour ago.",
        remedy=f"{APPLY}; when it does and no backup comes, open a case with Atlas",
        rule=backups.backups_younger_than_rpo,
        elsewhere=f"{_ATLAS}, 'Backup'",
    ),
    Check(
        name="copies_in_recovery_region",
        layer="databases",
        severity=Severity.ERROR,
        looks_at=(MONGODB, SCHEDULE),
        says="Backups of every kind lie in the recovery region too, with the log between them.",
        remedy=APPLY,
        rule=backups.copies_in_recovery_region,
    ),
    Check(
        name="left_when_a_region_is_lost",
        layer="databases",
        severity=Severity.ERROR,
        looks_at=(MONGODB, databases.REDIS),
        says="When a region is lost, the nodes left elect a primary, where that is promised.",
        remedy=APPLY,
        rule=survival.databases_left,
    ),
    Check(
        name="users_are_scoped",
        layer="databases",
        severity=Severity.ERROR,
        looks_at=(databases.USER, databases.ROLE),
        says="Each user reaches one cluster, with roles on single databases.",
        remedy=APPLY,
        rule=databases.users_are_scoped,
    ),
    Check(
        name="access_lists_closed",
        layer="databases",
        severity=Severity.ERROR,
        looks_at=(databases.ACCESS,),
        says="Nobody reaches the databases from the internet at large.",
        remedy="Remove the entry in Atlas, 'Network Access'; then find out who came that way",
        rule=databases.access_lists_closed,
        elsewhere="Atlas, 'Network Access'",
    ),
    Check(
        name="redis_encrypted_and_authenticated",
        layer="databases",
        severity=Severity.ERROR,
        looks_at=(databases.REDIS,),
        says="Redis wants a password, speaks TLS only and is encrypted with a key of ours.",
        remedy=f"{APPLY}; it is made anew where it must be, and fills by itself",
        rule=databases.redis_is_closed,
    ),
    Check(
        name="encrypted_with_our_keys",
        layer="databases",
        severity=Severity.ERROR,
        looks_at=(MONGODB, databases.ENCRYPTION),
        says="Data and backups of MongoDB are encrypted with a key of ours that Atlas may use.",
        remedy=f"{APPLY}; while Atlas may not use the key, it stops the cluster",
        rule=databases.encrypted_with_our_keys,
    ),
    Check(
        name="serving",
        layer="databases",
        severity=Severity.ERROR,
        looks_at=(MONGODB, databases.REDIS, survival.LINK),
        says="No node, cache or endpoint is lost with a region that is out.",
        remedy="docs/runbooks/databases.md, 'When a region is lost'",
        rule=survival.databases_serving,
        elsewhere=f"{_ATLAS} and https://status.cloud.google.com",
    ),
)
