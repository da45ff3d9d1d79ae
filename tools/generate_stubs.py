"""Generate the plugin protocol's message classes from our own ``.proto``.

The result is committed, so nobody needs the compiler to run the platform; run it again (``make
gen``) after an edit of ``tfplugin6.proto``. The methods are a table in ``provider/service.py``.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROVIDER = "crm_infra/simcloud/provider"


def main() -> None:
    """Write ``gen/tfplugin6_pb2.py`` and its type stub."""
    command = [
        *(sys.executable, "-m", "grpc_tools.protoc"),
        f"-I{PROVIDER}/gen={PROVIDER}",
        *("--python_out=.", "--pyi_out=."),
        f"{PROVIDER}/gen/tfplugin6.proto",
    ]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
