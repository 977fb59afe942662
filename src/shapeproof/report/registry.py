"""The formats of ``--report FORMAT=PATH``, and the reporters of a run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from shapeproof.exceptions import BadUsage
from shapeproof.exchange.events import Event
from shapeproof.report.collector import RunReport
from shapeproof.report.document import Report
from shapeproof.report.interface import OutputFile, ReportContext, Reporter
from shapeproof.report.json_report import render_json
from shapeproof.report.jsonl_report import JsonlReporter
from shapeproof.report.junit_report import render_junit
from shapeproof.report.markdown_report import append_step_summary, render_markdown

Renderer = Callable[[Report, ReportContext], str]
"""Makes the text of a format from a whole report."""

ReporterFactory = Callable[[OutputFile, RunReport], Reporter]
"""Makes the reporter of a format; what is collected is shared by all reporters of a run."""

RENDERERS: Mapping[str, Renderer] = {
    "json": render_json,
    "junit": render_junit,
    "markdown": render_markdown,
}
"""The formats that a report can be printed in again."""

LATER = ("html", "sarif", "har")
"""Formats that are promised and not there yet."""


class DocumentReporter:
    """Writes one document when the run is over."""

    def __init__(self, output: OutputFile, collected: RunReport, render: Renderer) -> None:
        self._output = output
        self._collected = collected
        self._render = render

    def handle(self, event: Event) -> None:
        """Nothing: what happened is collected elsewhere."""

    def close(self) -> None:
        """Write the document. Raises BadUsage where that cannot be done any more."""
        report = self._collected.report()
        if report is not None:
            self._output.write(self._render(report, self._collected.context))


def _document(render: Renderer) -> ReporterFactory:
    return lambda output, collected: DocumentReporter(output, collected, render)


REPORTERS: Mapping[str, ReporterFactory] = {
    "json": _document(render_json),
    "jsonl": lambda output, collected: JsonlReporter(output, collected.context),
    "junit": _document(render_junit),
    "markdown": _document(render_markdown),
}
"""What ``--report`` knows."""


class Reports:
    """All reporters of a run as one. ``collected`` has the report, whatever is written."""

    def __init__(self, collected: RunReport, environ: Mapping[str, str]) -> None:
        self.collected = collected
        self._environ = environ
        self._reporters: list[Reporter] = []

    def attach(self, reporter: Reporter) -> None:
        """Let another reporter hear of the run."""
        self._reporters.append(reporter)

    def handle(self, event: Event) -> None:
        """Pass an event on to all reporters."""
        self.collected.handle(event)
        for each in self._reporters:
            each.handle(event)

    def close(self) -> None:
        """Close all reporters, even if one of them fails; then raise the first failure."""
        failures: list[BadUsage] = []
        for each in self._reporters:
            try:
                each.close()
            except BadUsage as failure:
                failures.append(failure)
        report = self.collected.report()
        if report is not None:
            append_step_summary(report, self.collected.context, self._environ)
        if failures:
            raise failures[0]

    def __enter__(self) -> Reports:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def open_reports(
    specs: Sequence[str], context: ReportContext, environ: Mapping[str, str] = os.environ
) -> Reports:
    """Open the reports that are asked for, before anything is sent.

    Raises BadUsage for an unknown format, a path that cannot be written, or one given twice.
    """
    collected = RunReport(context)
    reports = Reports(collected, environ)
    for form, output in open_outputs(specs):
        reports.attach(REPORTERS[form](output, collected))
    return reports


def open_outputs(specs: Sequence[str], option: str = "--report") -> list[tuple[str, OutputFile]]:
    """The formats that are asked for, each with its file. Raises BadUsage as ``open_reports``."""
    outputs = [_output(spec, f"{option} {spec}") for spec in specs]
    paths = [each.path.resolve() for _, each in outputs]
    for index, path in enumerate(paths):
        if path in paths[:index]:
            raise BadUsage(f"{option} {specs[index]}", "two reports cannot share a path")
    return outputs


def _output(spec: str, what: str) -> tuple[str, OutputFile]:
    form, equals, path = spec.partition("=")
    remedy = f"the formats are {', '.join(sorted(REPORTERS))}"
    if form in LATER:
        raise BadUsage(what, f"{form} reports come in a later version", remedy)
    if form not in REPORTERS:
        raise BadUsage(what, f"unknown format {form!r}", remedy)
    if not equals or not path:
        raise BadUsage(what, "no path is given", f"write {form}=PATH")
    return form, OutputFile.open(what, Path(path))
