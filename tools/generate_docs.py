"""Rewrite every document that is generated; tests fail when one of them is not current.

A generator lives in the room that knows the facts; this file only calls them all.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GRAPH = ROOT / "tests" / "definitions" / "graph.json"
MODULES = ("crm_infra.environments", "crm_infra.cost", "crm_infra.simcloud.catalogue.fidelity")


def write_graph() -> None:
    """The graph of assets, jobs and sensors."""
    from crm_infra.definitions import defs
    from crm_infra.orchestration.graph import graph_as_data

    GRAPH.write_text(json.dumps(graph_as_data(defs), indent=2) + "\n")


def main() -> None:
    """Call every generator."""
    write_graph()
    for module in MODULES:
        subprocess.run([sys.executable, "-m", module], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
