"""What a run waits for that needs no Python: started at once, while Dagster is still being loaded.

Add here only what works outside this process, or without Python's one lock, such as a digest; an
import in the background is no quicker.
"""

from contextlib import suppress
from pathlib import Path
from threading import Thread

from crm_infra.errors import CrmInfraError
from crm_infra.terraform.binary import locate_binary
from crm_infra.terraform.target import Target


def warm_up(target: Target, home: Path) -> Thread:
    """Start simcloud where it does not run, and read which Terraform it is.

    Join it before the run: whatever went wrong here goes wrong there again, and is said there.
    """
    thread = Thread(target=_prepare, args=(target, home), name="warm-up", daemon=True)
    thread.start()
    return thread


def _prepare(target: Target, home: Path) -> None:
    with suppress(CrmInfraError):
        target.child_environment()
    with suppress(CrmInfraError):
        locate_binary(home)
