"""Findings as the text of a failure, or of a section beside a test that passed."""

from __future__ import annotations

import io
from collections.abc import Sequence

from shapeproof.plugin.suite.asked import Asked
from shapeproof.report.document import FindingRecord
from shapeproof.report.interface import ReportContext
from shapeproof.report.terminal import MAX_FINDINGS, print_findings
from shapeproof.report.text import counted, shown


def in_full(findings: Sequence[FindingRecord], asked: Asked, context: ReportContext) -> str:
    """Findings as in the report of a run, the first of them where there are very many."""
    stream = io.StringIO()
    first = findings[0]
    service, operation = first["service"], first["operation"]
    whole = f"shapeproof {asked.aim.kind} {service} --operation {operation} --report json=PATH"
    print_findings(findings[:MAX_FINDINGS], context, stream, whole)
    more = len(findings) - MAX_FINDINGS
    tail = f"\n\n{counted(more, 'more finding')}" if more > 0 else ""
    return stream.getvalue().strip("\n") + tail


def in_a_line(findings: Sequence[FindingRecord]) -> str:
    """The first finding's message, and how many more there are."""
    more = len(findings) - 1
    return shown(findings[0]["message"]) + (f" (and {more:,} more)" if more else "")
