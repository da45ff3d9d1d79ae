"""What was answered as accepted is there after a kill -9 at any moment, and all of it."""

import os
import random
import signal
import subprocess
import sys

import pytest

from crm_infra.simcloud.cloud.store import Store

WRITER = """
import sys, threading
from pathlib import Path
from crm_infra.simcloud.cloud.pace import Pace
from crm_infra.simcloud.cloud.records import Claim, Resource, Target
from crm_infra.simcloud.cloud.store import Store

store = Store(Path(sys.argv[1]), Pace(float(sys.argv[2])))
said = threading.Lock()

def write(worker):
    for step in range(100_000):
        id_ = f"{worker}-{step}"
        with store.change() as change:
            operation = change.create(
                Resource("thing", id_, "google", "p", values={"text": "x" * 500}),
                targets=[Target("of", "thing", f"{worker}-{step - 1}")],
                aliases=[f"alias {id_}"],
                claims=[Claim(str(worker), step, step)],
                seconds=1,
            )
        with said:
            print(id_, flush=True)
        store.settle(operation)

for worker in range(4):
    threading.Thread(target=write, args=(worker,), daemon=True).start()
threading.Event().wait()
"""


@pytest.mark.parametrize("accepted", [1, 40, 400])
@pytest.mark.parametrize("pace", [0, 50])
def test_everything_accepted_before_a_kill_is_there_as_a_whole(tmp_path, accepted, pace):
    path = tmp_path / "simcloud.db"
    accepted = accepted if not pace else min(accepted, 40)
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(pace)], stdout=subprocess.PIPE, text=True
    ) as child:
        said = [child.stdout.readline() for _ in range(accepted + random.randrange(5))]
        os.kill(child.pid, signal.SIGKILL)
        said += child.stdout.readlines()
    answered = {line.strip() for line in said if line.endswith("\n")}
    store = Store(path)
    recovered = store.recover()
    with store.view() as view:
        standing = {resource.id: resource for resource in view.find("thing")}
        assert answered <= standing.keys()
        assert len(standing) - len(answered) <= 4, "at most one unanswered per writer"
        assert {resource.stage for resource in standing.values()} == {"ready"}
        for id_ in standing:
            assert view.resolve("thing", f"alias {id_}") == id_
            assert len(view.references("thing", id_)) == len(view.claims("thing", id_)) == 1
        operations = view.operations()
    assert {operation.id for operation in operations} == standing.keys()
    assert {operation.outcome for operation in operations} == {"done"}
    assert pace or not recovered
    store.close()
