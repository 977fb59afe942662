"""Reports: everything that is written about a run. Import from here to add a format."""

from shapeproof.report.document import FindingRecord, OperationRecord, Report
from shapeproof.report.interface import (
    CollectedRun,
    DocumentFormat,
    OutputFile,
    ReportContext,
    Reporter,
    ReportFormat,
)

__all__ = [
    "CollectedRun",
    "DocumentFormat",
    "FindingRecord",
    "OperationRecord",
    "OutputFile",
    "Report",
    "ReportContext",
    "ReportFormat",
    "Reporter",
]
