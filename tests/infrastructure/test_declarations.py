"""What must hold for the HCL whatever it builds; none of it needs a cloud."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from crm_infra.layers.catalog import CATALOG, INFRASTRUCTURE
from crm_infra.terraform.binary import child_command, locate_binary
from tests.infrastructure.hcl import blocks, code, files

PINNED = re.compile(r">= \d+\.\d+, < \d+\.\d+")
SECRET = re.compile(
    r"password|token|private(?!_endpoint|_service)|credential|api_?key|secret(?!_id|_rotation)",
    re.IGNORECASE,
)
HERE = Path(__file__).parent
DOCUMENT = INFRASTRUCTURE.parents[1] / "docs" / "layers.md"
ROOTS = [layer.root for layer in CATALOG if layer.root.is_dir()]
BASIC_ROLES = ("roles/owner", "roles/editor", "roles/viewer")


def test_everything_is_formatted(tmp_path: Path) -> None:
    command = [
        *child_command(locate_binary(tmp_path, environ={})),
        "--",
        "fmt",
        "-check",
        "-recursive",
    ]
    done = subprocess.run(
        [*command, str(INFRASTRUCTURE)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"run `terraform fmt -recursive {INFRASTRUCTURE}`: {done.stdout}"


def test_every_variable_is_typed_and_described() -> None:
    poor = [str(b) for b in blocks("variable") if not (b.value("type") and b.value("description"))]
    assert not poor


def test_every_output_is_described_and_none_is_a_secret() -> None:
    outputs = list(blocks("output"))
    assert not [str(block) for block in outputs if not block.value("description")]
    assert not [str(block) for block in outputs if block.value("sensitive")]
    assert not [str(block) for block in outputs if SECRET.search(block.labels[0])]


def test_every_validation_says_what_it_saw_and_the_way_out() -> None:
    messages = re.findall(r'error_message = "(.+)"', "".join(code(file) for file in files()))
    assert len(messages) > 20
    assert not [
        m for m in messages if not re.search(r"\b(?:is|are|has|names) .*\$\{.+; .+\. .+", m)
    ]


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_a_root_module_takes_the_environment_and_its_upstream_layers_only(root: Path) -> None:
    layer = next(layer for layer in CATALOG if layer.root == root)
    names = {b.labels[0] for b in blocks("variable", f"layers/{root.name}")}
    assert names <= {"environment", *layer.depends_on}
    assert "environment" in names


def test_no_root_module_has_a_backend() -> None:
    assert not [
        str(file) for file in files() if re.search(r"\b(?:backend|cloud) \"?\w*\"? ?\{", code(file))
    ]


def test_providers_and_terraform_are_pinned_between_two_versions() -> None:
    settings = list(blocks("terraform"))
    assert len(settings) == len({file.parent for file in files()})
    for block in settings:
        assert block.value("required_version") == '">= 1.11"', str(block)
        versions = re.findall(r'^\s+version = "(.+)"$', block.body, re.MULTILINE)
        assert versions, str(block)
        assert len(versions) == block.body.count("source"), str(block)
        assert all(PINNED.fullmatch(version) for version in versions), str(block)


def test_modules_come_from_this_repository() -> None:
    sources = {b.value("source") for b in blocks("module")}
    assert all(source and source.startswith('"../../modules/') for source in sources)


def test_nothing_branches_on_the_name_of_an_environment() -> None:
    names = "|".join(path.stem for path in (INFRASTRUCTURE / "environments").glob("*.yaml"))
    branch = re.compile(
        rf"environment\.name\s*[!=]=|\"(?:{names})\"|(?:contains|lookup)\(.*environment\.name"
    )
    found = [
        f"{file}: {line}"
        for file in files()
        for line in code(file).splitlines()
        if branch.search(line)
    ]
    assert not found


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_a_keystone_depends_on_everything_and_can_be_protected(root: Path) -> None:
    made = {
        f"module.{b.labels[0]}" if b.kind == "module" else ".".join(b.labels)
        for kind in ("resource", "module")
        for b in blocks(kind, f"layers/{root.name}")
    }
    names = {
        b: set(re.findall(r"^    ([a-z_.]+),$", b.body, re.MULTILINE)) for b in blocks("resource")
    }
    keystones = [b for b, held in names.items() if held == made - {".".join(b.labels)}]
    assert [b.value("deletion_policy") for b in keystones], "list every resource in its depends_on"


def test_nothing_is_counted_that_has_a_name() -> None:
    assert not [
        str(file) for file in files() if re.search(r"^  count\s+=", code(file), re.MULTILINE)
    ]


def test_no_value_of_a_secret_can_reach_a_state() -> None:
    text = "".join(code(file) for file in files())
    assert not re.search(
        r'resource "random_password"|secret_data\s+=|google_service_account_key', text
    )
    assert "secret_data_wo" in text


def test_nobody_gets_a_basic_role() -> None:
    text = "".join(code(file) for file in files() if file.parent.name != "service-account")
    assert not [role for role in BASIC_ROLES if f'"{role}"' in text]


def test_the_document_names_every_output_and_file() -> None:
    document = DOCUMENT.read_text()
    for root in ROOTS:
        chapter = document.split(f"\n## {root.name}\n")[1].split("\n## ")[0]
        outputs = {b.labels[0] for b in blocks("output", f"layers/{root.name}")}
        assert outputs == set(re.findall(r"^\| `([a-z_]+)` \|", chapter, re.MULTILINE))
        boring = {"versions.tf", "providers.tf", "variables.tf", "outputs.tf"}
        assert {file.name for file in root.glob("*.tf")} - boring == set(
            re.findall(r"`([a-z-]+\.tf)`", chapter)
        )


def test_every_decision_that_the_document_names_is_recorded() -> None:
    records = {path.name[:4] for path in DOCUMENT.parent.glob("adr/0*.md")}
    assert set(re.findall(r"\b00[23]\d\b", DOCUMENT.read_text())) <= records


def test_a_case_is_valid_yaml_with_one_verdict() -> None:
    for path in (path for root in ROOTS for path in (HERE / root.name).glob("*.yaml")):
        content = yaml.safe_load(path.read_text())
        assert ("expect" in content) != ("refused" in content), path
