"""The formats ``har`` and ``har-findings``."""

from __future__ import annotations

from dataclasses import dataclass

from shapeproof.report.har.finding_archive import render_har
from shapeproof.report.har.reporter import HarReporter
from shapeproof.report.interface import CollectedRun, DocumentFormat, OutputFile, Reporter


@dataclass(frozen=True)
class HarFormat(DocumentFormat):
    """``har``: every exchange of a run, as it goes; of a report, the exchanges of its findings."""

    def open(self, output: OutputFile, run: CollectedRun) -> Reporter:
        """Open the file. Raises BadUsage if it cannot be written."""
        return HarReporter(output, run)


HAR = HarFormat(render_har)
HAR_FINDINGS = DocumentFormat(render_har)
