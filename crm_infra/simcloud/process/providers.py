"""Which providers are served, from which schemas, on which sockets.

A provider of the catalogue is served as soon as its files are there. What a provider does with a
call is ``simcloud.provider``'s business.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from crm_infra.simcloud.catalogue import loader
from crm_infra.simcloud.process.errors import SimcloudError
from crm_infra.simcloud.schema.loader import load, load_file

if TYPE_CHECKING:
    from crm_infra.simcloud.schema.model import ProviderSchema


def schemas(path: Path | None) -> "dict[str, ProviderSchema]":
    """Schemas by source address: those of the file, or else those of the catalogue."""
    if path is None:
        return {
            source: replace(load(found, source), catalogued=True)
            for source, found in loader.load().items()
        }
    try:
        return load_file(path)
    except (OSError, ValueError) as error:
        raise SimcloudError(
            f"--schemas {path} cannot be served: {error}. Write it again with `terraform providers"
            " schema -json`."
        ) from error


def socket_name(source: str, number: int) -> str:
    """A short file name for the socket of the provider with that number."""
    return f"{number}-{source.rsplit('/', 1)[-1][:16]}"
