"""States for tests: as small as a state can be and still be one."""

import json
from typing import Any

from crm_infra.state.address import StateAddress

LINEAGE = "11111111-2222-3333-4444-555555555555"
ADDRESS = StateAddress("dev", "network", "crm-crm-dev-platform-tfstate")


def state_bytes(
    serial: int = 1,
    lineage: str = LINEAGE,
    networks: tuple[str, ...] = (),
    outputs: dict[str, Any] | None = None,
) -> bytes:
    """A state in which those networks stand."""
    resources = [
        {
            "mode": "managed",
            "type": "google_compute_network",
            "name": name,
            "provider": 'provider["registry.terraform.io/hashicorp/google"]',
            "instances": [{"schema_version": 0, "attributes": {"name": name}}],
        }
        for name in networks
    ]
    return json.dumps(
        {
            "version": 4,
            "terraform_version": "1.15.5",
            "serial": serial,
            "lineage": lineage,
            "outputs": {
                name: {"value": value, "type": "string"} for name, value in (outputs or {}).items()
            },
            "resources": resources,
        }
    ).encode()
