"""Loads the catalogue in the interchange form that the provider servers are built from.

The form is made once and kept; ``conversion`` says how, and is only loaded when it must be made.
"""

from pathlib import Path
from typing import Any

from crm_infra.simcloud.catalogue.files import FOLDER
from crm_infra.simcloud.kept import kept


def load(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """Every provider of the catalogue by source address, in the interchange form.

    Raises:
        CatalogueError: A file cannot be read; it names the file, the line and the key.
    """
    return kept("interchange", _converted) if folder == FOLDER else _converted(folder)


def _converted(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    from crm_infra.simcloud.catalogue.conversion import converted

    return converted(folder)
