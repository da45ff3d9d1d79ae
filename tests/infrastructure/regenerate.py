"""Write what a case expects anew from what Terraform plans now: same attributes, new values.

    python -m tests.infrastructure.regenerate network dev
    python -m tests.infrastructure.regenerate            # every case

Read the difference before committing it: this command agrees with any plan.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from tests.infrastructure.cases import Case, counted, created, load_cases
from tests.infrastructure.workbench import Json, Simcloud, Workbench


class _Written(yaml.SafeDumper):
    """Lists of plain values on one line, as the cases are written by hand."""

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> Any:
        plain = not any(isinstance(item, dict | list) for item in sequence)
        return super().represent_sequence(tag, sequence, flow_style=plain)


def narrowed(expected: Any, seen: Any) -> Any:
    """The part of the plan that the case names, with the planned values."""
    if isinstance(expected, dict) and expected and isinstance(seen, dict):
        return {key: narrowed(value, seen.get(key)) for key, value in expected.items()}
    if isinstance(expected, list) and isinstance(seen, list) and len(expected) == len(seen):
        return [narrowed(one, other) for one, other in zip(expected, seen, strict=True)]
    return seen


def regenerated(case: Case, plan: Json) -> Json:
    """The content of the case with what is planned now."""
    resources = created(plan)
    named = case.content["expect"].get("resources", {})
    return {
        **case.content,
        "expect": {
            **({"counts": counted(plan)} if "counts" in case.content["expect"] else {}),
            "resources": {
                address: narrowed(attributes, resources[address])
                for address, attributes in named.items()
                if address in resources
            },
        },
    }


def main(layer: str = "", name: str = "") -> None:
    """Regenerate the cases that fit."""
    fitting = [
        case
        for case in load_cases()
        if layer in ("", case.layer) and name in ("", case.name) and "expect" in case.content
    ]
    if not fitting:
        raise SystemExit(f"no case {layer}/{name} that expects a plan; see tests/infrastructure")
    with tempfile.TemporaryDirectory() as folder:
        bench = Workbench(Path(folder) / "bench", Simcloud(Path(folder) / "home"))
        try:
            for case in fitting:
                content = regenerated(case, bench.plan(case.layer, case.name, case.values))
                text = yaml.dump(content, Dumper=_Written, sort_keys=False, width=100)
                case.path.write_text(text)
                print(f"wrote {case.path}")
        finally:
            bench.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
