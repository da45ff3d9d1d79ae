"""Plain Terraform against a real simcloud process: it works, it is refused, it is killed."""

import pytest

from tests.fakes.plain_terraform import Terraform, kept_running
from tests.fakes.sim_process import SECONDS, Sim, running, until

HEAD = """
terraform {
  required_providers {
    google = { source = "hashicorp/google" }
  }
}
resource "google_compute_network" "vpc" {
  name                    = "vpc"
  auto_create_subnetworks = false
}
"""


def subnet(name: str, cidr: str) -> str:
    return f"""
resource "google_compute_subnetwork" "{name}" {{
  name          = "{name}"
  network       = google_compute_network.vpc.id
  ip_cidr_range = "{cidr}"
}}
"""


def adopted(id_: str) -> str:
    name = id_.rpartition("/")[2]
    kind = "network" if name == "vpc" else "subnetwork"
    return f'import {{\n  to = google_compute_{kind}.{name}\n  id = "{id_}"\n}}\n'


TWO = HEAD + subnet("a", "10.0.0.0/20") + subnet("b", "10.0.16.0/20")
SIX = HEAD + "".join(subnet(name, f"10.0.{16 * n}.0/20") for n, name in enumerate("abcdef"))
GCS = 'terraform {\n  backend "gcs" {\n    bucket = "states"\n    prefix = "dev"\n  }\n}\n'


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with running(tmp_path_factory.mktemp("sim") / "home") as sim:
        yield sim


@pytest.fixture(scope="module")
def kept(home, tmp_path_factory):
    with kept_running(tmp_path_factory.mktemp("kept") / "terraform", home) as kept:
        yield kept


@pytest.fixture
def sim(home):
    """The module's simcloud as a new one is: running, empty, with nothing but its own pace."""
    home.ask("start")
    home.ask("reset", "--yes")
    home.ask("pace", "0")
    return home


@pytest.fixture
def terraform(tmp_path, sim, kept):
    terraform = Terraform(tmp_path / "configuration", sim, TWO, kept)
    terraform.init()
    return terraform


def standing(sim: Sim) -> set[str]:
    found = sim.ask("resources")
    assert {resource["stage"] for resource in found} <= {"ready"}
    return {r["id"] for r in found if r["type"].startswith("google_compute_")}


def accepted(sim: Sim) -> int:
    return len([o for o in sim.ask("operations") if o["outcome"] != "refused"])


def test_a_network_with_two_subnets_is_raised_and_an_overlapping_third_is_refused(sim, terraform):
    assert terraform.apply() == 0, terraform.said()
    assert "3 added" in terraform.said()
    assert terraform.plan() == 0, terraform.said()
    assert standing(sim) == terraform.ids()
    terraform.write(TWO + subnet("c", "10.0.8.0/21"))
    assert terraform.apply() == 1
    assert "Invalid IPCidrRange: 10.0.8.0/21 conflicts with existing subnetwork" in terraform.said()
    assert sim.ask("operations")[-1]["outcome"] == "refused"
    terraform.write(TWO)
    assert terraform.destroy() == 0, terraform.said()
    assert standing(sim) == set()


def test_times_are_those_of_the_real_cloud_on_the_virtual_clock(sim, terraform):
    assert terraform.apply() == 0
    network, *subnets = sim.ask("operations")
    assert network["begins"] == 0
    assert {s["begins"] for s in subnets} == {network["ends"]}
    assert sim.ask("status")["virtual_seconds"] == max(s["ends"] for s in subnets)
    assert all(o["ended"] - o["began"] < 1 for o in (network, *subnets))


def test_a_hand_is_seen_by_the_next_plan_and_put_right_by_the_next_apply(sim, terraform):
    assert terraform.apply() == 0
    [network] = sim.ask("resources", "--type", "google_compute_network")
    [a] = sim.ask("resources", "a")
    place = ("--type", a["type"], "--id", a["id"])
    sim.ask("fault", "add", "change", *place, "--attribute", "description", "--value", "by hand")
    assert terraform.plan() == 2
    assert "by hand" in terraform.said()
    assert terraform.apply() == 0
    sim.ask("fault", "add", "remove", *place)
    assert terraform.plan() == 2
    assert "1 to add, 0 to change, 0 to destroy" in terraform.said()
    assert terraform.apply() == 0
    sim.ask("fault", "clear")
    assert terraform.plan() == 0, terraform.said()
    assert network["id"] in standing(sim)


def test_a_refusal_of_the_second_subnet_leaves_the_rest_done_and_reported(sim, terraform):
    sim.ask(
        *("fault", "add", "error", "--type", "google_compute_subnetwork", "--call", "create"),
        *("--at", "2", "--times", "1", "--code", "403", "--reason", "quotaExceeded"),
    )
    assert terraform.apply() == 1
    assert "googleapi: Error 403" in terraform.said()
    assert "quotaExceeded" in terraform.said()
    assert standing(sim) == terraform.ids()
    assert len(terraform.ids()) == 2
    assert terraform.apply() == 0


def test_one_interrupt_ends_a_paced_apply_and_nothing_is_lost(sim, terraform):
    sim.ask("pace", "1")
    terraform.write(SIX)
    with terraform.begin("apply", "-auto-approve", "-no-color") as child:
        until(lambda: accepted(sim) >= 1)
        terraform.interrupt(child)
        assert child.wait(SECONDS) == 1
    sim.ask("pace", "0")
    assert standing(sim) == terraform.ids()
    assert terraform.apply() == 0, terraform.said()
    assert len(terraform.ids()) == 7


def test_a_hung_call_ends_with_the_first_interrupt_and_has_done_nothing(sim, terraform):
    sim.ask("fault", "add", "hang", "--type", "google_compute_subnetwork", "--call", "create")
    with terraform.begin("apply", "-auto-approve", "-no-color") as child:
        until(lambda: sim.ask("fault", "list")[0]["hits"] == 2, 30)
        terraform.interrupt(child)
        assert child.wait(SECONDS) == 1
    assert "context canceled" in terraform.said()
    assert standing(sim) == terraform.ids()
    assert len(terraform.ids()) == 1
    sim.ask("fault", "clear")
    assert terraform.apply() == 0, terraform.said()


def test_an_outage_of_one_region_leaves_the_other_and_what_is_global_alone(sim, terraform):
    far = subnet("far", "10.0.32.0/20").replace("{\n", '{\n  region = "us-east1"\n', 1)
    terraform.write(TWO + far)
    sim.ask("fault", "add", "error", "--location", "us-central1*", "--code", "503")
    assert terraform.apply() == 1
    assert "googleapi: Error 503" in terraform.said()
    assert {id_.rpartition("/")[2] for id_ in standing(sim)} == {"vpc", "far"}
    sim.ask("fault", "clear")
    assert terraform.apply() == 0


@pytest.mark.parametrize("moment", [1, 3, 7])
def test_what_was_accepted_before_simcloud_was_killed_stands_and_is_reported(
    sim, terraform, moment
):
    sim.ask("pace", "20" if moment > 1 else "1")
    terraform.write(SIX)
    with terraform.begin("apply", "-auto-approve", "-no-color") as child:
        until(lambda: accepted(sim) >= moment, 30)
        sim.kill()
        assert child.wait(SECONDS) == 1
    sim.ask("start", "--pace", "0")
    assert {o["outcome"] for o in sim.ask("operations")} == {"done"}
    missing = standing(sim) - terraform.ids()
    assert terraform.ids() <= standing(sim)
    assert missing, "what was under way had been accepted, and its answer was lost"
    assert terraform.apply() == 1
    reported = terraform.said()
    for id_ in missing:
        assert f"The resource '{id_}' already exists" in reported
    terraform.write(SIX + "".join(map(adopted, missing)))
    assert terraform.apply() == 0, terraform.said()
    assert standing(sim) == terraform.ids()
    assert len(terraform.ids()) == 7


def test_simcloud_dies_after_accepting_when_it_is_told_to(sim, terraform):
    sim.ask(
        *("fault", "add", "die", "--type", "google_compute_network", "--call", "create"),
        *("--after", "--times", "1"),
    )
    pid = sim.endpoint()["pid"]
    assert terraform.apply() == 1
    assert sim.tell("status").returncode == 3
    assert len(standing(sim)) == 1
    assert sim.endpoint()["pid"] != pid
    [fault] = sim.ask("fault", "list")
    assert fault["state"] == "spent"


def test_state_is_kept_in_the_simulated_storage_and_faults_of_it_are_felt(sim, terraform):
    terraform.write(TWO + GCS)
    make_bucket(sim, "states")
    terraform.init()
    assert terraform.apply() == 0, terraform.said()
    assert not (terraform.folder / "terraform.tfstate").exists()
    assert terraform.plan() == 0
    sim.ask("fault", "add", "error", "--storage", "--code", "403", "--id", "*default.tfstate*")
    assert terraform.plan() == 1
    assert "403" in terraform.said()
    sim.ask("fault", "clear")
    assert terraform.plan() == 0


def test_after_a_reset_everything_starts_over(sim, terraform):
    terraform.write(TWO + GCS)
    make_bucket(sim, "states")
    terraform.init()
    assert terraform.apply() == 0, terraform.said()
    sim.ask("reset", "--yes")
    assert terraform.plan() == 1, "the bucket is gone, and the state with it"
    make_bucket(sim, "states")
    assert terraform.apply() == 0, terraform.said()
    assert "3 added" in terraform.said()
    assert terraform.plan() == 0


def make_bucket(sim: Sim, name: str) -> None:
    from google.api_core.client_options import ClientOptions
    from google.cloud import storage
    from google.oauth2.credentials import Credentials

    access = sim.endpoint()["storage"]
    options = ClientOptions(api_endpoint=access["url"])
    client = storage.Client("simcloud", Credentials(access["token"]), client_options=options)
    client.create_bucket(name)
    client.close()
