"""What `crm-infra validate` answers."""

import json
import os
from pathlib import Path

from crm_infra.environments import lines, report


def test_nothing_wrong(folder):
    faults = folder.faults()

    assert report(faults) == {"valid": True, "files": 0, "faults": []}
    assert list(lines(faults)) == ["Every environment is well described."]


def test_faults_are_data_and_lines(folder, monkeypatch):
    monkeypatch.chdir(folder.path.parent)
    folder.change("dev", "required: false", "required: no")
    folder.change("uat", "max_nodes: 60", "max_nodes: 0")

    faults = folder.faults()
    data = json.loads(json.dumps(report(faults)))

    assert (data["valid"], data["files"], len(data["faults"])) == (False, 2, 2)
    assert data["faults"][0] == {
        "file": "environments/dev.yaml",
        "line": folder.line("dev", "approval"),
        "key": "approval.required",
        "seen": "'no' is text",
        "rule": "it must be true or false",
        "remedy": "Write true or false, without quotes.",
    }
    assert list(lines(faults)) == [
        (
            f"environments/dev.yaml:{folder.line('dev', 'approval')}: approval.required: "
            "'no' is text; it must be true or false. Write true or false, without quotes."
        ),
        (
            f"environments/uat.yaml:{folder.line('uat', '  max_nodes')}: sizes.max_nodes: 0; "
            "it lies between 1 and 1000. Choose a number within."
        ),
        "2 faults in 2 files.",
    ]


def test_a_file_with_an_impossible_name_is_still_one_printable_line(folder):
    Path(os.fsdecode(os.fsencode(folder.path) + b"/a\xff\nb.yaml")).write_text("x: y")

    for line in lines(folder.faults()):
        assert line.isprintable()
        line.encode("utf-8")
    json.dumps(report(folder.faults())).encode("utf-8")
