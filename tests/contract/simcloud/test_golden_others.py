"""simcloud beside the recorded answers of the Atlas, Kubernetes and Helm providers.

Served from the recorded schemas alone; Atlas is served from the catalogue as well. What still
differs is written down here with its reason: a difference that goes away must be taken from the
list. Atlas' answers were given by 2.12.0 and are compared on what that provider knew.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from crm_infra.simcloud.schema import load_file
from tests.contract.simcloud import golden_answers as golden
from tests.contract.simcloud.attached_terraform import MemoryCloud, attached

pytestmark = pytest.mark.skipif(
    not golden.SCHEMAS.exists(),
    reason=f"the recorded provider schemas are not here ({golden.SCHEMAS.name})",
)

Replay = Callable[[str, Path, Mapping[str, str]], dict[str, list[str]]]

# The real provider reads the chart beside the configuration; simcloud does not see that folder.
UNSEEN = {"helm_release.policies": ["version", "version"]}
DIFFERENT = {("kubernetes", "plans"): UNSEEN}
REPLAYS: dict[str, Replay] = {
    "plans": golden.first_plan,
    "changes": golden.changes,
    "broken configurations": golden.broken,
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    schemas = load_file(golden.SCHEMAS)
    with attached(tmp_path_factory.mktemp("s"), schemas, MemoryCloud()) as environment:
        yield environment


@pytest.mark.parametrize("set_", ["mongodbatlas", "kubernetes"])
@pytest.mark.parametrize("what", REPLAYS)
def test_answers_are_the_real_ones_but_for_what_is_written_down(
    set_: str,
    what: str,
    environment: Mapping[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = REPLAYS[what](set_, tmp_path, environment)
    different = {name: [_about(line) for line in lines] for name, lines in found.items() if lines}
    with capsys.disabled():
        print(f"\n{what} of {set_}: {len(found) - len(different)} equal / {len(found)}")
    assert different == DIFFERENT.get((set_, what), {})


def _about(line: str) -> str:
    """The attribute that a line is about."""
    return line.partition(" ")[0].partition(".")[2]
