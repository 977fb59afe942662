"""The hooks of passive mode."""

from __future__ import annotations

import sys
from collections.abc import Generator
from importlib import import_module
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest

from shapeproof.plugin.passive.output import failure_of, finding_lines
from shapeproof.plugin.passive.problems import Problems
from shapeproof.plugin.passive.recorder import ATTRIBUTE, CallRecords, Recorder
from shapeproof.plugin.passive.reports import PassiveReports
from shapeproof.plugin.passive.session_totals import LIBRARIES, WATCHED, SessionTotals
from shapeproof.plugin.passive.settings import PassiveSettings, TestMarks, complaint
from shapeproof.plugin.passive.summary import write_summary
from shapeproof.report.summary import severity_of
from shapeproof.targets.passive import Tap
from shapeproof.targets.passive.interrupts import is_interrupt

if TYPE_CHECKING:
    from shapeproof.plugin.passive.recording import Recording

_WHOLE = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)

_FILES = (".py", ".txt", ".rst", ".md")
"""How the names of files with tests end; whole folders are no choice."""


class PassivePlugin:
    """Assigns recorded calls to tests, and adds them up."""

    def __init__(
        self,
        settings: PassiveSettings,
        recorder: Recorder,
        tap: Tap,
        problems: Problems,
        *,
        worker: bool,
    ) -> None:
        self._settings = settings
        self._recorder = recorder
        self._tap = tap
        self._worker = worker
        self._from_setup = self._outside = CallRecords()
        self.totals = SessionTotals()
        self._reports = None if worker else PassiveReports(settings)
        self._recording = None if worker or recorder.seeds is None else _recording(settings)
        self._began = monotonic()
        self._problems = problems
        self._deselected = False

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self) -> None:
        """Import what explains violations, before a test replaces the functions that read files.

        It reads its documents when it is imported: it would be of no use in the whole session.
        """
        if any(each in sys.modules for each in LIBRARIES):
            import_module("jsonschema")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Calls before the test, while modules were imported, belong to no test."""
        self._keep(self._recorder.take(""))
        self._recorder.begin_test()
        return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Fail a test whose marks cannot be read, unless no test is to fail."""
        wrong = complaint(item)
        if wrong is None:
            return
        if self._settings.failing:
            pytest.fail(wrong, pytrace=False)
        self._problems.add(f"{item.nodeid}: {wrong}")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Attach the calls of a part of a test to its report, and fail it for violations."""
        report = yield
        try:
            self._finish(item, report)
        except BaseException as error:  # of an answer, or a defect: neither ends the user's run
            if is_interrupt(error):
                raise
            self._problems.failed(error)
        return report

    def _finish(self, item: pytest.Item, report: pytest.TestReport) -> None:
        seen = self._recorder.take(item.nodeid)
        if report.when == "setup" and report.passed:
            # The body has to run: calls of its fixtures are reported with it.
            self._from_setup = seen
            return
        if report.when != "setup":  # with --setup-only a test has no body
            seen, self._from_setup = self._from_setup.and_then(seen), CallRecords()
        if seen.anything:
            self._report(item, report, seen)

    def _report(self, item: pytest.Item, report: pytest.TestReport, seen: CallRecords) -> None:
        marks = TestMarks.of(item, self._settings.severity)
        wanted = [each for each in seen.findings if not marks.ignores(each["record"])]
        severe = [
            each
            for each in wanted
            if not each["record"]["known"] and severity_of(each["record"]) >= marks.severity
        ]
        expected_to_fail = hasattr(report, "wasxfail")
        failed: list[dict[str, Any]] = []
        if self._settings.failing and severe and report.passed and not expected_to_fail:
            report.outcome = "failed"
            report.longrepr = failure_of(severe, item.nodeid)
            failed, severe = severe, [each for each in wanted if each not in severe]
        if severe:
            lines = [line for each in severe for line in (*finding_lines(each), "")]
            report.sections.append(("shapeproof", "\n".join(lines)))
        shown = [each["record"]["id"] for each in failed]
        seen = CallRecords(wanted, seen.calls, seen.coverage, shown, seen.unread, seen.exchanges)
        setattr(report, ATTRIBUTE, seen.plain())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up what a report carries, in the process that receives all reports."""
        self.totals.tests_run += report.when == "call"
        seen = getattr(report, ATTRIBUTE, None)
        if seen and not self._worker:
            self._add(seen)

    def _keep(self, seen: CallRecords) -> None:
        """Keep calls outside of tests; a worker of pytest-xdist hands them over at its end."""
        if self._worker:
            self._outside = self._outside.and_then(seen)
        elif seen.anything:
            self._add(seen.plain())

    def _add(self, seen: dict[str, Any]) -> None:
        self.totals.add(seen)
        if self._reports is not None:
            self._reports.seen(seen)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add up the calls that a worker of pytest-xdist saw outside of its tests."""
        left = getattr(node, "workeroutput", {}).get(ATTRIBUTE)
        if left:
            self._add(left["seen"])
            self._problems.add_all(left["problems"])
            self.totals.add_imports(left["imported"])
            if self._recorder.seeds is not None:
                self._recorder.seeds.harvest.add_plain(left["seeds"])

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Stop listening, and write the reports."""
        self._tap.close()
        for each in self._recorder.judge.contracts.problems:
            self._problems.add(f"not used: {each}")
        self._keep(self._from_setup.and_then(self._recorder.take("")))
        if self._reports is None:
            output = getattr(session.config, "workeroutput", {})
            output[ATTRIBUTE] = {
                "seen": self._outside.plain(),
                "problems": self._problems.plain(),
                "imported": [each for each in WATCHED if each in sys.modules],
                "seeds": self._recorder.seeds.harvest.plain() if self._recorder.seeds else {},
            }
            return
        self.totals.add_imports(sys.modules)
        whole = session.exitstatus in _WHOLE and not (session.shouldstop or session.shouldfail)
        seconds = monotonic() - self._began
        all_tests = not self._deselected and not _chooses(session.config)
        self._reports.finish(self.totals, seconds, whole=whole, all_tests=all_tests)
        if self._recording is not None and self._recorder.seeds is not None:
            self._recording.write(self._recorder.seeds.harvest)
            self._reports.unwritten += self._recording.unwritten
        if self._reports.unwritten and session.exitstatus in _WHOLE:
            session.exitstatus = pytest.ExitCode.USAGE_ERROR
        runs = not session.config.getoption("collectonly", False)
        if runs and self._is_below() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        """Some tests are left out: the baseline keeps their findings."""
        self._deselected = self._deselected or bool(items)

    def _is_below(self) -> bool:
        """Whether less of the contracts was exercised than ``--shapeproof-cov-fail-under``."""
        minimum = self._settings.fail_under
        return minimum is not None and self.totals.coverage.percent < minimum

    def pytest_report_header(self) -> str:
        """What is done with the calls of the tests."""
        label = self._settings.severity.label
        outcome = f"{label}s fail the test" if self._settings.failing else "no test fails for them"
        return f"shapeproof: calls of botocore clients are checked, {outcome}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write the summary: findings and coverage."""
        assert self._reports is not None
        problems = [*self._problems.lines(self._reports.unwritten)]
        write_summary(terminalreporter, self.totals, self._settings, problems)
        for line in self._recording.lines if self._recording is not None else ():
            terminalreporter.line(line)
        if self._reports.baseline_line:
            terminalreporter.line(self._reports.baseline_line)


def _recording(settings: PassiveSettings) -> Recording:
    from shapeproof.plugin.passive.recording import Recording

    return Recording.of(settings)


def _chooses(config: pytest.Config) -> bool:
    """Whether the arguments name single files or tests, or options leave out some."""
    left_out = config.getoption("lf", False) or config.getoption("stepwise", False)
    given = map(str, config.invocation_params.args)
    left_out = left_out or any(each.startswith("--ignore") for each in given)
    return left_out or any("::" in each or each.endswith(_FILES) for each in config.args)
