"""The reports of a passive run, and its baseline."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.exceptions import BadUsage
from shapeproof.plugin.passive.ledger import Ledger, total
from shapeproof.plugin.passive.settings import Settings
from shapeproof.report.files import OutputFile
from shapeproof.report.interface import ReportContext
from shapeproof.report.passive import PassiveLines
from shapeproof.report.registry import RENDERERS, open_outputs
from shapeproof.run.passive import CHECK_NAMES
from shapeproof.run.starting import now


class PassiveReports:
    """Writes what is asked for: JSON Lines while the tests run, all else at their end."""

    def __init__(self, settings: Settings) -> None:
        """Open the files. Raises pytest.UsageError where that cannot be done."""
        self._settings = settings
        self._started = now()
        try:
            outputs = open_outputs(settings.reports, "--shapeproof-report")
            self._lines = [
                PassiveLines(each, self._started) for form, each in outputs if form == "jsonl"
            ]
        except BadUsage as error:
            raise pytest.UsageError(str(error)) from None
        self._documents: list[tuple[str, OutputFile]] = [
            (form, each) for form, each in outputs if form != "jsonl"
        ]

    def seen(self, seen: dict[str, Any]) -> None:
        """Write what was seen as lines."""
        for entry in seen["findings"]:
            for each in self._lines:
                each.finding(entry["record"])

    def finish(self, ledger: Ledger, seconds: float) -> None:
        """Write the rest, and the baseline. Raises pytest.UsageError where that cannot be done."""
        settings = self._settings
        coverage = total(ledger.coverage()) if settings.coverage else {}
        report = ledger.records.report(self._started, seconds, settings.severity, coverage)
        context = ReportContext(fail_on=settings.severity, known=settings.baseline.ids)
        try:
            for each in self._lines:
                each.finish(report)
            for form, output in self._documents:
                output.write(RENDERERS[form](report, context))
            settings.baseline.update(report, CHECK_NAMES)
        except BadUsage as error:
            raise pytest.UsageError(str(error)) from None
