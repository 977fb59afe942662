"""Merges reports of files, and prints them in any format that can be made from a report."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import click

from shapeproof.cli.printing import print_document
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Severity
from shapeproof.report.document import Report
from shapeproof.report.interface import OutputFile, ReportContext
from shapeproof.report.json_report import render_json
from shapeproof.report.merge import merge_notes, merge_reports
from shapeproof.report.reading import read_any_report
from shapeproof.report.registry import document_format, open_outputs
from shapeproof.report.sarif.places import source_record
from shapeproof.report.summary import exit_status
from shapeproof.report.terminal import print_report


def merge_files(files: Sequence[Path], output: Path | None, specs: Sequence[str]) -> int:
    """Merge reports and write the result; returns the exit status. Raises BadUsage.

    The JSON report goes to ``output``; to standard output if nothing else is to be written.
    """
    file = opened(output)
    documents = [(document_format(form, each.spec), each) for form, each in open_outputs(specs)]
    taken = {os.path.realpath(each.path) for _, each in documents}
    if file is not None and os.path.realpath(file.path) in taken:
        raise BadUsage(f"--output {output}", "two reports cannot share a path")
    given = [read_any_report(path) for path in files]
    merged = merge_reports(given, files)
    for line in merge_notes(given, merged):
        click.echo(f"shapeproof: {line}", err=True)
    if file is None and not documents:
        print_document(render_json(merged, ReportContext()))
        return exit_status(merged)
    texts = ((form.render(merged, _context(merged, {})), each) for form, each in documents)
    whole = [] if file is None else [(render_json(merged, ReportContext()), file)]
    _write_all(chain(whole, texts))
    if file is None:
        print_report(merged, ReportContext(quiet=True), sys.stdout)
    return exit_status(merged)


def _write_all(texts: Iterable[tuple[str, OutputFile]]) -> None:
    """Write all files, those after one that fails included. Raises the first BadUsage."""
    failures = []
    for text, file in texts:
        try:
            file.write(text)
        except BadUsage as failure:
            failures.append(failure)
    if failures:
        raise failures[0]


def show_files(
    files: Sequence[Path], form: str, output: Path | None, options: Mapping[str, Any]
) -> None:
    """Print reports, or write them to a file. Raises BadUsage."""
    what = f"--format {form}"
    document = None if form == "terminal" else document_format(form, what)
    if document is not None and len(files) > 1:
        raise BadUsage(what, "more than one report", "merge them first")
    file = opened(output)
    reports = [read_any_report(path) for path in files]
    if document is None:
        _print(reports, file, options)
        return
    text = document.render(reports[0], _context(reports[0], options))
    if file is None:
        print_document(text)
    else:
        file.write(text)


def opened(output: Path | None) -> OutputFile | None:
    """The file of ``--output``. Raises BadUsage if it cannot be written."""
    return None if output is None else OutputFile.open(f"--output {output}", output)


def _print(reports: Sequence[Report], file: OutputFile | None, options: Mapping[str, Any]) -> None:
    stream = sys.stdout if file is None else io.StringIO()
    for each in reports:
        print_report(each, _context(each, options), stream)
    if file is not None and isinstance(stream, io.StringIO):
        file.write(stream.getvalue())


def _context(report: Report, options: Mapping[str, Any]) -> ReportContext:
    """What a renderer needs to know of a report that was read."""
    fail_on = options.get("fail_on") or report.get("fail_on", "error")
    source = options.get("source")
    return ReportContext(
        fail_on=Severity.parse(fail_on, "--fail-on"),
        checks=tuple(report.get("checks", ())),
        source=source_record(source) if source else None,
        color=False if options.get("no_color") else None,
        verbose=bool(options.get("verbose")),
    )
