"""Broken configurations: our own layers with one fault each, and who must refuse it at which step.

The corpus is ``broken/<layer>.yaml``, a list of

    name: what is wrong, in words
    base: standing              # the environment in which the fault is made; see bases.yaml
    change: {sizes: {…}}        # merged into the environment; a value null takes the key away
    upstream: {foundation: {…}} # merged into the outputs of the layers above
    hcl:                        # replaced in a copy of the layer, or of a module of it
      - {file: kms.tf, old: "…", new: "…"}
    target: module.pool         # nothing else is planned but what it needs; for time only
    step: apply                 # environment | validate | plan | apply | destroy
    by: API                     # environment | Terraform | variable | provider | API
    says: part of the message

A fault of a later step has to pass the earlier ones. What is applied or destroyed is a change to
the base as it stands, with its state; nothing of it stays. A fault of an environment is made in the
YAML of the environment that ``base`` names.
"""

import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from crm_infra.environments import load_environments
from crm_infra.errors import InputError
from crm_infra.layers import layer_named
from crm_infra.layers.catalog import INFRASTRUCTURE
from tests.infrastructure.cases import LAYERS, merged, read
from tests.infrastructure.terraform import Done
from tests.infrastructure.workbench import Json, Workbench, environment_values

FOLDER = Path(__file__).parent / "broken"
STEPS = ("environment", "validate", "plan", "apply", "destroy")
CARRIED_OUT = ("apply", "destroy")
ACCEPTED = "nobody refused it"
# By what a message shows who wrote it; Terraform and providers are told apart by its words alone.
SIGNS = {
    "variable": re.compile(r"Invalid value for variable"),
    "API": re.compile(r"googleapi: Error \d+|HTTP [45]\d\d"),
}


@dataclass(frozen=True)
class Broken:
    """One entry of the corpus."""

    layer: str
    name: str
    step: str
    by: str
    says: str
    base: str = "standing"
    change: Json = field(default_factory=dict)
    upstream: Json = field(default_factory=dict)
    hcl: tuple[Json, ...] = ()
    target: str = ""

    def differs(self, verdict: "Verdict") -> str:
        """How the verdict is not the one that must be given; empty when it is."""
        right = (
            verdict.step == self.step
            and " ".join(self.says.split()) in verdict.text
            and (self.by not in SIGNS or self.by == verdict.by)
        )
        expected = f"{self.step} by {self.by}: … {self.says} …"
        return "" if right else f"expected {expected}; it is {verdict.step}: {verdict.text}"

    def __str__(self) -> str:
        return f"{self.layer}: {self.name}"


@dataclass(frozen=True)
class Verdict:
    """At which step a configuration was refused, and in which words."""

    step: str
    text: str

    @property
    def by(self) -> str:
        """Who refused it, as far as the words show."""
        return next((who for who, sign in SIGNS.items() if sign.search(self.text)), "")


def load_corpus() -> list[Broken]:
    """Every entry, layer by layer."""
    return [
        Broken(layer=layer, **{**entry, "hcl": tuple(entry.get("hcl", ()))})
        for layer in LAYERS
        for entry in read(FOLDER / f"{layer}.yaml")
    ]


def bases() -> dict[str, Json]:
    """Name => the environment values of what stands before anything is broken."""
    written = read(FOLDER / "bases.yaml")
    return {
        name: merged(environment_values(base["environment"]), base.get("change", {}))
        for name, base in written.items()
    }


class Breaker:
    """Raises each base once and breaks copies of it.

    Args:
        bench: Where the bases are raised.
        folder: Where the broken copies are put.
    """

    def __init__(self, bench: Workbench, folder: Path) -> None:
        self._bench, self._folder = bench, folder
        self._environments = bases()
        self._outputs: dict[str, dict[str, Json]] = {}
        self._states: dict[str, dict[str, str]] = {}
        self._copies = folder / "copies"
        self._whole: list[tuple[Path, str]] = []
        shutil.copytree(INFRASTRUCTURE / "modules", self._copies / "modules")
        bench.simcloud.keep(self._found)

    def leave(self) -> None:
        """Put back what was there before any base: other tests raise the same environments."""
        self._bench.simcloud.restore(self._found)

    def verdict(self, case: Broken) -> Verdict:
        """What becomes of the configuration."""
        if case.step == "environment":
            return Verdict("environment", self._environment_refusal(case))
        self._raise(case.base)
        root = self._copy(case)
        if case.step in CARRIED_OUT:
            return self._carried_out(case, root)
        if case.hcl and (done := self._validated(root)).code:
            return Verdict("validate", done.words)
        if case.step == "plan" and (done := self._planned(case, root)).code:
            return Verdict("plan", done.words)
        return Verdict(case.step, ACCEPTED)

    def _environment_refusal(self, case: Broken) -> str:
        """Why the environments are not loaded when one of their files is changed."""
        folder = self._folder / "environments"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(INFRASTRUCTURE / "environments", folder)
        file = folder / f"{case.base}.yaml"
        file.write_text(yaml.safe_dump(merged(yaml.safe_load(file.read_text()), case.change)))
        try:
            load_environments(folder)
        except InputError as refused:
            return str(refused)
        return ACCEPTED

    def _raise(self, base: str) -> None:
        if base in self._outputs:
            return
        outputs = self._outputs[base] = {}
        for layer in LAYERS:
            values = self._values(layer, self._environments[base], outputs)
            outputs[layer] = self._bench.apply(layer, base, values).outputs
        self._states[base] = {layer: json.dumps(self._bench.state(layer, base)) for layer in LAYERS}
        self._bench.simcloud.keep(self._snapshot)

    @property
    def _found(self) -> Path:
        return self._folder / "found.sqlite"

    @property
    def _snapshot(self) -> Path:
        return self._folder / "standing.sqlite"

    def _values(self, layer: str, environment: Json, outputs: dict[str, Json]) -> Json:
        upstream = {above: outputs[above] for above in layer_named(layer).depends_on}
        return {"environment": environment, **upstream}

    def _copy(self, case: Broken) -> Path:
        """The layer with its fault and the state of its base, where Terraform can work on it."""
        root = self._root(case.layer)
        while self._whole:
            path, text = self._whole.pop()
            path.write_text(text)
        for edit in case.hcl:
            self._edit(root, **edit)
        values = merged(
            self._values(case.layer, self._environments[case.base], self._outputs[case.base]),
            {"environment": case.change, **case.upstream},
        )
        (root / "terraform.tfvars.json").write_text(json.dumps(values))
        (root / "terraform.tfstate").write_text(self._states[case.base][case.layer])
        return root

    def _root(self, layer: str) -> Path:
        """The copy of the layer in which things are broken; made once."""
        root = self._copies / "layers" / layer
        if not root.exists():
            shutil.copytree(layer_named(layer).root, root)
            installed = self._bench.root(layer) / ".terraform/modules"
            shutil.copytree(installed, root / ".terraform/modules")
        return root

    def _edit(self, root: Path, file: str, old: str, new: str) -> None:
        path = (self._copies if file.startswith("modules/") else root) / file
        text = path.read_text()
        assert text.count(old) == 1, f"{file} has {old!r} {text.count(old)} times"
        self._whole.append((path, text))
        path.write_text(text.replace(old, new))

    def _validated(self, root: Path) -> Done:
        return self._bench.terraform.run(root, "validate", "-no-color")

    def _planned(self, case: Broken, root: Path) -> Done:
        return self._bench.terraform.run(root, "plan", *self._options(case))

    def _carried_out(self, case: Broken, root: Path) -> Verdict:
        """Plan it and carry that out; what comes to be planned is valid, or it would end there."""
        try:
            arguments = (case.step, "-auto-approve", *self._options(case))
            done = self._bench.terraform.run(root, *arguments)
        finally:
            self._bench.simcloud.restore(self._snapshot)
        if not done.code:
            return Verdict(case.step, ACCEPTED)
        return Verdict(case.step if done.said("apply_start") else "plan", done.words)

    @staticmethod
    def _options(case: Broken) -> list[str]:
        target = [f"-target={case.target}"] if case.target else []
        return ["-json", "-input=false", "-refresh=false", *target]
