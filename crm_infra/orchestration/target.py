"""Which target this process acts on: ``CRM_TARGET``, or the simulated cloud.

What a target is, is ``terraform.target``'s.
"""

import os
from pathlib import Path

from crm_infra.terraform.target import Target, target_named


def chosen_target(home: Path, name: str = "") -> Target:
    """The target that was named, else ``CRM_TARGET``'s, else ``sim``.

    Raises:
        InputError: No target has that name.
    """
    return target_named(name or os.environ.get("CRM_TARGET", "sim"), home)
