"""Runs checkov over plans: one process for all of them, without network, in a home of its own."""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.policy.review import Finding
from tools.policy_tool import PYTHON, checkov

TIMEOUT = 300
# Otherwise it asks its maker's servers for names of checks and newer versions of itself; a proxy
# that does not exist makes sure that nobody is asked.
NOWHERE = "http://127.0.0.1:9"
ALONE = {
    "BC_SKIP_MAPPING": "TRUE",
    "LOG_LEVEL": "ERROR",
    "http_proxy": NOWHERE,
    "https_proxy": NOWHERE,
}


# checkov, but for Python's search for cycles among objects of which nearly all stay to the end: a
# third of its time.
WITHOUT_COLLECTION = (
    "import gc, runpy, sys; gc.disable(); del sys.argv[0]; "
    "runpy.run_path(sys.argv[0], run_name='__main__')"
)
BROKE_DOWN = re.compile(r"Failed to run check (\S+) on /(\S+)\.json:(\S+)")
READ = ("address", "mode", "type", "name", "values")


def read_by_checkov(plan: dict[str, Any]) -> dict[str, Any]:
    """Of a plan that only creates, what checkov looks at: it parses slowly."""
    configuration = plan["configuration"]
    return {
        "format_version": plan["format_version"],
        "terraform_version": plan["terraform_version"],
        "planned_values": {"root_module": _planned(plan["planned_values"]["root_module"])},
        "configuration": {
            "provider_config": configuration["provider_config"],
            "root_module": _configured(configuration["root_module"]),
        },
        "resource_changes": [
            {
                "address": change["address"],
                "change": {"actions": change["change"]["actions"], "before": None, "after": None},
            }
            for change in plan["resource_changes"]
        ],
    }


def _planned(module: dict[str, Any]) -> dict[str, Any]:
    """A module's planned resources, and those of the modules in it."""
    return {
        **({"address": module["address"]} if "address" in module else {}),
        "resources": [
            {key: resource[key] for key in READ if key in resource}
            for resource in module.get("resources", ())
        ],
        "child_modules": [_planned(child) for child in module.get("child_modules", ())],
    }


def _configured(module: dict[str, Any]) -> dict[str, Any]:
    """A module's declared resources, and those of the modules that it calls."""
    return {
        "resources": module.get("resources", []),
        "module_calls": {
            name: {"module": _configured(call["module"])}
            for name, call in module.get("module_calls", {}).items()
        },
    }


def broken_down(log: str) -> Iterator[Finding]:
    """Checks that checkov itself failed to run: they have passed nothing, and must be reviewed."""
    for line in log.splitlines():
        if "[ERROR]" in line:
            found = BROKE_DOWN.search(line)
            assert found, f"checkov says: {line}"
            check, plan, resource = found.groups()
            yield Finding(check, resource, plan, "checkov failed to run it")


def scan(plans: Mapping[str, dict[str, Any]], folder: Path) -> tuple[list[Finding], int]:
    """What fails in the plans, by their names, and how many checks passed."""
    for name, plan in plans.items():
        (folder / f"{name}.json").write_text(json.dumps(read_by_checkov(plan)))
    files = [argument for name in plans for argument in ("-f", str(folder / f"{name}.json"))]
    options = ["--framework", "terraform_plan", "--skip-download", "--quiet", "--compact"]
    command = [str(PYTHON), "-c", WITHOUT_COLLECTION, str(checkov())]
    done = subprocess.run(
        [*command, *options, "--output", "json", "--soft-fail", *files],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **ALONE},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, f"checkov ended with {done.returncode}: {done.stderr}"
    said = json.loads(done.stdout)
    summary = said.get("summary", said)
    assert not summary["parsing_errors"], f"checkov could not read a plan: {done.stderr}"
    failed = said.get("results", {}).get("failed_checks", [])
    findings = [
        Finding(one["check_id"], one["resource"], Path(one["file_path"]).stem, one["check_name"])
        for one in failed
    ]
    return [*findings, *broken_down(done.stderr)], summary["passed"]
