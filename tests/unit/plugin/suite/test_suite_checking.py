"""What becomes of an item, by what the run of its operation has shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from shapeproof.exceptions import BadUsage, ShapeproofError, UnreachableTarget
from shapeproof.exchange import Finding, Severity
from shapeproof.plugin.suite import checking
from shapeproof.plugin.suite.settings import SuiteItem, SuiteSettings

from .suite_samples import FAMILIES, ONE, OTHER, Script, ScriptedTarget, finding, scripted_suite

GONE = UnreachableTarget("http://127.0.0.1:1", "nothing listens there")
GAVE_UP = "3 requests were not answered in time"


@dataclass
class Config:
    stash: pytest.Stash = field(default_factory=pytest.Stash)


@dataclass
class Item:
    """As much of an item as is needed."""

    config: Config = field(default_factory=Config)
    sections: list[tuple[str, str, str]] = field(default_factory=list)

    def add_report_section(self, *section: str) -> None:
        self.sections.append(section)  # type: ignore[arg-type]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    given: dict[str, Any] = {}
    monkeypatch.setattr(checking, "settings_of", lambda _config: SuiteSettings(**given))
    return given


def outcome(
    script: Script | ShapeproofError, family: str = "status", item: Item | None = None, **more: Any
) -> tuple[str, str]:
    """The outcome of one item, and what is said."""
    suite = scripted_suite(ScriptedTarget({ONE: script}), **more)
    return judged(suite, family, item or Item())


def judged(suite: Any, family: str, item: Item, operation: str = ONE) -> tuple[str, str]:
    try:
        checking.check(item, suite, SuiteItem(operation, family), "here")  # type: ignore[arg-type]
    except pytest.skip.Exception as skipped:
        return "skipped", str(skipped)
    except pytest.xfail.Exception as expected:
        return "xfailed", str(expected)
    except pytest.fail.Exception as failed:
        return "failed" if not failed.pytrace else "failed with a traceback", str(failed)
    return "passed", ""


WARNING = finding(severity=Severity.WARNING)


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (Script(), "passed passed passed passed"),
        (Script((finding(),)), "failed passed passed passed"),
        (Script((WARNING,)), "passed passed passed passed"),
        # Not reached: one item fails, nothing is said to conform.
        (
            Script((finding(check="not_reached"),), reached=False, reason="no"),
            "skipped skipped skipped failed",
        ),
        (Script(reached=False, reason="no"), "skipped skipped skipped failed"),
        # The target does not have it: nothing is wrong, and nothing passes.
        (
            Script(reached=False, reason="lacking", available=False),
            "skipped skipped skipped skipped",
        ),
        # The finding says how much it weighs.
        (
            Script((finding(check="not_reached", severity=Severity.WARNING),), reached=False),
            "skipped skipped skipped skipped",
        ),
        # Cut short: what was found fails; where nothing was, one item does.
        (Script((finding(),), stopped=GAVE_UP), "failed skipped skipped skipped"),
        (Script((WARNING,), stopped=GAVE_UP), "skipped skipped skipped failed"),
        (Script(stopped=GAVE_UP), "skipped skipped skipped failed"),
        (Script(reason="given up"), "skipped skipped skipped failed"),
        # One family only.
        (Script(reason="no pages"), "passed passed skipped passed"),
    ],
)
def test_the_items_of_an_operation(script: Script, expected: str) -> None:
    suite, item = scripted_suite(ScriptedTarget({ONE: script})), Item()

    found = [judged(suite, each, item)[0] for each in FAMILIES]

    assert found == expected.split()


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(
    ("outcomes", "found", "expected"),
    [
        (("accepted", "refused"), (), "passed passed passed passed"),
        (("refused", "refused"), (), "skipped skipped skipped failed"),
        (("not run",), (), "skipped skipped skipped skipped"),
        ((), (), "skipped skipped skipped skipped"),
        (("refused",), (finding(),), "failed passed passed passed"),
    ],
)
def test_without_the_coverage_phase_the_cases_tell_what_was_checked(
    outcomes: tuple[str, ...], found: tuple[Finding, ...], expected: str
) -> None:
    script = Script(found, outcomes=outcomes)
    suite, item = scripted_suite(ScriptedTarget({ONE: script}), phases=("stateful",)), Item()

    assert [judged(suite, each, item)[0] for each in FAMILIES] == expected.split()


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(
    ("script", "said"),
    [
        (Script(reached=False, reason="set-up fails"), f"{ONE} was not checked: set-up fails"),
        (Script(reached=False), f"{ONE} was not checked: no call has succeeded"),
        (Script(stopped=GAVE_UP), f"{ONE} was not finished: {GAVE_UP}"),
        (Script(reason="no pages"), "no pages"),
    ],
)
def test_the_reason_of_a_skipped_item(script: Script, said: str) -> None:
    assert outcome(script, "pages") == ("skipped", said)


@pytest.mark.usefixtures("settings")
def test_the_text_of_a_failure() -> None:
    found = (finding(), finding(where="response header x", message="and here\x1b[31m"), WARNING)
    item = Item()

    how, text = outcome(Script(found), item=item)

    assert how == "failed"
    assert text.splitlines() == [
        f"ERROR  status  {ONE}  response header x",
        r"  and here\x1b[31m",
        "  expected this",
        "  actual   that",
        "  request  GET /here",
        "  curl     curl -sS -i --path-as-is http://127.0.0.1:5000/here",
        "",
        f"ERROR  status  {ONE}  response status  (2 times)",
        f"  {ONE} is wrong",
        "  expected this",
        "  actual   that",
        "  request  GET /here",
        "  curl     curl -sS -i --path-as-is http://127.0.0.1:5000/here",
    ]


@pytest.mark.usefixtures("settings")
def test_very_many_findings_are_counted() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    places = [f"response body /{one}{other}" for one in letters for other in letters][:45]
    found = tuple(finding(where=place) for place in places)

    _, text = outcome(Script(found))

    assert text.count("ERROR") == 40
    assert text.endswith("\n\n5 more findings")


@pytest.mark.usefixtures("settings")
def test_what_is_below_the_threshold_stands_beside_the_test() -> None:
    item = Item()

    assert outcome(Script((WARNING,)), item=item) == ("passed", "")

    ((when, key, text),) = item.sections
    assert (when, key) == ("call", "shapeproof")
    assert text.startswith(f"WARNING  status  {ONE}  response status\n  {ONE} is wrong\n")


@pytest.mark.parametrize(
    ("option", "own", "expected"),
    [
        (Severity.ERROR, None, "passed"),
        (Severity.WARNING, None, "failed"),
        (Severity.WARNING, Severity.ERROR, "passed"),
        (Severity.ERROR, Severity.NOTE, "failed"),
    ],
)
def test_the_threshold(
    settings: dict[str, Any], option: Severity, own: Severity | None, expected: str
) -> None:
    settings["fail_on"] = option

    assert outcome(Script((WARNING,)), fail_on=own)[0] == expected


def test_a_known_finding_is_an_expected_failure(settings: dict[str, Any]) -> None:
    known, new = finding(), finding(where="elsewhere")
    settings["known"] = frozenset({known.id})
    item = Item()

    assert outcome(Script((known,)), item=item) == ("xfailed", f"known: {ONE} is wrong")
    assert "(known)" in item.sections[0][2]
    how, text = outcome(Script((known, new)))
    assert how == "failed"
    assert "elsewhere" in text
    assert "response status" not in text


def test_a_known_finding_tells_of_a_run_that_was_cut_short(settings: dict[str, Any]) -> None:
    settings["known"] = frozenset({finding().id})

    assert outcome(Script((finding(),), stopped=GAVE_UP), "not_reached")[0] == "skipped"


@pytest.mark.usefixtures("settings")
def test_a_target_that_is_not_there_fails_one_item() -> None:
    suite, item = scripted_suite(ScriptedTarget({ONE: GONE, OTHER: GONE})), Item()

    assert judged(suite, "status", item) == ("failed", str(GONE))
    assert judged(suite, "pages", item) == ("skipped", str(GONE))
    assert judged(suite, "status", item, OTHER) == ("skipped", str(GONE))


def test_a_baseline_that_cannot_be_read_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_config: Any) -> SuiteSettings:
        raise BadUsage("known.json", "not JSON")

    monkeypatch.setattr(checking, "settings_of", broken)

    assert outcome(Script()) == ("failed", "known.json: not JSON")
