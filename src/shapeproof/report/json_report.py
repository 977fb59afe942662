"""The JSON report: the report as it is, in a stable order."""

from __future__ import annotations

import json

from shapeproof.report.document import Report
from shapeproof.report.interface import ReportContext
from shapeproof.report.text import encodable


def render_json(report: Report, context: ReportContext) -> str:
    """The report as JSON text, the same bytes for the same report."""
    return encodable(json.dumps(report, indent=1, ensure_ascii=False)) + "\n"
