"""Every planted defect of state and pages is found by the planned walks alone, at any seed."""

import pytest

from .running import SEEDS, Outcome, run
from .stateful_defects import STATEFUL_DEFECTS, Plan, planted

NAMES = sorted(STATEFUL_DEFECTS)
TOGETHER = (
    (
        "all-filters-or-none",
        "all-tokens-removed",
        "app-not-isolated",
        "clone-empty",
        "config-made-twice",
        "config-survives",
        "create-does-nothing",
        "delete-backend-does-nothing",
        "delete-does-nothing",
        "job-does-not-resolve",
        "job-of-any-environment",
        "made-twice-accepted",
        "newest-token",
        "remove-all-leaves-some",
        "second-job-update-lost",
        "update-does-nothing",
    ),
    (
        "all-jobs-updated",
        "clone-onto-existing",
        "config-update-creates",
        "delete-removes-everywhere",
        "delete-removes-siblings",
        "delete-removes-the-app",
        "duplicate-at-edge",
        "environment-made-again-with-old-resources",
        "found-in-any-environment",
        "made-again-with-old-values",
        "never-made-again",
        "refused-but-overwritten",
        "remove-all-of-all-apps",
        "second-update-lost",
        "token-shared",
        "token-survives",
    ),
    (
        "clone-shallow",
        "endless-token",
        "environments-share-resources",
        "list-shows-all-apps",
        "made-over-existing",
        "one-config-for-all",
        "stale-job",
        "stale-read",
        "update-creates",
    ),
    ("clone-without-auth", "filter-drops-one", "list-shows-one", "removed-environment-keeps-parts"),
    ("environment-not-isolated", "job-dropped", "job-filter-ignored", "list-shows-removed"),
    ("job-listed-with-old-status", "list-shows-twice", "update-of-the-newest"),
    ("job-not-listed",),
    ("job-of-delete-not-listed",),
    ("lost-at-edge",),
    ("made-up-token-accepted",),
    ("no-token",),
    ("operation-filter-ignored",),
    ("page-one-more",),
    ("page-size-ignored",),
    ("status-filter-ignored",),
)
"""Defects that are planted into one server: none of them alone shows what another is found by."""


def due(name: str) -> tuple[str, str]:
    return STATEFUL_DEFECTS[name].check, STATEFUL_DEFECTS[name].operation


def planned_walks(plan: Plan, seed: int) -> Outcome:
    return run(planted(plan), seed=seed, phases=("stateful",), max_examples=0)


def found_by(outcome: Outcome) -> set[tuple[str, str]]:
    return {(each.check, each.operation) for each in outcome.findings}


@pytest.mark.long(every_day=1)
@pytest.mark.sampled(
    "group, seed",
    [(group, SEEDS[index % len(SEEDS)]) for index, group in enumerate(TOGETHER)],
    [(group, seed) for group in TOGETHER for seed in SEEDS],
)
def test_defects_of_state_in_one_server(group: tuple[str, ...], seed: int) -> None:
    plan = {
        operation: wrong
        for name in group
        for operation, wrong in STATEFUL_DEFECTS[name].plan.items()
    }
    outcome = planned_walks(plan, seed)
    assert {due(name) for name in group} <= found_by(outcome), outcome.lines
    assert {each.phase for each in outcome.findings} == {"stateful"}


def test_each_defect_is_in_one_group_and_none_changes_the_operations_of_another() -> None:
    assert sorted(name for group in TOGETHER for name in group) == NAMES
    for group in TOGETHER:
        operations = [each for name in group for each in STATEFUL_DEFECTS[name].plan]
        assert len(set(operations)) == len(operations)
        assert len({due(name) for name in group}) == len(group)


@pytest.mark.long
@pytest.mark.sampled("name", NAMES[:1], NAMES)
def test_a_defect_of_state_alone(name: str) -> None:
    """It has the same findings at any seed, and none that another of its group is found by."""
    outcomes = [planned_walks(STATEFUL_DEFECTS[name].plan, seed) for seed in SEEDS]
    (group,) = (each for each in TOGETHER if name in each)
    others = {due(other) for other in group if other != name}
    for outcome in outcomes:
        assert due(name) in found_by(outcome), outcome.lines
        assert not found_by(outcome) & others
        assert {each.phase for each in outcome.findings} == {"stateful"}
        assert {each.id for each in outcome.findings} == {each.id for each in outcomes[0].findings}


@pytest.mark.sampled("seed", [0], range(10))
def test_nothing_is_found_where_nothing_is_planted(seed: int) -> None:
    outcome = planned_walks({}, seed)
    assert outcome.lines == []
    assert not outcome.stopped
    assert outcome.stats.requests <= 1_500
    assert outcome.stats.cases["stateful"] >= 100


@pytest.mark.long
def test_the_calls_before_a_finding_are_few() -> None:
    defect = STATEFUL_DEFECTS["delete-does-nothing"]
    outcome = run(planted(defect.plan), phases=("stateful",), max_examples=0)
    first = next(each for each in outcome.findings if each.check == "not_removed")
    called = [each.operation for each in (*first.before, first.exchange)]
    assert called == [
        "CreateBackend", "CreateBackendStorage", "DeleteBackendStorage", "GetBackendStorage",
    ]  # fmt: skip
