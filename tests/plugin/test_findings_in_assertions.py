"""Findings in a user's assertions: one line each, without any option of the plugin."""

from __future__ import annotations

import pytest

import shapeproof.plugin.assertions
import shapeproof.run.checking  # imported once, or each inner run imports it again

from .suite_projects import IN_ORDER

USED = (shapeproof.plugin.assertions, shapeproof.run.checking)
HEAD = """
import shapeproof

def found(number=1, **more):
    tags = {str(index): 5 for index in range(number)}
    return shapeproof.check_request("logs", "CreateLogGroup",
                                    {"logGroupName": "g", "tags": tags, **more})
"""
LINE = "E * error request_schema logs.CreateLogGroup request /tags/?*: expected a string, got a *"


def _shown(pytester: pytest.Pytester, assertion: str, *arguments: str) -> list[str]:
    pytester.makepyfile(test_it=f"{HEAD}\ndef test_it():\n    {assertion}\n")
    result = pytester.runpytest_inprocess(*IN_ORDER, *arguments)
    result.assert_outcomes(failed=1)
    return [each for each in result.stdout.lines if each.startswith("E ")]


@pytest.mark.parametrize(
    "assertion, title",
    [
        ("assert not found()", "E       assert not [[]1 finding: request_schema logs.*"),
        ("assert found() == []", "E       assert 1 finding, none expected"),
        ("assert [] == found()", "E       assert 1 finding, none expected"),
        ("assert [*found()] == []", "E       assert 1 finding, none expected"),
        ("assert len(found()) == 0", "E       assert 1 == 0"),
        ('assert not found(), "wrong"', "E       AssertionError: wrong"),
    ],
)
def test_each_finding_has_a_line(pytester: pytest.Pytester, assertion: str, title: str) -> None:
    lines = _shown(pytester, assertion)

    matcher = pytest.LineMatcher(lines)
    matcher.fnmatch_lines([title, LINE.replace("E * ", "E*")])
    assert len([each for each in lines if "error request_schema" in each]) == 1
    assert len(lines) <= 5


@pytest.mark.parametrize("assertion", ["assert not found(30)", "assert found(30) == []"])
@pytest.mark.parametrize("verbosity", ["-q", "-vv"])
def test_of_many_there_are_ten_and_a_count(
    pytester: pytest.Pytester, assertion: str, verbosity: str
) -> None:
    lines = _shown(pytester, assertion, verbosity)

    assert len([each for each in lines if "error request_schema" in each]) == 10
    assert lines[-1].split()[1:] == ["and", "20", "more"]
    assert len(lines) < 16


def test_two_lists_of_findings(pytester: pytest.Pytester) -> None:
    lines = _shown(pytester, "assert found() == found(2)")

    assert [each.split(":")[0].split()[1] for each in lines] == [
        "assert", "error", "expected", "error", "error",
    ]  # fmt: skip


def test_other_assertions_are_left_alone(pytester: pytest.Pytester) -> None:
    assert _shown(pytester, "found(); repr(found()); assert 1 == 2") == ["E       assert 1 == 2"]
