"""Every planted defect of state and pages is found by the planned walks alone, at any seed."""

import pytest

from tests.sampling import ALL, sampled

from .running import run, seeds
from .stateful_defects import STATEFUL_DEFECTS, planted

NAMES = sorted(STATEFUL_DEFECTS)


@pytest.mark.parametrize("name", sampled(NAMES, lambda name: STATEFUL_DEFECTS[name].check))
def test_defect_of_state(name: str) -> None:
    defect = STATEFUL_DEFECTS[name]
    ids = []
    for seed in seeds(NAMES.index(name)):
        outcome = run(planted(defect.plan), seed=seed, phases=("stateful",), max_examples=0)
        found = {(each.check, each.operation) for each in outcome.findings}
        assert (defect.check, defect.operation) in found, outcome.lines
        assert {each.phase for each in outcome.findings} == {"stateful"}
        ids.append({each.id for each in outcome.findings})
    assert all(each == ids[0] for each in ids)


@pytest.mark.parametrize("seed", range(10 if ALL else 3))
def test_nothing_is_found_where_nothing_is_planted(seed: int) -> None:
    outcome = run(planted({}), seed=seed, phases=("stateful",), max_examples=0)
    assert outcome.lines == []
    assert not outcome.stopped
    assert outcome.stats.requests <= 1_500
    assert outcome.stats.cases["stateful"] >= 100


def test_the_calls_before_a_finding_are_few() -> None:
    defect = STATEFUL_DEFECTS["delete-does-nothing"]
    outcome = run(planted(defect.plan), phases=("stateful",), max_examples=0)
    first = next(each for each in outcome.findings if each.check == "not_removed")
    called = [each.operation for each in (*first.before, first.exchange)]
    assert called == [
        "CreateBackend", "CreateBackendStorage", "DeleteBackendStorage", "GetBackendStorage",
    ]  # fmt: skip
