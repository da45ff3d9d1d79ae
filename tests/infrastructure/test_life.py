"""Each environment is raised, is at rest, and is destroyed again, by real Terraform."""

import json
from collections.abc import Iterator

import pytest

from tests.infrastructure.cases import merged
from tests.infrastructure.workbench import Json, Simcloud, Workbench, environment_values

ENVIRONMENTS = ("dev", "staging", "uat", "prod")
STAYS = {"google_kms_key_ring", "google_kms_crypto_key"}


@pytest.fixture(scope="module")
def simcloud(tmp_path_factory: pytest.TempPathFactory) -> Simcloud:
    return Simcloud(tmp_path_factory.mktemp("life"))


@pytest.fixture(scope="module")
def own_bench(simcloud: Simcloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    providers = simcloud.start()
    yield Workbench(tmp_path_factory.mktemp("bench"), providers)
    simcloud.stop()


def raised(bench: Workbench, name: str, environment: Json) -> tuple[Json, Json]:
    """Apply both layers; the values with which they were applied."""
    foundation = {"environment": environment}
    outputs = bench.apply("foundation", name, foundation)
    network = {"environment": environment, "foundation": outputs}
    bench.apply("network", name, network)
    return foundation, network


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_an_environment_is_raised_rests_and_is_destroyed(
    own_bench: Workbench, simcloud: Simcloud, name: str
) -> None:
    environment = environment_values(name)
    foundation, network = raised(own_bench, name, environment)

    standing = own_bench.state("foundation", name) + own_bench.state("network", name)
    assert standing.count('"mode": "managed"') > 50
    assert not own_bench.pending("foundation", name, foundation)
    assert not own_bench.pending("network", name, network)

    if environment["protection"]["deletion"]:
        foundation, network = unprotected(own_bench, name, environment)
    own_bench.destroy("network", name, network)
    own_bench.destroy("foundation", name, foundation)
    left = {thing["type"] for thing in things(simcloud, environment["project"]["id"])}
    assert left <= STAYS


def unprotected(bench: Workbench, name: str, environment: Json) -> tuple[Json, Json]:
    """The first of the two steps: what is protected refuses, then the protection is lifted."""
    foundation = {"environment": environment}
    assert "PREVENT" in bench.refusal("foundation", "destroy", name, foundation)
    return raised(bench, name, merged(environment, {"protection": {"deletion": False}}))


def test_a_destroyed_environment_can_be_raised_again(own_bench: Workbench) -> None:
    environment = environment_values("dev")
    for _ in range(2):
        foundation, network = raised(own_bench, "again", environment)
        own_bench.destroy("network", "again", network)
        own_bench.destroy("foundation", "again", foundation)


def test_no_secret_value_is_in_the_state(own_bench: Workbench) -> None:
    environment = environment_values("staging")
    foundation, network = raised(own_bench, "secrets", environment)
    state = json.loads(own_bench.state("foundation", "secrets"))
    versions = [
        instance["attributes"]
        for resource in state["resources"]
        if resource["type"] == "google_secret_manager_secret_version"
        for instance in resource["instances"]
    ]
    assert versions
    assert {version["secret_data_wo"] for version in versions} == {None}
    assert not any(version.get("secret_data") for version in versions)
    own_bench.destroy("network", "secrets", network)
    own_bench.destroy("foundation", "secrets", foundation)


def things(simcloud: Simcloud, project: str) -> list[Json]:
    """What stands in the project, as simcloud lists it."""
    listed = json.loads(simcloud.command("resources", "--json"))
    found = listed["resources"] if isinstance(listed, dict) else listed
    return [thing for thing in found if project in json.dumps(thing)]
