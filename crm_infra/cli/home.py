"""Where a run keeps its things, as the command line sees it.

``root.cli`` settles ``CRM_HOME`` once; every command asks here. What lies inside belongs to the
rooms that write it.
"""

import os
from pathlib import Path


def home() -> Path:
    """The folder that holds everything this checkout makes; private to its owner."""
    folder = Path(os.environ.get("CRM_HOME", ".crm-infra")).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
