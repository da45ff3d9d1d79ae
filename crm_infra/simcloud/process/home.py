"""Where simcloud keeps its things, and that nobody else can reach them.

Only paths and permissions go here. What is written into the files belongs to those who write them.
"""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crm_infra.simcloud.process.errors import SimcloudError

# Linux takes 107 bytes for the address of a Unix socket, macOS 103; ``/`` and a name must fit too.
_LONGEST_SOCKET_FOLDER = 70


@dataclass(frozen=True, slots=True)
class Home:
    """One simulated cloud on this machine: ``<CRM_HOME>/sim``."""

    root: Path

    @classmethod
    def of(cls, environ: Mapping[str, str] = os.environ) -> "Home":
        """The home that ``CRM_HOME`` names, or ``.crm-infra`` in the current folder."""
        return cls(Path(environ.get("CRM_HOME") or ".crm-infra").absolute())

    @property
    def folder(self) -> Path:
        """Where everything lies, except sockets whose paths would be too long."""
        return self.root / "sim"

    @property
    def database(self) -> Path:
        """The one SQLite file."""
        return self.folder / "simcloud.db"

    @property
    def endpoint(self) -> Path:
        """Where others read how to reach it."""
        return self.folder / "endpoint.json"

    @property
    def log(self) -> Path:
        """What the process wrote."""
        return self.folder / "simcloud.log"

    @property
    def serving(self) -> Path:
        """Lock of the process that serves."""
        return self.folder / "serving.lock"

    @property
    def starting(self) -> Path:
        """Lock of whoever starts or ends it."""
        return self.folder / "starting.lock"

    @property
    def sockets(self) -> Path:
        """Folder of the providers' sockets: in the home, or a short one in the temp folder."""
        inside = self.folder / "sockets"
        return inside if len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER else self._short()

    def prepare(self) -> None:
        """Create the folder, for its owner only."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        _own(self.folder)

    def prepare_sockets(self) -> Path:
        """Create the folder of the sockets, for its owner only."""
        _own(self.sockets)
        return self.sockets

    def may_hold_sockets(self, folder: Path) -> bool:
        """Whether it is a folder that this home keeps sockets in, under any temp folder."""
        return folder == self.folder / "sockets" or folder.name == self._short_name()

    def _short_name(self) -> str:
        import hashlib

        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return f"crm-sim-{os.getuid()}-{digest}"

    def _short(self) -> Path:
        import tempfile

        name = self._short_name()
        usual = Path(tempfile.gettempdir())
        fits = len(os.fsencode(usual / name)) <= _LONGEST_SOCKET_FOLDER
        return (usual if fits else Path("/tmp")) / name  # noqa: S108 - checked in _own


def _own(folder: Path) -> None:
    """Make sure that the folder is a real one, ours, and closed to everybody else."""
    folder.mkdir(mode=0o700, exist_ok=True)
    seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid():
        raise SimcloudError(
            f"{folder} is not a folder of user {os.getuid()}; simcloud keeps its sockets where"
            " nobody else can write. Remove it, or set CRM_HOME to a folder of your own."
        )
    if seen.st_mode & 0o077:
        folder.chmod(0o700)
