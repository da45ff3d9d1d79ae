"""Where the state of one layer of one environment lives: bucket, prefix and object names.

Add here names of objects that are kept beside a state. Reading and writing them belongs to
``store`` and to the module that owns the object's meaning.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class StateAddress:
    """One layer's state in one environment."""

    environment: str
    layer: str
    bucket: str

    @property
    def prefix(self) -> str:
        """What the ``gcs`` backend is given."""
        return f"{self.environment}/{self.layer}"

    @property
    def state(self) -> str:
        """The object that Terraform reads and writes."""
        return f"{self.prefix}/default.tfstate"

    @property
    def lock(self) -> str:
        """The object that exists while somebody holds the lock."""
        return f"{self.prefix}/default.tflock"

    @property
    def outputs(self) -> str:
        """What the layers below read."""
        return f"{self.prefix}/outputs.json"

    @property
    def heartbeat(self) -> str:
        """The sign of life of a run, for readers on other machines."""
        return f"{self.prefix}/heartbeat.json"

    def __str__(self) -> str:
        return f"{self.layer} in {self.environment}"


def bucket_name(project: str) -> str:
    """The state bucket of an environment's project."""
    return f"crm-{project}-tfstate"
