"""Rules about the data of real people: held in one place, guarded, changed by two people."""

from collections.abc import Iterator

from crm_infra.environments.document import Document
from crm_infra.environments.wording import Keys, shown
from crm_infra.errors import Fault

SHORTEST_RETENTION = 365
"""Days that logs of production are kept at least."""

FEWEST = 2
"""Zones, and nodes of each pool, that production has at least."""

_FEWEST_NODES: tuple[Keys, ...] = tuple(
    ("cluster", "pools", pool, "min_nodes") for pool in ("system", "frontend", "backend")
)

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


def production_survives_a_zone(document: Document) -> Iterator[Fault]:
    """Nothing that users need stands on one machine, in one zone, or on nodes Google takes back."""
    if not _is_production(document):
        return
    rule = "production stands when a zone or a machine is lost"
    if document.at("cluster", "spot") is True:
        yield document.fault(("cluster", "spot"), "true", rule, "Write false.")
    if document.text("databases", "redis", "tier") == "BASIC":
        keys: Keys = ("databases", "redis", "tier")
        yield document.fault(keys, "'BASIC'", rule, "Write STANDARD_HA.")
    for keys in (("cluster", "zones"), *_FEWEST_NODES):
        count = document.whole(*keys)
        if count is not None and count < FEWEST:
            seen = f"{count} {'zones' if keys[-1] == 'zones' else 'nodes'}"
            yield document.fault(keys, seen, rule, f"Write {FEWEST} or more.")


def compliance_is_for_production(document: Document) -> Iterator[Fault]:
    """Backups of real data cannot be shortened by anybody; elsewhere they could not be lifted."""
    keys: Keys = ("databases", "backup", "compliance")
    compliant = document.at(*keys)
    if _is_production(document) and compliant is False:
        rule = "backups of production data are kept whatever happens to an account"
        yield document.fault(keys, "false", rule, "Write true.")
    elsewhere = document.at("data_classification") in ("synthetic", "anonymized")
    if elsewhere and document.name != "prod" and compliant is True:
        rule = "Atlas lifts its compliance policy only on request, so it is for production data"
        yield document.fault(keys, "true", rule, "Write false.")


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
