"""The baseline: known findings. They are reported, but do not fail a run."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapeproof.contract.user_document import DocumentSchema
from shapeproof.report.document import FindingRecord, Report
from shapeproof.report.interface import OutputFile
from shapeproof.report.json_report import read_document

BASELINE_VERSION = 1
MAX_BASELINE_BYTES = 32 * 1024 * 1024
_SCHEMA = DocumentSchema("shapeproof.report", "baseline-1.json")
_REMEDY = "write it with --baseline FILE --update-baseline"


@dataclass(frozen=True, order=True)
class KnownFinding:
    """A finding as the baseline keeps it. The id identifies it, the rest is for readers."""

    operation: str
    check: str
    where: str
    id: str
    message: str = ""

    @classmethod
    def of(cls, finding: FindingRecord) -> KnownFinding:
        """A finding of a report."""
        return cls(
            finding["operation"],
            finding["check"],
            finding["where"],
            finding["id"],
            finding["message"],
        )


def read_baseline(path: Path, remedy: str = _REMEDY) -> tuple[KnownFinding, ...]:
    """Read a baseline. Raises BadUsage, with file and pointer, for an invalid one.

    ``remedy`` says how to write one.
    """
    return _known_findings(read_document(path, _SCHEMA, MAX_BASELINE_BYTES, remedy))


def _known_findings(document: Mapping[str, Any]) -> tuple[KnownFinding, ...]:
    return tuple(
        KnownFinding(
            each["operation"], each["check"], each["where"], each["id"], each.get("message", "")
        )
        for each in document["findings"]
    )


def known_ids(baseline: Iterable[KnownFinding]) -> frozenset[str]:
    """The ids of a baseline, for ``ReportContext.known``."""
    return frozenset(each.id for each in baseline)


def updated_baseline(
    baseline: Iterable[KnownFinding], report: Report, checks: Collection[str] | None = None
) -> tuple[KnownFinding, ...]:
    """The findings of a report, and the known ones that the run could not find again.

    The latter belong to operations that it did not reach or did not finish, and to other checks
    than ``checks``, if these are not all.
    """
    left_out = set(report["stats"]["left_out"])
    met = {
        each["name"]
        for each in report["operations"]
        if each["reached"] and each["name"] not in left_out
    }
    found = {each["id"]: KnownFinding.of(each) for each in report["findings"]}
    kept = {
        each.id: each
        for each in baseline
        if each.operation not in met or (checks is not None and each.check not in checks)
    }
    return tuple(sorted((kept | found).values()))


def write_baseline(path: Path, findings: Iterable[KnownFinding], schema: str = "") -> None:
    """Write a baseline, sorted, each finding once. Raises BadUsage if it cannot be written.

    ``schema`` is the link to its JSON Schema, if there is one.
    """
    entries = [
        {
            "id": each.id,
            "check": each.check,
            "operation": each.operation,
            "where": each.where,
            "message": each.message,
        }
        for each in sorted({each.id: each for each in findings}.values())
    ]
    link = {"$schema": schema} if schema else {}
    document = {**link, "version": BASELINE_VERSION, "findings": entries}
    output = OutputFile.open("--baseline", path)
    output.write(json.dumps(document, indent=1, ensure_ascii=False) + "\n")


@dataclass(frozen=True)
class Baseline:
    """Known findings, and the file that keeps them."""

    path: Path | None
    known: tuple[KnownFinding, ...]
    to_update: bool
    schema: str = ""
    """The link to the JSON Schema that the file has; an update keeps it."""

    @classmethod
    def of(cls, path: Path | None, *, update: bool, remedy: str = _REMEDY) -> Baseline:
        """Read the file. A file to update may be missing. Raises BadUsage."""
        if path is None or (update and not path.exists()):
            return cls(path, (), update)
        document = read_document(path, _SCHEMA, MAX_BASELINE_BYTES, remedy)
        return cls(path, _known_findings(document), update, document.get("$schema", ""))

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the known findings."""
        return known_ids(self.known)

    def update(self, report: Report, checks: Collection[str] | None = None) -> None:
        """Write the findings of a run, if this was requested; ``checks`` as above."""
        if self.to_update and self.path is not None:
            found = updated_baseline(self.known, report, checks)
            write_baseline(self.path, found, self.schema)
