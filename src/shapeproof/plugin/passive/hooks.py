"""The hooks of passive mode."""

from __future__ import annotations

import traceback
from collections.abc import Generator
from time import monotonic
from typing import Any

import pytest

from shapeproof.plugin.passive.output import failure_of, finding_lines, write_summary
from shapeproof.plugin.passive.recorder import ATTRIBUTE, CallRecords, Recorder
from shapeproof.plugin.passive.reports import PassiveReports
from shapeproof.plugin.passive.session_totals import SessionTotals, percent, total
from shapeproof.plugin.passive.settings import PassiveSettings, TestMarks, complaint
from shapeproof.report.summary import severity_of
from shapeproof.targets.passive import Tap

_WHOLE = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)


class PassivePlugin:
    """Gives what was seen to the tests it was seen in, and adds it up."""

    def __init__(
        self, settings: PassiveSettings, recorder: Recorder, tap: Tap, *, worker: bool
    ) -> None:
        self._settings = settings
        self._recorder = recorder
        self._tap = tap
        self._worker = worker
        self._from_setup = self._outside = CallRecords()
        self.ledger = SessionTotals()
        self._reports = None if worker else PassiveReports(settings)
        self._began = monotonic()
        self._slips: list[str] = []
        self._deselected = False

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """What was seen before the test, while modules were imported, is nobody's."""
        self._keep(self._recorder.take(""))
        self._recorder.judge.forget()
        return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Fail a test whose marks cannot be read."""
        wrong = complaint(item)
        if wrong is not None:
            pytest.fail(wrong, pytrace=False)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Give the report of a part of a test what was seen in it; fail it where that is due."""
        report = yield
        try:
            self._finish(item, report)
        except Exception as slip:  # a defect of ours must not end the user's run
            self._slips.append(_told(slip))
        return report

    def _finish(self, item: pytest.Item, report: pytest.TestReport) -> None:
        seen = self._recorder.take(item.nodeid)
        if report.when == "setup" and report.passed:
            # The body shall run: what its fixtures have shown is told with it.
            self._from_setup = seen
            return
        if report.when == "call":
            seen, self._from_setup = self._from_setup.and_then(seen), CallRecords()
        if seen.anything:
            self._tell(item, report, seen)

    def _tell(self, item: pytest.Item, report: pytest.TestReport, seen: CallRecords) -> None:
        wishes = TestMarks.of(item, self._settings.severity)
        wanted = [each for each in seen.findings if not wishes.ignores(each["record"])]
        grave = [
            each
            for each in wanted
            if not each["record"]["known"] and severity_of(each["record"]) >= wishes.severity
        ]
        expected_to_fail = hasattr(report, "wasxfail")
        failed: list[dict[str, Any]] = []
        if self._settings.failing and grave and report.passed and not expected_to_fail:
            report.outcome = "failed"
            report.longrepr = failure_of(grave, item.nodeid)
            failed, grave = grave, [each for each in wanted if each not in grave]
        if grave:
            lines = [line for each in grave for line in (*finding_lines(each), "")]
            report.sections.append(("shapeproof", "\n".join(lines)))
        shown = [each["record"]["id"] for each in failed]
        seen = CallRecords(wanted, seen.calls, seen.coverage, shown)
        setattr(report, ATTRIBUTE, seen.plain())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up what a report carries, in the process that all reports come to."""
        seen = getattr(report, ATTRIBUTE, None)
        if seen and not self._worker:
            self._add(seen)

    def _keep(self, seen: CallRecords) -> None:
        """What was seen outside of tests; a process of pytest-xdist hands it over at its end."""
        if self._worker:
            self._outside = self._outside.and_then(seen)
        elif seen.anything:
            self._add(seen.plain())

    def _add(self, seen: dict[str, Any]) -> None:
        self.ledger.add(seen)
        if self._reports is not None:
            self._reports.seen(seen)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add up what a process of pytest-xdist saw outside of its tests."""
        left = getattr(node, "workeroutput", {}).get(ATTRIBUTE)
        if left:
            self._add(left["seen"])
            self._slips += left["slips"]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Listen no more; write the reports."""
        self._tap.close()
        self._slips += [_told(each) for each in self._tap.slips]
        self._slips += [_unused(each) for each in self._recorder.judge.contracts.problems]
        self._keep(self._from_setup.and_then(self._recorder.take("")))
        if self._reports is None:
            output = getattr(session.config, "workeroutput", {})
            output[ATTRIBUTE] = {"seen": self._outside.plain(), "slips": self._slips}
            return
        whole = session.exitstatus in _WHOLE and not (session.shouldstop or session.shouldfail)
        seconds = monotonic() - self._began
        self._reports.finish(self.ledger, seconds, whole=whole, all_tests=not self._deselected)
        if self._reports.unwritten and session.exitstatus in _WHOLE:
            session.exitstatus = pytest.ExitCode.USAGE_ERROR
        if self._is_below() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        """Some tests are left out: what they know is not forgotten."""
        self._deselected = self._deselected or bool(items)

    def _is_below(self) -> bool:
        """Whether less of the contracts was exercised than was asked for."""
        due = self._settings.fail_under
        return due is not None and percent(total(self.ledger.coverage())) < due

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell what was found and covered."""
        assert self._reports is not None
        problems = [*self._slips, *self._reports.unwritten]
        write_summary(terminalreporter, self.ledger, self._settings, problems)
        if self._reports.baseline_line:
            terminalreporter.line(self._reports.baseline_line)


def _told(slip: Exception) -> str:
    last = traceback.extract_tb(slip.__traceback__)[-1]
    where = f"{last.filename}:{last.lineno}"
    return f"not judged, a defect of shapeproof: {type(slip).__name__}: {slip} ({where})"


def _unused(problem: str) -> str:
    return f"not used: {problem}"
