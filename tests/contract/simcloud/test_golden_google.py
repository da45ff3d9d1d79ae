"""simcloud plans, changes and refuses what the real google provider plans, changes and refuses.

Runs the recorded cases through real Terraform with the real provider's schemas, which are not part
of the repository: the tests are skipped where they are absent.
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


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    schemas = load_file(golden.SCHEMAS)
    with attached(tmp_path_factory.mktemp("s"), schemas, MemoryCloud()) as environment:
        yield environment


@pytest.mark.parametrize(
    ("what", "replay"),
    [
        ("plans", golden.first_plan),
        ("changes", golden.changes),
        ("broken configurations", golden.broken),
    ],
)
def test_every_answer_is_the_real_ones(
    what: str,
    replay: Replay,
    environment: Mapping[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = replay("google", tmp_path, environment)
    different = {name: lines for name, lines in found.items() if lines}
    with capsys.disabled():
        print(f"\n{what} of google: {len(found) - len(different)} equal / {len(found)}")
    assert not different, "\n".join(
        f"{name}: {line}" for name, lines in different.items() for line in lines
    )
