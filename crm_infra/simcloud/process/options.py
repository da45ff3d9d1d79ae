"""How a simcloud is started: what its commands let a person choose.

A new choice goes here, into the command that takes it, and into ``arguments``.
"""

import math
from dataclasses import dataclass
from pathlib import Path

from crm_infra.simcloud.process.endpoint import Endpoint
from crm_infra.simcloud.process.errors import SimcloudError


@dataclass(frozen=True, slots=True)
class Options:
    """Choices for one start; None means that nothing was said.

    Args:
        schemas: A file of ``terraform providers schema -json`` to serve instead of the catalogue.
        pace: Virtual seconds per real second; 0 spends no real time.
        idle: Seconds without a call after which it ends by itself; 0 means never.
    """

    schemas: Path | None = None
    pace: float | None = None
    idle: float | None = None

    def checked(self) -> "Options":
        """The same with an absolute path. Raises ``SimcloudError`` for what cannot be."""
        for name, number in (("pace", self.pace), ("idle", self.idle)):
            if number is not None and not (number >= 0 and math.isfinite(number)):
                raise SimcloudError(
                    f"--{name} is {number}; it must be a number of seconds, 0 or more. Give 0 to"
                    " switch it off."
                )
        if self.schemas is None:
            return self
        path = self.schemas.absolute()
        if not path.is_file():
            raise SimcloudError(
                f"--schemas {path} is not a file; it must hold what `terraform providers schema"
                " -json` writes. Give the path of one."
            )
        return Options(path, self.pace, self.idle)

    def or_else(self, before: Endpoint | None) -> "Options":
        """What was not said is taken from the simcloud that was killed before."""
        if before is None:
            return self
        schemas = Path(before.schemas) if before.schemas else None
        return Options(
            self.schemas or (schemas if schemas and schemas.is_file() else None),
            before.pace if self.pace is None else self.pace,
            before.idle if self.idle is None else self.idle,
        )

    def contradicts(self, running: Endpoint) -> str:
        """In what a running simcloud differs from what was asked for; empty when in nothing."""
        if self.schemas is not None and str(self.schemas) != running.schemas:
            return f"it serves {running.schemas or 'its own catalogue'}, not {self.schemas}"
        return ""

    def arguments(self) -> list[str]:
        """The same choices on a command line."""
        said = {"--schemas": self.schemas, "--pace": self.pace, "--idle": self.idle}
        return [
            word for name, value in said.items() if value is not None for word in (name, str(value))
        ]
