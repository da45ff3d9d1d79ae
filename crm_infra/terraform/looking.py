"""Looking at what stands without touching anything: a refresh-only plan that takes no lock.

Whoever changes the layer meanwhile is neither blocked nor waited for, so what was seen may be in
the middle of a change; the caller compares the state before and after. The folder of a look is no
run folder: nobody must take it for a run that may hold a lock. Add here what is read from a look.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from python_terraform import IsFlagged

from crm_infra.errors import TerraformError
from crm_infra.state.document import StandingResource
from crm_infra.state.records import private_folder
from crm_infra.terraform.binary import Binary
from crm_infra.terraform.cli import PLAN_FILE
from crm_infra.terraform.failures import errors_in, stopped
from crm_infra.terraform.masks import masked
from crm_infra.terraform.plan import ResourceChange, read_plan
from crm_infra.terraform.relay import Relay
from crm_infra.terraform.runs import RunFolder
from crm_infra.terraform.session import StepResult
from crm_infra.terraform.steps import Step
from crm_infra.terraform.work import LayerWork
from crm_infra.terraform.workspace import build_tree

SHOWN_ERRORS = 3


@dataclass(frozen=True)
class Look:
    """What stands now, and where it differs from what the last apply left."""

    drift: tuple[ResourceChange, ...]
    resources: tuple[StandingResource, ...]
    seconds: float


@dataclass(frozen=True)
class Looker:
    """Looks at one layer once."""

    work: LayerWork
    binary: Binary
    relay: Relay
    values: Mapping[str, Any]

    def look(self) -> Look:
        """Refresh in memory, and read what came of it; leaves nothing behind."""
        begun = self.work.clock.monotonic()
        run = RunFolder(self._folder())
        try:
            document = self._refreshed(run)
        finally:
            run.remove()
        return Look(
            drift=read_plan(document).drift,
            resources=tuple(standing_in(document)),
            seconds=self.work.clock.monotonic() - begun,
        )

    def _folder(self) -> Path:
        kept = self.work.home / "looks" / self.work.target.name / self.work.environment
        return private_folder(kept / f"{self.work.layer.name}-{secrets.token_hex(4)}")

    def _refreshed(self, run: RunFolder) -> dict[str, Any]:
        work = self.work
        cwd = build_tree(run.tree, work.layer, work.address, self.values, work.plugins)
        results, supervisor = work.run(run, cwd, self.binary, self._steps(run, cwd), self.relay)
        what = f"look at {work.address}"
        if supervisor.stop:
            raise stopped(what, work.address, supervisor.stop, saved=True) from (
                supervisor.stop.cause
            )
        failed = next((result for result in results if not result.succeeded), None)
        if failed is not None:
            raise self._refused(what, failed)
        return json.loads(results[-1].out.read_bytes())

    def _steps(self, run: RunFolder, cwd: Path) -> list[Step]:
        cli = self.work.cli(run, cwd, self.binary)
        options: dict[str, Any] = {"json": IsFlagged, "input": False, "out": PLAN_FILE}
        look = cli.step("look", "plan", **options, lock=False, refresh_only=IsFlagged)
        return [cli.init_step(), look, cli.show_step()]

    def _refused(self, what: str, failed: StepResult) -> TerraformError:
        errors = "; ".join(str(error) for error in errors_in(failed)[:SHOWN_ERRORS])
        said = self.relay.clean(errors or " ".join(failed.error_text().split())[-500:])
        return TerraformError(
            f"{what} failed: {said or f'it ended with code {failed.code} and said nothing'}",
            hint="Nothing was changed; `crm-infra plan` keeps the whole output when it fails too",
        )


def standing_in(document: Mapping[str, Any]) -> Iterator[StandingResource]:
    """The managed resources of a shown plan as the refresh found them, without what is secret."""
    prior = cast("Mapping[str, Any]", document.get("prior_state") or {})
    values = cast("Mapping[str, Any]", prior.get("values") or {})
    yield from _in_module(cast("Mapping[str, Any]", values.get("root_module") or {}))


def _in_module(module: Mapping[str, Any]) -> Iterator[StandingResource]:
    for resource in cast("Iterable[Mapping[str, Any]]", module.get("resources") or ()):
        if resource.get("mode") == "managed" and "deposed_key" not in resource:
            shown = masked(resource.get("values"), resource.get("sensitive_values"), None)
            yield StandingResource(str(resource["address"]), str(resource["type"]), shown)
    for child in cast("Iterable[Mapping[str, Any]]", module.get("child_modules") or ()):
        yield from _in_module(child)
