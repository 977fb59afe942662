"""Compares the reports of two runs and prints what differs."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shapeproof.cli.printing import print_document
from shapeproof.cli.report_command import NEVER
from shapeproof.cli.report_session import opened
from shapeproof.exchange import Severity
from shapeproof.report.comparison import (
    RENDERERS,
    ComparedReport,
    Comparison,
    compare,
    print_comparison,
)
from shapeproof.report.interface import ReportContext
from shapeproof.report.reading import read_any_report


def diff_files(
    paths: tuple[Path, Path], form: str, output: Path | None, options: Mapping[str, Any]
) -> int:
    """Compare two reports and print what differs; returns the exit status. Raises BadUsage."""
    file = opened(output)
    old, new = (ComparedReport(str(each), read_any_report(each)) for each in paths)
    comparison = compare(old, new)
    least = None if options["fail_on"] == NEVER else Severity.parse(options["fail_on"], "--fail-on")
    if file is not None:
        text = _text(comparison, form, least, options)
        file.write(text)
    elif form == "terminal":
        color = False if options["no_color"] else None
        print_comparison(comparison, _context(options, color=color), least, sys.stdout)
    else:
        print_document(RENDERERS[form](comparison, least))
    return int(bool(comparison.failing(least)))


def _text(
    comparison: Comparison, form: str, least: Severity | None, options: Mapping[str, Any]
) -> str:
    if form != "terminal":
        return RENDERERS[form](comparison, least)
    stream = io.StringIO()
    print_comparison(comparison, _context(options, color=False), least, stream)
    return stream.getvalue()


def _context(options: Mapping[str, Any], *, color: bool | None) -> ReportContext:
    return ReportContext(color=color, quiet=options["quiet"], verbose=options["verbose"])
