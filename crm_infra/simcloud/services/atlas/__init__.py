"""MongoDB Atlas: what its Admin API refuses and fills in, one file per part.

Rules are registered with ``wording.refuses``, which gives them Atlas' form. A project of Atlas is
no Google project; what the two clouds see of each other (keys, private endpoints) is asked of the
same world. Add a part here when it has a file.
"""

from importlib import import_module
from typing import Final

PARTS: Final = (
    "projects",
    "clusters",
    "nodes",
    "scaling",
    "life",
    "cluster_values",
    "schedules",
    "snapshots",
    "compliance",
    "drills",
    "endpoints",
    "networking",
    "security",
    "access",
    "alerts",
)

for _part in PARTS:
    import_module(f"{__name__}.{_part}")
