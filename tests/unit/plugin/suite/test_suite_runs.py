"""Each finding of a suite is reported exactly once, whichever run has found it."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.exceptions import UnreachableTarget
from shapeproof.exchange import Finding
from shapeproof.exchange.events import Event
from shapeproof.plugin.suite.runs import SuiteRuns
from shapeproof.plugin.suite.settings import SuiteSettings
from shapeproof.targets.passive import is_suppressed

from .suite_samples import ONE, OTHER, THIRD, Script, ScriptedTarget, finding, scripted_suite

GIVEN = object()
GONE = UnreachableTarget("http://127.0.0.1:1", "nothing listens there")


def runs_of(target: ScriptedTarget, remembers: bool = True, **more: tuple[str, ...]) -> SuiteRuns:
    return SuiteRuns(scripted_suite(target, **more), SuiteSettings(), remembers)


def reported(runs: SuiteRuns, *operations: str) -> list[tuple[str, str, str]]:
    """By which item each finding is reported: operation, family, whose finding it is."""
    return [
        (operation, family, each["operation"])
        for operation in operations
        for family in runs.options.families
        for each in runs.findings(operation, family, GIVEN)
    ]


def test_an_operation_is_run_once_when_it_is_asked_for() -> None:
    target = ScriptedTarget({ONE: Script((finding(), finding(check="response_schema")))})
    runs = runs_of(target)

    assert target.begun == []
    assert reported(runs, ONE) == [(ONE, "status", ONE), (ONE, "response_schema", ONE)]
    assert reported(runs, ONE, OTHER) == [(ONE, "status", ONE), (ONE, "response_schema", ONE)]
    assert target.begun == [ONE, OTHER]
    assert target.given == [GIVEN, GIVEN]


STRAY = finding(OTHER)


@pytest.mark.parametrize(
    ("scripts", "operations", "expected"),
    [
        # What the other operation's own run finds as well is left to it.
        ({ONE: (STRAY,), OTHER: (STRAY,)}, (ONE, OTHER, THIRD), [(OTHER, "status", OTHER)]),
        # What it does not find is reported by the run that has it.
        ({ONE: (STRAY,)}, (ONE, OTHER, THIRD), [(ONE, "status", OTHER)]),
        # By the first of several.
        ({ONE: (STRAY,), THIRD: (STRAY,)}, (ONE, OTHER, THIRD), [(ONE, "status", OTHER)]),
        # An operation that is not part of the suite has no items of its own.
        ({ONE: (STRAY,), OTHER: (STRAY,)}, (ONE, THIRD), [(ONE, "status", OTHER)]),
        # Two findings of one family, one of them left to the other.
        (
            {ONE: (STRAY, finding(ONE)), OTHER: (STRAY,)},
            (ONE, OTHER),
            [(ONE, "status", ONE), (OTHER, "status", OTHER)],
        ),
    ],
)
@pytest.mark.parametrize("backwards", [False, True])
def test_a_finding_about_another_operation_is_told_once(
    scripts: dict[str, tuple[Finding, ...]],
    operations: tuple[str, ...],
    expected: list[tuple[str, str, str]],
    backwards: bool,
) -> None:
    target = ScriptedTarget({name: Script(found) for name, found in scripts.items()})
    order = operations[::-1] if backwards else operations

    seen = reported(runs_of(target, operations=operations), *order)

    by_first = {(THIRD, "status", OTHER) if backwards and THIRD in scripts else expected[0]}
    assert sorted(seen) == sorted([*by_first, *expected[1:]])
    assert len(target.begun) == len(set(target.begun))


def test_a_finding_of_no_family_of_the_suite_is_told_all_the_same() -> None:
    target = ScriptedTarget({ONE: Script((finding(check="lost_write"),))})

    assert reported(runs_of(target), ONE) == [(ONE, "not_reached", ONE)]


def test_what_cannot_be_reached_is_remembered_where_the_target_stays_the_same() -> None:
    runs = runs_of(ScriptedTarget({ONE: GONE}))

    with pytest.raises(UnreachableTarget):
        runs.of(ONE, GIVEN)

    assert runs.broken == GONE


def test_what_a_fixture_gives_is_tried_anew() -> None:
    target = ScriptedTarget({ONE: GONE})
    runs = runs_of(target, remembers=False)

    for _ in range(2):
        with pytest.raises(UnreachableTarget):
            runs.of(ONE, GIVEN)

    assert runs.broken is None
    assert target.begun == [ONE, ONE]


def test_an_interrupt_ends_the_session_and_not_only_the_run() -> None:
    runs = runs_of(ScriptedTarget({ONE: Script(stopped="interrupted")}))

    with pytest.raises(KeyboardInterrupt):
        runs.of(ONE, GIVEN)


def test_calls_are_suppressed_while_the_suite_runs() -> None:
    heard: list[bool] = []

    class Listening(Script):
        def events(self, operation: str, phases: tuple[str, ...]) -> Any:
            event: Event
            for event in super().events(operation, phases):
                heard.append(is_suppressed())
                yield event

    SuiteRuns(scripted_suite(ScriptedTarget({ONE: Listening()})), SuiteSettings(), True).of(
        ONE, None
    )

    assert set(heard) == {True}
    assert not is_suppressed()
