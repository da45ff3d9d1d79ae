"""Rules about the data of real people: held in one place, guarded, changed by two people."""

from collections.abc import Iterator

from crm_infra.environments.document import Document
from crm_infra.environments.wording import Keys, shown
from crm_infra.errors import Fault

SHORTEST_RETENTION = 365
"""Days that logs of production are kept at least."""

# protection.deletion is no guard: lifting it, under review, is the first of the two steps in
# which production can be destroyed.
_GUARDS: tuple[Keys, ...] = (
    ("approval", "required"),
    ("protection", "lock_retention"),
)


def only_prod_holds_production_data(document: Document) -> Iterator[Fault]:
    """Real data stays where its guards are."""
    if _is_production(document) and document.name != "prod":
        yield document.fault(
            ("data_classification",),
            "'production'",
            "only prod holds production data",
            "Write synthetic, or anonymized for a copy in which nobody can be recognized.",
        )


def production_is_guarded(document: Document) -> Iterator[Fault]:
    """Protected against mistakes, and logged for a year."""
    if not _is_production(document):
        return
    for keys in _GUARDS:
        if document.at(*keys) is False:
            rule = "production data is protected and changed only with approval"
            yield document.fault(keys, "false", rule, "Write true.")
    days = document.whole("sizes", "log_retention_days")
    if days is not None and days < SHORTEST_RETENTION:
        yield document.fault(
            ("sizes", "log_retention_days"),
            f"{days} days",
            f"logs of production are kept for {SHORTEST_RETENTION} days at least",
            f"Write {SHORTEST_RETENTION} or more.",
        )


def approvers_do_not_write(document: Document) -> Iterator[Fault]:
    """In production, whoever makes a change is not asked whether it is good."""
    if not _is_production(document):
        return
    writers = document.items("access", "writers")
    for position, group in enumerate(document.items("access", "approvers")):
        if isinstance(group, str) and group in writers:
            yield document.fault(
                ("access", "approvers", position),
                f"{shown(group)} writes too",
                "production's changes are approved by others than those who make them",
                "Name another group.",
            )


def _is_production(document: Document) -> bool:
    return document.at("data_classification") == "production"
