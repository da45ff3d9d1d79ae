"""The store's file while nobody serves it: only removing it goes here."""

from crm_infra.simcloud.process.errors import SimcloudError
from crm_infra.simcloud.process.home import Home
from crm_infra.simcloud.process.lock import Lock


def forget(home: Home) -> int:
    """Remove the file of a simcloud that does not run; returns 0, for nothing was counted."""
    if not home.folder.is_dir():
        return 0
    with Lock(home.starting):
        if Lock(home.serving).held():
            raise SimcloudError(
                f"a simcloud that does not answer holds {home.serving}; its store cannot be removed"
                " beneath it. Stop it first with `crm-infra sim stop`."
            )
        for suffix in ("", "-wal", "-shm"):
            home.database.with_name(home.database.name + suffix).unlink(missing_ok=True)
    return 0
