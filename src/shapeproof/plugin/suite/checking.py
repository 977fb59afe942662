"""The outcome of a suite's item: it passes, fails, is expected to fail, or is skipped.

An item fails for a finding at or above the threshold that is not known. A known finding is an
expected failure. Findings below the threshold are shown in a section of the test's report. The
items of an operation that was not checked completely are skipped, except those with findings; if
nothing else would fail, one item fails. A target that cannot be reached fails the first item that
needs it; the others are skipped.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, NoReturn

import pytest

from shapeproof.exceptions import ShapeproofError
from shapeproof.plugin.suite.runs import SuiteRuns
from shapeproof.plugin.suite.settings import SuiteItem, SuiteOptions, settings_of
from shapeproof.report.document import FindingRecord
from shapeproof.report.interface import DEFAULT_BASE_URL, ReportContext
from shapeproof.report.summary import fails, severity_of
from shapeproof.report.terminal import MAX_FINDINGS, print_findings
from shapeproof.report.text import counted, shown


def in_full(
    findings: Sequence[FindingRecord], options: SuiteOptions, context: ReportContext
) -> str:
    """Findings as in the report of a run, the first of them where there are very many."""
    stream = io.StringIO()
    first = findings[0]
    service, operation = first["service"], first["operation"]
    whole = f"shapeproof {options.target.kind} {service} --operation {operation} --report json=PATH"
    print_findings(findings[:MAX_FINDINGS], context, stream, whole)
    more = len(findings) - MAX_FINDINGS
    tail = f"\n\n{counted(more, 'more finding')}" if more > 0 else ""
    return stream.getvalue().strip("\n") + tail


def in_a_line(findings: Sequence[FindingRecord]) -> str:
    """The first finding's message, and how many more there are."""
    more = len(findings) - 1
    return shown(findings[0]["message"]) + (f" (and {more:,} more)" if more else "")


SECTION = "shapeproof"
_RUNS = pytest.StashKey[dict[tuple[int, str], SuiteRuns]]()
NOTHING: Any = object()
"""The value of no fixture."""


def check(
    item: pytest.Item, options: SuiteOptions, wanted: SuiteItem, place: str, given: Any = NOTHING
) -> None:
    """Judge one item. ``place`` distinguishes suites with the same options.

    ``given`` is the value of the user's fixture. Raises what pytest takes as the outcome.
    """
    judged, problem = None, ""
    try:
        runs = _runs_of(item.config, options, place, remembers=given is NOTHING)
        if runs.broken is None:
            judged = _Judged(runs, wanted, given)
    except ShapeproofError as error:
        problem = str(error)
    # Not in the handler, where pytest would show the exception as well.
    if problem:
        pytest.fail(problem, pytrace=False)
    if judged is None:
        pytest.skip(str(runs.broken))
    judged.conclude(item)


def _runs_of(
    config: pytest.Config, options: SuiteOptions, place: str, *, remembers: bool
) -> SuiteRuns:
    all_runs = config.stash.setdefault(_RUNS, {})
    key = (id(options), place)
    if key not in all_runs:
        all_runs[key] = SuiteRuns(options, settings_of(config), remembers)
    return all_runs[key]


class _Judged:
    """An item's findings, by their effect on it."""

    def __init__(self, runs: SuiteRuns, wanted: SuiteItem, given: Any) -> None:
        self._options, self._wanted = runs.options, wanted
        self._context = runs.context(DEFAULT_BASE_URL)
        findings = runs.findings(wanted.operation, wanted.family, given)
        self._failing = [each for each in findings if self._fails(each)]
        self._known = [each for each in findings if self._is_expected(each)]
        self._not_failing = [each for each in findings if each not in self._failing]
        self._report = runs.of(wanted.operation, given)

    def _fails(self, finding: FindingRecord) -> bool:
        return fails(finding, self._context.fail_on)

    def _is_expected(self, finding: FindingRecord) -> bool:
        return finding["known"] and severity_of(finding) >= self._context.fail_on

    def conclude(self, item: pytest.Item) -> None:
        """Raise what pytest takes as the outcome; nothing where the item has passed."""
        if self._not_failing:
            item.add_report_section("call", SECTION, self._text(self._not_failing) + "\n")
        if self._failing:
            pytest.fail(self._text(self._failing), pytrace=False)
        if self._known:
            pytest.xfail(f"known: {in_a_line(self._known)}")
        left = self._report.left.get(self._wanted.family)
        if left is not None:
            self._unchecked(str(left), alone=left.kind.fails)

    def _unchecked(self, reason: str, *, alone: bool) -> NoReturn:
        found = self._report.findings
        is_reported = any(self._fails(each) or self._is_expected(each) for each in found)
        reports = self._wanted.family == self._options.target.reporter and not self._not_failing
        if alone and reports and not is_reported:
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)

    def _text(self, findings: list[FindingRecord]) -> str:
        return in_full(findings, self._options, self._context)
