"""The reports of a passive run, and its baseline."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from shapeproof.exceptions import BadUsage
from shapeproof.plugin.passive.session_totals import SessionTotals
from shapeproof.plugin.passive.settings import PassiveSettings
from shapeproof.report.document import Report
from shapeproof.report.har.calls import CallArchive
from shapeproof.report.interface import ReportContext
from shapeproof.report.passive import PassiveLines
from shapeproof.report.registry import document_format, open_outputs, require_unread
from shapeproof.report.text import counted
from shapeproof.run.passive import check_names
from shapeproof.run.plan import now


class PassiveReports:
    """Writes the requested reports: JSON Lines while the tests run, others at their end."""

    def __init__(self, settings: PassiveSettings) -> None:
        """Open the files. Raises pytest.UsageError if that fails."""
        self.unwritten: list[str] = []
        self.baseline_line = ""
        self._settings = settings
        self._started = now()
        try:
            outputs = open_outputs(settings.reports, "--shapeproof-report")
            if (known := settings.baseline.file) is not None:
                for _, each in outputs:
                    require_unread(each.spec, each.path, [("--shapeproof-baseline", known)])
            self._lines = [
                PassiveLines(each, self._started) for form, each in outputs if form == "jsonl"
            ]
            self._archives = [CallArchive(each) for form, each in outputs if form == "har"]
            self._documents = [
                (document_format(form, each.spec), each)
                for form, each in outputs
                if form not in ("jsonl", "har")
            ]
        except BadUsage as error:
            raise pytest.UsageError(str(error)) from None

    def seen(self, seen: dict[str, Any]) -> None:
        """Write findings as lines, and messages into archives."""
        for exchange in seen.get("exchanges", ()):
            for archive in self._archives:
                self._trying(partial(archive.add, exchange))
        for entry in seen["findings"]:
            for each in self._lines:
                self._trying(partial(each.finding, entry["record"]))

    def finish(
        self, totals: SessionTotals, seconds: float, *, whole: bool, all_tests: bool
    ) -> None:
        """Write the rest, and the baseline; ``unwritten`` lists what cannot be written.

        ``whole`` says that the run was not cut short, ``all_tests`` that no test was left out:
        otherwise the baseline keeps all its findings.
        """
        settings = self._settings
        coverage = totals.coverage.total if settings.coverage else {}
        report = totals.records.report(
            self._started, seconds, settings.severity, coverage, complete=whole
        )
        report["checks"] = list(check_names())
        context = ReportContext(
            fail_on=settings.severity, known=settings.baseline.ids, checks=check_names()
        )
        for each in self._lines:
            self._trying(partial(each.finish, report))
        for archive in self._archives:
            self._trying(archive.finish)
        for form, output in self._documents:
            text = form.render(report, context)
            self._trying(partial(output.write, text))
        checks = check_names() if whole and all_tests else ()
        self._trying(partial(self._update, report, checks))

    def _update(self, report: Report, checks: tuple[str, ...]) -> None:
        baseline = self._settings.baseline
        baseline.update(report, checks)
        if baseline.to_update:
            found = counted(len(report["findings"]), "finding")
            self.baseline_line = f"{baseline.path}: {found} of this run written"

    def _trying(self, write: Callable[[], object]) -> None:
        try:
            write()
        except BadUsage as error:
            if str(error) not in self.unwritten:
                self.unwritten.append(str(error))
