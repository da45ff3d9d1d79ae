"""Every broken configuration of the corpus is refused where, by whom and in the words it says."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.infrastructure.breaking import STEPS, Breaker, Broken, load_corpus
from tests.infrastructure.cases import LAYERS
from tests.infrastructure.workbench import Workbench

CORPUS = load_corpus()
RIGHT: list[Broken] = []


@pytest.fixture(scope="module")
def breaker(catalogue: Workbench, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Breaker]:
    breaker = Breaker(catalogue, tmp_path_factory.mktemp("broken"))
    yield breaker
    breaker.leave()


@pytest.mark.parametrize("case", CORPUS, ids=str)
def test_a_broken_configuration_is_refused(breaker: Breaker, case: Broken) -> None:
    wrong = case.differs(breaker.verdict(case))
    assert not wrong, wrong
    RIGHT.append(case)


def test_how_many_verdicts_are_right(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\nbroken configurations: {len(RIGHT)} right verdicts / {len(CORPUS)}")


def test_the_corpus_is_large_and_breaks_every_layer_at_every_step() -> None:
    assert len(CORPUS) >= 60
    assert len({str(case) for case in CORPUS}) == len(CORPUS)
    assert {case.layer for case in CORPUS} == set(LAYERS)
    assert Counter(case.step for case in CORPUS).keys() == set(STEPS)
