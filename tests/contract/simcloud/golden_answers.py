"""Replays the recorded answers of the real providers against simcloud, through real Terraform.

A set is a configuration with its first plan, changes to it with what they do to a recorded state,
and faults in it with where and how they are refused. All runs of a set share one process and one
provider server, and changes that cannot reach each other share a plan.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.contract.simcloud.attached_terraform import Run, run_all
from tests.contract.simcloud.batches import Batch, Edit, changed, together

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).resolve().parents[3]
REFERENCE = Path(os.environ.get("CRM_REFERENCE", ROOT.parent / "shared" / "reference"))
SCHEMAS = REFERENCE / "provider-schemas.json"


def read(set_: str, kind: str) -> Any:
    """A recorded file of a set."""
    return json.loads((GOLDEN / f"{set_}.{kind}.json").read_text("utf-8"))


def workspace(
    folder: Path, set_: str, *, old: str = "", new: str = "", state: bool = False
) -> Path:
    """A folder with the set's configuration, changed in one place."""
    text = configuration(set_)
    assert old in text
    return written(folder, set_, text.replace(old, new, 1), state=state)


def configuration(set_: str) -> str:
    """The recorded configuration of a set."""
    return (GOLDEN / f"{set_}.tf").read_text("utf-8")


def written(folder: Path, set_: str, text: str, *, state: bool) -> Path:
    """A folder with a configuration, and with what the set's needs beside it."""
    folder.mkdir()
    (folder / "main.tf").write_text(text, "utf-8")
    (folder / "chart").symlink_to(GOLDEN / "chart")
    if state:
        (folder / "terraform.tfstate").write_bytes((GOLDEN / f"{set_}.tfstate").read_bytes())
    return folder


PLAN = ("plan", "-no-color", "-input=false", "-refresh=false", "-out=planned")
SHOW = ("show", "-json", "planned")
VALIDATE = ("validate", "-json")


# The provider that answered was older than the one whose schema is served.
RECORDED_BY_AN_OLDER_ONE = frozenset({"mongodbatlas"})


def first_plan(set_: str, folder: Path, environment: Mapping[str, str]) -> dict[str, list[str]]:
    """Differences of the first plan to the recorded one, by address.

    Where an older provider answered, only attributes that it knew are compared: it names each one,
    either with a value or as unknown.
    """
    where = workspace(folder / "first", set_)
    plan, show = Run(where, PLAN), Run(where, SHOW)
    run_all([plan, show], environment)
    assert plan.code == 0, plan.err
    planned = {c["address"]: c["change"] for c in json.loads(show.out)["resource_changes"]}
    return {
        address: list(_plan_differs(planned[address], recorded, newer(set_, recorded)))
        for address, recorded in read(set_, "plan").items()
    }


def _plan_differs(
    ours: Mapping[str, Any], recorded: Mapping[str, Any], unknown_then: Callable[[str], bool]
) -> Iterator[str]:
    for part, path in (("after", "after"), ("after_unknown", "unknown")):
        known = {name: value for name, value in ours[part].items() if not unknown_then(name)}
        yield from differences(known, recorded[part], path)


def newer(set_: str, recorded: Mapping[str, Any]) -> Callable[[str], bool]:
    """Whether an attribute came after the provider that gave a recorded plan."""
    if set_ not in RECORDED_BY_AN_OLDER_ONE:
        return lambda _name: False
    return lambda name: name not in recorded["after"] and name not in recorded["after_unknown"]


def differences(ours: Any, real: Any, path: str) -> Iterator[str]:
    """Where two values differ, one line each."""
    if isinstance(ours, dict) and isinstance(real, dict):
        for name in sorted(ours.keys() | real.keys()):
            if name not in ours:
                yield f"{path}.{name} is missing, really {real[name]!r}"
            elif name not in real:
                yield f"{path}.{name} is {ours[name]!r}, really absent"
            else:
                yield from differences(ours[name], real[name], f"{path}.{name}")
    elif isinstance(ours, list) and isinstance(real, list) and len(ours) == len(real):
        for index, pair in enumerate(zip(ours, real, strict=True)):
            yield from differences(*pair, f"{path}[{index}]")
    elif ours != real or isinstance(ours, bool) is not isinstance(real, bool):
        yield f"{path} is {ours!r}, really {real!r}"


@dataclass(frozen=True)
class Planned:
    """What a change does to the recorded state, planned beside others that cannot reach it."""

    name: str
    batch: Batch
    plan: Run
    show: Run

    def moved(self) -> list[dict[str, Any]]:
        """What is moved and is not the doing of another change."""
        return [
            change
            for change in json.loads(self.show.out)["resource_changes"]
            if moves_something(change["change"])
            and self.batch.concerns(self.name, change["address"])
        ]


def planned(
    set_: str, edits: Iterable[Edit], folder: Path, environment: Mapping[str, str]
) -> dict[str, Planned]:
    """Plan every change against the recorded state; by name."""
    found: dict[str, Planned] = {}
    runs: list[Run] = []
    for number, batch in enumerate(together(configuration(set_), edits)):
        where = written(folder / f"{number}", set_, batch.text, state=True)
        plan, show = Run(where, PLAN), Run(where, SHOW)
        runs += [plan, show]
        found |= {edit.name: Planned(edit.name, batch, plan, show) for edit in batch.edits}
    run_all(runs, environment)
    return found


def recorded_edits(set_: str) -> list[Edit]:
    """Every recorded change of a set; none of them is refused."""
    return [Edit(case["name"], case["old"], case["new"]) for case in read(set_, "changes")]


def changes(set_: str, folder: Path, environment: Mapping[str, str]) -> dict[str, list[str]]:
    """Differences of what each recorded change does, by its name."""
    return change_differences(set_, planned(set_, recorded_edits(set_), folder, environment))


def change_differences(set_: str, found: Mapping[str, Planned]) -> dict[str, list[str]]:
    """The same of changes that have been planned."""
    return {
        case["name"]: list(_change_differs(case, found[case["name"]]))
        for case in read(set_, "changes")
    }


def _change_differs(case: Mapping[str, Any], found: Planned) -> Iterator[str]:
    if found.plan.code != 0:
        yield f"refused with {' '.join(found.plan.err.split())[:500]!r}, really planned"
        return
    real = {c["address"]: _moves(c["actions"], c["replace_paths"]) for c in case["changes"]}
    ours = {
        change["address"]: _moves(
            change["change"]["actions"], change["change"].get("replace_paths")
        )
        for change in found.moved()
    }
    yield from differences(ours, real, "changes")


def _moves(actions: list[str], replace_paths: list[Any] | None) -> dict[str, Any]:
    return {"actions": actions, "paths": sorted(map(json.dumps, replace_paths or []))}


def moves_something(change: Mapping[str, Any]) -> bool:
    """An update that changes no attribute was not recorded."""
    if change["actions"] == ["update"]:
        return change["before"] != change["after"] or bool(_any(change["after_unknown"]))
    return change["actions"] not in (["no-op"], ["read"])


def _any(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_any(part) for part in value.values())
    if isinstance(value, list):
        return any(_any(part) for part in value)
    return value is True


def broken(set_: str, folder: Path, environment: Mapping[str, str]) -> dict[str, list[str]]:
    """Differences of where and how each recorded fault is refused, by its name.

    What is really accepted shares a run with what it cannot reach: all of it must be accepted.
    """
    cases = read(set_, "broken")
    pairs: dict[str, tuple[Run, Run]] = {}
    for number, batch in enumerate(_apart(configuration(set_), cases)):
        where = written(folder / f"{number}", set_, batch.text, state=False)
        pairs |= {edit.name: (Run(where, VALIDATE), Run(where, PLAN)) for edit in batch.edits}
    run_all(list(dict.fromkeys(run for pair in pairs.values() for run in pair)), environment)
    return {case["name"]: list(_verdict_differs(case, *pairs[case["name"]])) for case in cases}


def _apart(text: str, cases: Iterable[Mapping[str, Any]]) -> Iterator[Batch]:
    """Batches of what is accepted, and each fault for itself: the first ends what comes after."""
    accepted: list[Edit] = []
    for case in cases:
        edit = Edit(case["name"], case["old"], case["new"])
        if case["stage"] is None:
            accepted.append(edit)
        else:
            yield Batch(changed(text, [edit]), [edit])
    yield from together(text, accepted)


def _verdict_differs(case: Mapping[str, Any], validate: Run, plan: Run) -> Iterator[str]:
    stage, ours = _verdict(validate, plan)
    real = sorted(_words(error) for error in case.get("errors", []))
    if stage != case["stage"] or ours != real:
        yield f"refused at {stage} with {ours}, really at {case['stage']} with {real}"


def _verdict(validate: Run, plan: Run) -> tuple[str | None, list[str]]:
    said = json.loads(validate.out)["diagnostics"] if validate.out.startswith("{") else []
    errors = [d for d in said if d["severity"] == "error"]
    if errors:
        return "validate", sorted(_words([d["summary"], d.get("detail", "")]) for d in errors)
    if plan.code != 0:
        return "plan", sorted(_words(part) for part in plan.err.split("\nError: ") if part.strip())
    return None, []


def _words(error: Any) -> str:
    """A diagnostic without the layout that differs between ways of printing it."""
    text = error if isinstance(error, str) else "\n".join(error)
    return " ".join(text.replace("│", "").replace("╷", "").replace("╵", "").split()).removeprefix(
        "Error: "
    )
