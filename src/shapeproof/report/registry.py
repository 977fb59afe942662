"""The formats of ``--report FORMAT=PATH``, and the reporters of a run."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import TracebackType
from typing import cast

from shapeproof.exceptions import BadUsage
from shapeproof.exchange.events import Event
from shapeproof.report.collector import RunReport
from shapeproof.report.interface import (
    DocumentFormat,
    OutputFile,
    ReportContext,
    Reporter,
    ReportFormat,
)
from shapeproof.report.json_report import render_json
from shapeproof.report.jsonl_report import JsonlFormat
from shapeproof.report.junit_report import render_junit
from shapeproof.report.markdown_report import append_step_summary, render_markdown

GROUP = "shapeproof.reports"
"""The entry point group of formats that other packages add."""

BUILT_IN: Mapping[str, ReportFormat] = {
    "json": DocumentFormat(render_json),
    "jsonl": JsonlFormat(),
    "junit": DocumentFormat(render_junit),
    "markdown": DocumentFormat(render_markdown),
}
"""The formats that come with shapeproof."""

PLANNED = ("html", "sarif", "har")
"""Formats that a later version brings."""


def format_names() -> list[str]:
    """The names of all formats: those built in, and those of installed packages."""
    return sorted({*BUILT_IN, *entry_points(group=GROUP).names})


def report_format(name: str, what: str) -> ReportFormat:
    """The format of a name. Raises BadUsage, about the option ``what``, for an unknown one."""
    if name in BUILT_IN:
        return BUILT_IN[name]
    found = next(iter(entry_points(group=GROUP, name=name)), None)
    if found is not None:
        return _loaded(found, what)
    remedy = f"choose one of {', '.join(format_names())}"
    if name in PLANNED:
        raise BadUsage(what, f"{name} reports come in a later version", remedy)
    raise BadUsage(what, f"unknown format {name!r}", remedy)


def document_format(name: str, what: str) -> DocumentFormat:
    """The format of a name, if it is written as a whole from a report. Raises BadUsage."""
    found = report_format(name, what)
    if isinstance(found, DocumentFormat):
        return found
    others = [each for each, form in BUILT_IN.items() if isinstance(form, DocumentFormat)]
    reason = f"{name} reports are written while a run goes"
    raise BadUsage(what, reason, f"choose one of {', '.join(others)}")


def _loaded(entry: EntryPoint, what: str) -> ReportFormat:
    try:
        found: object = entry.load()
    except Exception as error:
        reason = f"cannot load {entry.value}: {type(error).__name__}: {error}"
        raise BadUsage(what, reason, "fix or remove the package that adds the format") from None
    if not callable(getattr(found, "open", None)):
        raise BadUsage(what, f"{entry.value} is not a ReportFormat", "see docs/extending.md")
    return cast("ReportFormat", found)


class Reports:
    """All reporters of a run as one. ``collected`` always has the report."""

    def __init__(self, collected: RunReport, environ: Mapping[str, str]) -> None:
        self.collected = collected
        self._environ = environ
        self._reporters: list[Reporter] = []

    def attach(self, reporter: Reporter) -> None:
        """Add a reporter."""
        self._reporters.append(reporter)

    def handle(self, event: Event) -> None:
        """Pass an event to all reporters."""
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
    """Open the requested reports, before anything is sent.

    Raises BadUsage for an unknown format, a path that cannot be written, or a path given twice.
    """
    collected = RunReport(context)
    reports = Reports(collected, environ)
    for form, output in open_outputs(specs):
        reports.attach(report_format(form, output.spec).open(output, collected))
    return reports


def open_outputs(specs: Sequence[str], option: str = "--report") -> list[tuple[str, OutputFile]]:
    """The requested formats, each with its file. Raises BadUsage as ``open_reports``."""
    outputs = [_output(spec, f"{option} {spec}") for spec in specs]
    paths = [each.path.resolve() for _, each in outputs]
    for index, path in enumerate(paths):
        if path in paths[:index]:
            raise BadUsage(f"{option} {specs[index]}", "two reports cannot share a path")
    return outputs


def _output(spec: str, what: str) -> tuple[str, OutputFile]:
    form, equals, path = spec.partition("=")
    report_format(form, what)
    if not equals or not path:
        raise BadUsage(what, "no path is given", f"write {form}=PATH")
    return form, OutputFile.open(what, Path(path))
