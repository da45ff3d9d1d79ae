"""What a Terraform needs in its environment to use simcloud.

Names are those that the tools read; see the comment at each. Formats for shells are here too.
Google's own storage client needs no variable: give it the address and token of the endpoint file.
"""

import json
import shlex
from collections.abc import Mapping

from crm_infra.simcloud.process.endpoint import Endpoint

# OpenTofu looks a provider up under its own registry's address.
REGISTRIES = ("registry.terraform.io", "registry.opentofu.org")
PROJECT, REGION, ZONE = "simcloud", "us-central1", "us-central1-a"


def variables(endpoint: Endpoint) -> dict[str, str]:
    """The environment, by name."""
    storage = f"{endpoint.storage.url}/storage/v1/"
    return {
        "TF_REATTACH_PROVIDERS": json.dumps(_attached(endpoint), separators=(",", ":")),
        # Read by the gcs backend of Terraform and OpenTofu, the first of the two that is set.
        # STORAGE_EMULATOR_HOST must not be: with it the backend drops the token below.
        "GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT": storage,
        "GOOGLE_STORAGE_CUSTOM_ENDPOINT": storage,
        "GOOGLE_OAUTH_ACCESS_TOKEN": endpoint.storage.token,
        "GOOGLE_PROJECT": PROJECT,
        "GOOGLE_REGION": REGION,
        "GOOGLE_ZONE": ZONE,
    }


def as_shell(environment: Mapping[str, str]) -> str:
    """Lines for ``eval`` in any POSIX shell."""
    return "\n".join(f"export {name}={shlex.quote(text)}" for name, text in environment.items())


def _attached(endpoint: Endpoint) -> dict[str, object]:
    attached: dict[str, object] = {}
    for source, socket in endpoint.sockets.items():
        name = "/".join(source.split("/")[-2:])
        for registry in REGISTRIES:
            attached[f"{registry}/{name}"] = {
                "Protocol": "grpc",
                "ProtocolVersion": 6,
                "Pid": endpoint.pid,
                "Test": True,
                "Addr": {"Network": "unix", "String": socket},
            }
    return attached
