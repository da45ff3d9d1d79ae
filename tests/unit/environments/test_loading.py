"""Loading a folder: all or nothing, every fault at once, and nothing that is not a plain file."""

import json
import os
import re
from pathlib import Path

import pytest

from crm_infra.environments import (
    PERMANENT,
    Environment,
    faults_in,
    load_environment,
    load_environments,
)
from crm_infra.environments.source import LARGEST
from crm_infra.errors import InputError


def test_the_four_are_given_in_the_order_of_promotion():
    assert tuple(load_environments()) == PERMANENT


def test_previews_come_after_the_four(folder):
    folder.preview("pr-7")
    folder.preview("a-spike", block=72)

    environments = load_environments(folder.path)

    assert list(environments) == [*PERMANENT, "a-spike", "pr-7"]
    assert environments["pr-7"].is_preview
    assert not environments["prod"].is_preview


def test_one_environment_can_be_asked_for(folder):
    folder.preview()

    assert load_environment("pr-123", folder.path).title == "Development"


def test_the_same_files_are_judged_once_and_one_that_has_changed_anew(folder):
    before = load_environment("dev", folder.path)
    assert load_environment("dev", folder.path) is before
    load_environments(folder.path).clear()
    assert load_environment("dev", folder.path) is before, "what was given away is the asker's own"

    folder.change("dev", "title: Development", "title: Changed")
    assert load_environment("dev", folder.path).title == "Changed"
    folder.file("uat").unlink()
    with pytest.raises(InputError, match="missing"):
        load_environment("dev", folder.path)


def test_one_bad_file_keeps_every_environment_from_being_used(folder):
    folder.change("uat", "max_nodes: 60", "max_nodes: many")

    with pytest.raises(InputError, match=r"the environments have a fault: .*uat\.yaml") as refused:
        load_environment("dev", folder.path)

    assert refused.value.faults == folder.faults()
    assert "\n" not in str(refused.value)


def test_an_environment_without_a_file_is_refused_with_the_one_that_was_meant():
    with pytest.raises(InputError, match=r"no environment 'stagin'.*Did you mean staging"):
        load_environment("stagin")


def test_every_fault_of_every_file_is_reported_at_once(folder):
    folder.change("dev", "standing: false", "standing: no")
    folder.change("dev", "pods: 10.1.0.0/16", "pods: 10.9.0.0/16")
    folder.change("staging", "title: Staging", "title: Staging\nshade: blue")
    folder.change("staging", "max_nodes: 24", "max_nodes: 24\n  max_nodes: 25")
    folder.change("uat", "nodes: 10.16.0.0/20", "nodes: 10.16.0.1/20")
    folder.file("prod").write_bytes(b"name: prod\ntitle: \xff\n")

    faults = [(fault.file.stem, fault.line, fault.key) for fault in folder.faults()]

    assert faults == [
        ("dev", folder.line("dev", "    standing"), "regions.recovery.standing"),
        ("prod", 2, ""),
        ("staging", folder.line("staging", "shade"), "shade"),
        ("staging", folder.line("staging", "      pods"), "regions.primary.cidr.pods"),
        ("staging", folder.line("staging", "  max_nodes", 2), "sizes.max_nodes"),
        ("uat", folder.line("uat", "      nodes"), "regions.primary.cidr.nodes"),
    ]


def test_a_missing_one_of_the_four_is_a_fault(folder):
    folder.file("uat").unlink()

    fault = folder.only_fault()

    assert (fault.file, fault.line) == (folder.file("uat"), 1)
    assert "uat always exists" in str(fault)


def test_an_empty_folder_misses_all_four(tmp_path):
    assert [fault.file.stem for fault in faults_in(tmp_path)] == sorted(PERMANENT)


@pytest.mark.parametrize("name", ["nowhere", "a-file", "nul\0", "x" * 300])
def test_a_folder_that_cannot_be_listed_is_a_fault(tmp_path, name):
    (tmp_path / "a-file").write_text("")

    (fault,) = faults_in(tmp_path / name)

    assert "the folder cannot be read" in str(fault)


@pytest.mark.parametrize("name", ["prod.yml", "pr-1.YAML", "pr-1.Yml"])
def test_a_file_that_would_be_overlooked_is_a_fault(folder, name):
    (folder.path / name).write_text("name: prod\n")

    assert folder.only_fault().file.name == name


@pytest.mark.parametrize("name", ["README.md", "environment.schema.json", "dev.yaml.orig"])
def test_other_files_may_lie_beside_them(folder, name):
    (folder.path / name).write_text("{")

    assert folder.faults() == ()


@pytest.mark.parametrize(
    "name",
    ["PR-1", "-destroy", ".hidden", "pr_1", "p\N{LATIN SMALL LETTER E WITH ACUTE}", "a" * 32],
)
def test_a_file_whose_name_cannot_be_an_environments_is_a_fault(folder, name):
    folder.preview("ok")
    text = folder.file("ok").read_text()
    folder.file("ok").unlink()
    folder.file(name).write_text(text.replace("name: ok", f'name: "{name}"'))

    faults = folder.faults()

    assert any("files are called <name>.yaml" in str(fault) for fault in faults)
    assert {fault.key for fault in faults} == {"", "name"}


def test_names_of_files_that_are_no_text_are_reported_on_one_line(folder):
    Path(os.fsdecode(os.fsencode(folder.path) + b"/a\xff\nb.yaml")).write_text("x: y")

    faults = folder.faults()

    assert any(fault.seen == r"the file is called 'a\udcff\nb.yaml'" for fault in faults)


class TestSources:
    """What is read before YAML is looked at."""

    @pytest.mark.parametrize(
        ("content", "line", "says"),
        [
            (b"", 1, "the file is empty"),
            (b"# nothing but a comment\n", 1, "the file is empty"),
            (b"---\n", 1, "the whole file is nothing"),
            (b"just text\n", 1, "the whole file is 'just text'"),
            (b"- a\n- b\n", 1, r"the whole file is \['a', 'b'\]"),
            (b"12\n", 1, "the whole file is 12"),
            (b"name: dev\ntitle: caf\xe9\n", 2, "byte 0xe9 is not UTF-8"),
            (b"name: dev\n\xed\xa0\x80: surrogate\n", 2, "is not UTF-8"),
            (b"\xef\xbb\xbfname: dev\n", 1, "byte-order mark"),
            ("name: dev\n".encode("utf-16"), 1, "byte-order mark"),
            ("name: dev\n".encode("utf-16-le"), 1, r"hidden character U\+0000"),
            (b"name: dev\ntitle: a\x00b\n", 2, r"hidden character U\+0000"),
            (b"name: dev\ntitle: a\x1bb\n", 2, r"hidden character U\+001B"),
            ("name: dev\ntitle: a\u202eb\n".encode(), 2, r"hidden character U\+202E"),
            ("name: dev\ntitle: a\u2028b\n".encode(), 2, r"hidden character U\+2028"),
            ("name: dev\ntitle: a\u200bb\n".encode(), 2, r"hidden character U\+200B"),
            ("name: dev\ntitle: a\uffffb\n".encode(), 2, r"hidden character U\+FFFF"),
            (b"name: dev\rtitle: a\n", 1, r"hidden character U\+000D"),
            (b"name: dev\n" + b"#" * LARGEST, 1, "larger than 64 KiB"),
        ],
    )
    def test_content_that_is_no_environment(self, folder, content, line, says):
        folder.file("uat").write_bytes(content)

        fault = folder.only_fault()

        assert (fault.file.stem, fault.line) == ("uat", line)
        assert re.search(says, str(fault)), str(fault)

    def test_a_file_may_be_exactly_as_large_as_allowed(self, folder):
        content = folder.file("dev").read_bytes()
        folder.file("dev").write_bytes(content + b"#" * (LARGEST - len(content)))

        assert folder.faults() == ()

    def test_lines_may_end_as_on_windows(self, folder):
        content = folder.file("dev").read_bytes().replace(b"\n", b"\r\n")
        folder.file("dev").write_bytes(content)

        assert folder.faults() == ()

    def test_a_link_that_leaves_the_folder_is_refused(self, folder, tmp_path):
        outside = folder.file("dev").rename(tmp_path / "dev.yaml")
        folder.file("dev").symlink_to(outside)

        assert "a link that leaves its folder" in str(folder.only_fault())

    def test_a_link_through_a_folder_that_leaves_is_refused(self, folder, tmp_path):
        (tmp_path / "outside").mkdir()
        folder.file("dev").rename(tmp_path / "outside" / "dev.yaml")
        (folder.path / "inside").symlink_to(tmp_path / "outside")
        folder.file("dev").symlink_to("inside/dev.yaml")

        assert "a link that leaves its folder" in str(folder.only_fault())

    def test_a_link_that_stays_is_followed_as_config_maps_are_mounted(self, folder):
        (folder.path / "..data").mkdir()
        folder.file("dev").rename(folder.path / "..data" / "dev.yaml")
        folder.file("dev").symlink_to("..data/dev.yaml")

        assert folder.faults() == ()

    def test_a_link_to_nothing_and_a_link_to_itself_are_refused(self, folder):
        folder.file("pr-1").symlink_to("nowhere.yaml")
        folder.file("pr-2").symlink_to("pr-2.yaml")

        assert [fault.file.stem for fault in folder.faults()] == ["pr-1", "pr-2"]

    def test_what_is_not_a_file_is_refused_without_waiting_for_it(self, folder):
        os.mkfifo(folder.file("pr-1"))
        folder.file("pr-2").mkdir()

        assert [(fault.file.stem, fault.line) for fault in folder.faults()] == [
            ("pr-1", 1),
            ("pr-2", 1),
        ]


class TestEnvironment:
    def test_it_is_what_the_file_says_and_nothing_else(self):
        yaml = pytest.importorskip("yaml")
        from crm_infra.environments.loading import FOLDER

        for name, environment in load_environments().items():
            said = yaml.safe_load((FOLDER / f"{name}.yaml").read_text())

            assert environment.as_variables() == said
            assert json.loads(json.dumps(environment.as_variables())) == said

    def test_nothing_in_it_can_be_changed(self):
        dev = load_environments()["dev"]
        variables = dev.as_variables()
        variables["project"]["labels"]["application"] = "other"

        assert dev.project.labels["application"] == "crm"
        with pytest.raises(ValueError, match="frozen"):
            dev.title = "other"
        with pytest.raises(ValueError, match="frozen"):
            dev.sizes.max_nodes = 1
        with pytest.raises(TypeError):
            dev.project.labels["application"] = "other"
        assert isinstance(dev.access.readers, tuple)

    def test_it_survives_pickling_and_can_be_a_key(self):
        import copy
        import pickle

        dev = load_environments()["dev"]

        assert pickle.loads(pickle.dumps(dev)) == dev == copy.deepcopy(dev)
        assert hash(pickle.loads(pickle.dumps(dev))) == hash(dev)

    def test_dollar_braces_in_a_value_stay_literal(self, folder):
        folder.change("dev", "title: Development", 'title: ${file("/etc/passwd")} %{ if true }')

        dev = load_environment("dev", folder.path)

        assert dev.as_variables()["title"] == '${file("/etc/passwd")} %{ if true }'

    def test_it_derives_what_follows_from_its_values(self):
        environments = load_environments()
        prod, dev = environments["prod"], environments["dev"]

        assert [region.name for region in prod.regions.standing] == ["us-central1", "us-east1"]
        assert [region.name for region in dev.regions.standing] == ["us-central1"]
        assert (dev.sizes.pod_prefix_per_node, prod.sizes.pod_prefix_per_node) == (25, 24)
        assert prod.holds_production_data
        assert len(prod.networks) == 14
        assert str(prod.networks["recovery", "pods"]) == "10.29.0.0/16"

    def test_it_refuses_to_be_built_from_other_types(self):
        data = load_environments()["dev"].as_variables()

        with pytest.raises(ValueError, match="Input should be a valid"):
            Environment.model_validate(data | {"title": 5})
