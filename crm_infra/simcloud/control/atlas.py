"""What stands of MongoDB Atlas, for the control API: clusters after outages, and their backups.

Only the frame is here: one view, its world, and what time it is. The answers are
``services.atlas.standing``'s.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from crm_infra.simcloud.cloud.ledger import Ledger
from crm_infra.simcloud.cloud.records import Resource
from crm_infra.simcloud.cloud.store import Store
from crm_infra.simcloud.cloud.view import View
from crm_infra.simcloud.cloud.world import StoreWorld
from crm_infra.simcloud.services.atlas import standing


def clusters(store: Store) -> list[dict[str, Any]]:
    """Every cluster, see ``standing.clusters``."""
    with store.view() as view:
        return standing.clusters(_world(view))


def backups(store: Store, wall: Callable[[], float] = time.time) -> list[dict[str, Any]]:
    """The newest backups of every cluster that has one, see ``standing.backups``."""
    with store.view() as view:
        now = moment(view, wall())
        return standing.backups(_world(view), now, lambda thing: _begun(view, thing))


def _world(view: View) -> StoreWorld:
    return StoreWorld(view, Ledger(view.connection), lambda: datetime.now(UTC))


def moment(view: View, wall: float) -> float:
    """The virtual time: between operations a second is a second."""
    last = next(iter(view.latest(1)), None)
    idle = wall - last.ended if last is not None and last.ended is not None else 0.0
    return view.virtual_now() + max(idle, 0.0)


def _begun(view: View, thing: Resource) -> float:
    """When the operation that made a thing had ended."""
    made = next(iter(view.operations(after=thing.created - 1, limit=1)), None)
    return made.ends if made is not None and made.id == thing.id else thing.ready
