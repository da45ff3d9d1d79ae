"""Outages of whole regions: which places are lost, and what is lost with them.

An outage is a fault like others, kept with them; here is what it means. Services that are not tied
to one region ask ``World.outages`` and show what is left of them. Which calls are refused is
decided in ``faults``, where things stand is ``whereabouts``'s business.
"""

import json
import sqlite3
import time
from collections.abc import Callable
from typing import Final

from crm_infra.simcloud.services.places import is_region, is_zone, region_of

OUTAGE: Final = "outage"
COMPONENT: Final = "faults"
VERSION: Final = 1
CREATE: Final = """
CREATE TABLE faults (
  number INTEGER PRIMARY KEY AUTOINCREMENT, rule TEXT NOT NULL,
  seen INTEGER NOT NULL, hits INTEGER NOT NULL, undo TEXT NOT NULL
)
"""


def is_place(name: str) -> bool:
    """Whether it can be lost: a region or a zone that there is."""
    return is_region(name) or is_zone(name)


def is_lost(place: str, outage: str) -> bool:
    """Whether what stands in a place is lost with a region, or with a zone."""
    here = place.lower()
    return outage in (here, region_of(here))


def lost(connection: sqlite3.Connection, wall: Callable[[], float] = time.time) -> list[str]:
    """The regions and zones that are lost now."""
    found: set[str] = set()
    for (text,) in connection.execute("SELECT rule FROM faults"):
        rule = json.loads(text)
        expires = rule["expires"]
        if rule["effect"] == OUTAGE and (expires is None or expires > wall()):
            found.add(rule["location"])
    return sorted(found)


def words(place: str) -> str:
    """What an API says whose region is lost."""
    return f"The service is currently unavailable in {place} (simulated outage)."
