"""The private tree that Terraform works in: a copy of the HCL, the backend and the values.

The tree keeps the layout of ``infrastructure`` (``layers/<layer>`` beside ``modules``), so that a
module's relative sources work. Values go into ``terraform.tfvars.json`` only, where ``${…}`` stays
literal, never onto a command line and never into generated HCL. Add here a file that every run's
tree needs; what the run does with the tree belongs to ``gateway``.
"""

import json
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from crm_infra.errors import Fault, InputError
from crm_infra.layers.catalog import Layer
from crm_infra.state.address import StateAddress
from crm_infra.state.records import PRIVATE_FILE, private_folder
from crm_infra.terraform.declarations import Declaration, declared_variables

VALUES = "terraform.tfvars.json"
BACKEND = "backend.tf"
BACKEND_VALUES = "backend.json"
CLI_CONFIG = "cli.tfrc"
_BACKEND_BLOCK = 'terraform {\n  backend "gcs" {}\n}\n'
_MODULE = re.compile(r'\bsource\s*=\s*"(?:\.\./)+(?:modules/)?([\w-]+)')
_COPIED = shutil.ignore_patterns(".terraform", "*.tfstate*", "*.tfvars*", BACKEND)


def check_values(layer: Layer, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, each reduced to the attributes that the layer declares for it.

    Raises:
        InputError: A variable is missing or not declared; Terraform would only warn, or ask.
    """
    declared = declared_variables(layer.root)
    missing = [name for name, one in declared.items() if one.required and name not in values]
    unknown = [name for name in values if name not in declared]
    faults = [
        *(_fault(layer, name, "has no value", "give it one") for name in missing),
        *(_fault(layer, name, "is not declared", "declare it or leave it out") for name in unknown),
    ]
    if faults:
        raise InputError(
            f"the values for layer {layer.name} do not fit its variables: "
            + "; ".join(str(fault) for fault in faults),
            faults=tuple(faults),
        )
    return {name: _reduced(declared[name], value) for name, value in values.items()}


def build_tree(
    tree: Path, layer: Layer, address: StateAddress, values: Mapping[str, Any], cache: Path
) -> Path:
    """Build the tree and return the folder in which Terraform runs."""
    modules = layer.root.parent.parent / "modules"
    cwd = tree / "layers" / layer.name
    shutil.copytree(layer.root, cwd, ignore=_COPIED, copy_function=shutil.copyfile)
    _add_modules(tree, cwd, modules)
    _write(cwd / BACKEND, _BACKEND_BLOCK)
    _write_json(cwd / BACKEND_VALUES, {"bucket": address.bucket, "prefix": address.prefix})
    _write_json(cwd / VALUES, dict(values))
    _write(tree / CLI_CONFIG, _cli_config(private_folder(cache)))
    return cwd


def tree_variables(tree: Path) -> dict[str, str]:
    """What a child must be told about the tree; nothing of the person's own configuration."""
    return {"TF_CLI_CONFIG_FILE": str(tree / CLI_CONFIG), "HOME": str(tree)}


def _add_modules(tree: Path, user: Path, modules: Path) -> None:
    """Copy the modules that the files in ``user`` call, and those that they call in turn."""
    for file in user.rglob("*.tf"):
        for name in _MODULE.findall(file.read_text(encoding="utf-8")):
            source, copy = modules / name, tree / "modules" / name
            if source.is_dir() and not copy.exists():
                shutil.copytree(source, copy, ignore=_COPIED, copy_function=shutil.copyfile)
                _add_modules(tree, copy, modules)


def _cli_config(cache: Path) -> str:
    return f"disable_checkpoint = true\nplugin_cache_dir = {json.dumps(str(cache))}\n"


def _reduced(declaration: Declaration, value: Any) -> Any:
    """Terraform drops what an object type does not name, but keeps it in the plan file."""
    if declaration.attributes is None or not isinstance(value, Mapping):
        return value
    items = cast("Mapping[str, Any]", value)
    return {name: items[name] for name in declaration.attributes if name in items}


def _fault(layer: Layer, name: str, seen: str, remedy: str) -> Fault:
    return Fault(
        file=layer.root / "variables.tf",
        line=1,
        key=name,
        seen=f"variable {name!r} {seen}",
        rule="a layer gets exactly the variables that it declares",
        remedy=f"To go on, {remedy}.",
    )


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    _write(path, json.dumps(value, indent=2, sort_keys=True) + "\n")


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
