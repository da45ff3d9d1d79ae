"""Where Terraform's providers and the state bucket are: simcloud (``sim``) or Google (``gcp``).

A target says what a child process needs in its environment and how the state bucket is reached.
``sim`` acts on simcloud only: nothing of the machine's cloud credentials reaches a child. ``gcp``
refuses a provider that somebody attached by hand. Add here what differs between the two; starting
Terraform belongs to ``session``.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from crm_infra.errors import InputError, UnavailableError
from crm_infra.state.store import StorageAccess

START_SECONDS = 60
ANSWER_SECONDS = 2.0
REGISTRIES = ("registry.terraform.io", "registry.opentofu.org")
STORAGE_VARIABLE = "GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT"
DIVERTING_VARIABLES = (
    "TF_REATTACH_PROVIDERS",
    "STORAGE_EMULATOR_HOST",
    STORAGE_VARIABLE,
    "GOOGLE_STORAGE_CUSTOM_ENDPOINT",
    "MONGODB_ATLAS_BASE_URL",
    "MONGODB_REALM_BASE_URL",
)
GOOGLE_VARIABLES = (
    "CLOUDSDK_CONFIG",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GOOGLE_BILLING_PROJECT",
    "GOOGLE_CLOUD_QUOTA_PROJECT",
    "GOOGLE_CREDENTIALS",
    "GOOGLE_IMPERSONATE_SERVICE_ACCOUNT",
    "GOOGLE_OAUTH_ACCESS_TOKEN",
    "HOME",
    "HTTPS_PROXY",
    "NO_PROXY",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "USER_PROJECT_OVERRIDE",
    "https_proxy",
    "no_proxy",
)
ATLAS_VARIABLES = (
    "MONGODB_ATLAS_ACCESS_TOKEN",
    "MONGODB_ATLAS_CLIENT_ID",
    "MONGODB_ATLAS_CLIENT_SECRET",
)
"""Those of a service account; keys of the older kind are not handed on."""


class Target(Protocol):
    """Where Terraform acts."""

    @property
    def name(self) -> str:
        """``sim`` or ``gcp``."""
        ...

    @property
    def simulated(self) -> bool:
        """Whether nothing real can be touched; a simulated cloud can be thrown away as a whole."""
        ...

    def child_environment(self) -> dict[str, str]:
        """What a child needs besides the gateway's own variables.

        Raises:
            UnavailableError: The target does not answer and could not be started.
            InputError: The caller's environment would lead somewhere else than the target.
        """
        ...

    def storage(self, project: str) -> StorageAccess:
        """How the state bucket of a project is reached."""
        ...

    def answers(self, child: Mapping[str, str]) -> bool:
        """Whether what a child with those variables talks to is still there; starts nothing."""
        ...


@dataclass(frozen=True)
class GcpTarget:
    """Google Cloud and MongoDB Atlas, with the credentials of this machine."""

    environ: Mapping[str, str]

    @property
    def name(self) -> str:
        """``gcp``."""
        return "gcp"

    @property
    def simulated(self) -> bool:
        """Never."""
        return False

    def child_environment(self) -> dict[str, str]:
        """Credentials and proxies, by name; nothing else of the caller's environment."""
        for name in DIVERTING_VARIABLES:
            if name in self.environ:
                raise InputError(
                    f"{name} is set, and target gcp takes no provider or storage put in its place",
                    hint="Unset it, or use target sim",
                )
        handed_on = (*GOOGLE_VARIABLES, *ATLAS_VARIABLES)
        return {name: self.environ[name] for name in handed_on if name in self.environ}

    def storage(self, project: str) -> StorageAccess:
        """The real Cloud Storage."""
        return StorageAccess(project)

    def answers(self, child: Mapping[str, str]) -> bool:
        """Google is taken to be there; a deadline ends a run that finds otherwise."""
        del child
        return True


@dataclass(frozen=True)
class SimTarget:
    """simcloud in that home; it is started when it does not answer."""

    home: Path

    @property
    def name(self) -> str:
        """``sim``."""
        return "sim"

    @property
    def simulated(self) -> bool:
        """Always."""
        return True

    def child_environment(self) -> dict[str, str]:
        """Providers attached to simcloud's sockets, storage at its address, no credential."""
        endpoint = self.endpoint()
        url, token = endpoint["storage"]["url"], endpoint["storage"]["token"]
        return {
            "TF_REATTACH_PROVIDERS": _reattach(endpoint),
            "GOOGLE_OAUTH_ACCESS_TOKEN": token,
            STORAGE_VARIABLE: f"{url.rstrip('/')}/storage/v1/",
            "GOOGLE_PROJECT": "simcloud",
            "GOOGLE_REGION": "us-central1",
        }

    def storage(self, project: str) -> StorageAccess:
        """Simcloud's Cloud Storage."""
        storage = self.endpoint()["storage"]
        return StorageAccess(project, storage["url"], storage["token"])

    def answers(self, child: Mapping[str, str]) -> bool:
        """Whether the simcloud that the child was pointed at is there; a new one does not count."""
        return _listens(child.get(STORAGE_VARIABLE, ""))

    def endpoint(self) -> dict[str, Any]:
        """Simcloud's own description of itself, after making sure that it answers."""
        return self._answering() or self._started()

    def _answering(self) -> dict[str, Any] | None:
        try:
            endpoint = json.loads((self.home / "sim" / "endpoint.json").read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        return endpoint if _answers(endpoint) else None

    def _started(self) -> dict[str, Any]:
        command = [sys.executable, "-m", "crm_infra.simcloud", "start"]
        try:
            done = subprocess.run(
                command,
                env={**os.environ, "CRM_HOME": str(self.home)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=START_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise UnavailableError(
                f"simcloud in {self.home} did not start within {START_SECONDS} s",
                hint="See its log with `crm-infra sim status`",
            ) from error
        endpoint = self._answering()
        if endpoint is None:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise UnavailableError(
                f"simcloud in {self.home} does not answer (exit {done.returncode}):"
                f" {said[-1] if said else 'it said nothing'}",
                hint="See its log with `crm-infra sim status`",
            )
        return endpoint


def target_named(name: str, home: Path, environ: Mapping[str, str] = os.environ) -> Target:
    """The target of that name.

    Raises:
        InputError: No target has that name.
    """
    if name == "sim":
        return SimTarget(home)
    if name == "gcp":
        return GcpTarget(environ)
    raise InputError(f"{name!r} is not a target", hint="Choose one of: sim, gcp")


def _reattach(endpoint: Mapping[str, Any]) -> str:
    """Both registries' addresses: OpenTofu looks providers up under its own."""
    attached: dict[str, Any] = {}
    for source, path in endpoint["sockets"].items():
        suffix = "/".join(source.split("/")[-2:])
        for registry in REGISTRIES:
            attached[f"{registry}/{suffix}"] = {
                "Protocol": "grpc",
                "ProtocolVersion": 6,
                "Pid": endpoint["pid"],
                "Test": True,
                "Addr": {"Network": "unix", "String": path},
            }
    return json.dumps(attached)


def _answers(endpoint: Mapping[str, Any]) -> bool:
    """A process that was killed leaves its description behind; only a connection proves life.

    One is enough, since one process listens everywhere, and this is asked before every step of a
    run. A socket is its home's own, while a port may be somebody else's by now.
    """
    try:
        sockets = cast("Mapping[str, str]", endpoint["sockets"])
        with closing(socket.socket(socket.AF_UNIX)) as client:
            client.settimeout(ANSWER_SECONDS)
            client.connect(next(iter(sockets.values())))
        return bool(endpoint["storage"]["url"])
    except (AttributeError, KeyError, StopIteration, TypeError, OSError):
        return False


def _listens(url: str) -> bool:
    address = urlsplit(url)
    try:
        connection = socket.create_connection((address.hostname, address.port), ANSWER_SECONDS)
    except OSError:
        return False
    connection.close()
    return True
