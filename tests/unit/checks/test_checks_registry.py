"""The registry: built-in checks, and checks of other packages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from shapeproof.checks import registry
from shapeproof.checks.built_in import BUILT_IN
from shapeproof.checks.interface import Observation, Subject
from shapeproof.checks.registry import Registry
from shapeproof.exceptions import BadUsage, ShapeproofError, UnknownService
from shapeproof.exchange import Finding, FindingTexts, Severity

from .check_samples import TOKEN, answer, observe


class Sample:
    name = "sample"
    judges = Subject.ANSWER
    severity = Severity.NOTE

    def check(self, seen: Observation) -> Iterator[Finding]:
        yield seen.finding(self.name, self.severity, "response", "any", FindingTexts.of("m"))


class Failing(Sample):
    def check(self, seen: Observation) -> Iterator[Finding]:
        raise ZeroDivisionError("no\nreason")


class Refusing(Sample):
    def check(self, seen: Observation) -> Iterator[Finding]:
        raise UnknownService("x")


def changed(**attributes: Any) -> Any:
    return type("Changed", (Sample,), attributes)()


SEEN = observe("GetToken", answer(TOKEN))


def test_every_name_is_in_one_list() -> None:
    lists = (
        registry.server_check_names(),
        registry.client_check_names(),
        Registry().names(Subject.PARSED_CALL),
    )
    names = [name for each in lists for name in each]
    assert len(set(names)) == len(names)
    assert set(names) == {each.name for each in BUILT_IN}
    assert set(registry.lifecycle_check_names()) <= set(registry.server_check_names())


def test_every_check_has_a_severity_and_a_subject() -> None:
    assert all(isinstance(each.severity, Severity) for each in BUILT_IN)
    assert all(isinstance(each.judges, Subject) for each in BUILT_IN)


def test_an_added_check_comes_last() -> None:
    checks = Registry()
    checks.register(Sample())
    assert [each.name for each in checks.checks(Subject.ANSWER)][-1] == "sample"
    assert checks.names(Subject.ANSWER)[-1] == "sample"
    assert [each.name for each in checks.added(Subject.ANSWER)] == ["sample"]
    assert checks.added(Subject.CLIENT_CALL) == ()
    (check,) = checks.added(Subject.ANSWER)
    assert [each.check for each in check.check(SEEN)] == ["sample"]


def test_an_added_check_is_not_asked_where_there_is_no_answer() -> None:
    checks = Registry()
    checks.register(Failing())
    (check,) = checks.added(Subject.ANSWER)
    assert list(check.check(observe("GetToken", None, failure="reset"))) == []


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        (changed(name="status"), "check 'status' of p 1.0: there is a check of that name already"),
        (changed(name=""), "it has no name"),
        (changed(name=3), "it has no name"),
        (object(), "it has no name"),
        (
            changed(judges="answer of mine"),
            "'judges' must be Subject.ANSWER or Subject.CLIENT_CALL",
        ),
        (changed(judges=Subject.CASE), "'judges' must be Subject.ANSWER or Subject.CLIENT_CALL"),
        (changed(severity="error"), "its 'severity' must be a Severity"),
        (changed(check=None), "it has no method 'check'"),
    ],
)
def test_what_is_no_check_is_refused(check: Any, reason: str) -> None:
    checks = Registry()
    with pytest.raises(BadUsage, match=re.escape(reason)):
        checks.register(check, "p 1.0")
    assert checks.added(Subject.ANSWER) == ()


def test_the_same_name_twice_is_refused() -> None:
    checks = Registry()
    checks.register(Sample())
    with pytest.raises(BadUsage, match="a check of that name already"):
        checks.register(Sample())


def test_a_check_that_fails_is_one_line_that_names_its_package() -> None:
    checks = Registry()
    checks.register(Failing(), "bad-checks 1.0")
    (check,) = checks.added(Subject.ANSWER)
    with pytest.raises(BadUsage) as raised:
        list(check.check(SEEN))
    assert str(raised.value) == (
        "check 'sample' of bad-checks 1.0: it failed: ZeroDivisionError: no reason; "
        "fix or uninstall that package"
    )


def test_errors_of_shapeproof_pass_through() -> None:
    checks = Registry()
    checks.register(Refusing())
    (check,) = checks.added(Subject.ANSWER)
    with pytest.raises(UnknownService):
        list(check.check(SEEN))


# --- Entry points


def entry_points_are(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    points = [EntryPoint(name, value, registry.GROUP) for name, value in values.items()]
    monkeypatch.setattr(registry, "entry_points", lambda group: points)


def test_entry_points_name_classes_or_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    entry_points_are(monkeypatch, one=f"{__name__}:Sample", other=f"{__name__}:OTHER")
    names = Registry().names(Subject.ANSWER)
    assert names[-2:] == ("sample", "other")


OTHER = changed(name="other")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("no_such_module:Check", "it cannot be loaded: ModuleNotFoundError"),
        (f"{__name__}:NoSuchCheck", "it cannot be loaded: AttributeError"),
        (f"{__name__}:SEEN", "it has no name"),
    ],
)
def test_a_broken_entry_point_is_an_error_each_time(
    monkeypatch: pytest.MonkeyPatch, value: str, reason: str
) -> None:
    entry_points_are(monkeypatch, a=f"{__name__}:Sample", b=value)
    checks = Registry()
    for _ in range(2):
        with pytest.raises(ShapeproofError, match=reason):
            checks.names(Subject.ANSWER)


def test_entry_points_are_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    entry_points_are(monkeypatch, a=f"{__name__}:Sample")
    checks = Registry()
    assert checks.added(Subject.ANSWER) == checks.added(Subject.ANSWER)
    assert len(checks.added(Subject.ANSWER)) == 1
