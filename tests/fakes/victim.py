"""A run in a process of its own, to be killed: ``victim.py HOME LAYER_FOLDER NAME [destroy]``.

Plans and applies one written layer of ``dev`` on simcloud, and says every notice on a line.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from crm_infra.environments import load_environment
from crm_infra.errors import CrmInfraError
from crm_infra.terraform.events import Event, Notice
from crm_infra.terraform.gateway import LayerGateway
from crm_infra.terraform.target import SimTarget
from tests.fakes.layers import WrittenLayer


def _show(event: Event) -> None:
    if isinstance(event, Notice):
        print("NOTICE", event.text, flush=True)


def main(home: str, folder: str, name: str, *flags: str) -> int:
    """Run once; 1 when the platform refuses."""
    layer = WrittenLayer(name, name, "", (), Path(folder))
    try:
        with LayerGateway(SimTarget(Path(home)), Path(home)) as gateway:
            change = gateway.plan(
                layer, load_environment("dev"), {}, destroy="destroy" in flags, progress=_show
            )
            applied = gateway.apply(change, progress=_show)
            print("RESOURCES", applied.resources, "IMPORTED", applied.imported, flush=True)
    except CrmInfraError as error:
        print(type(error).__name__, error, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
