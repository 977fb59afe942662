"""The baseline: known findings. They are reported, but do not fail a run."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from shapeproof.contract.user_document import DocumentSchema
from shapeproof.exceptions import BadUsage
from shapeproof.report.document import BaselineRecord, Report
from shapeproof.report.interface import OutputFile
from shapeproof.report.json_report import read_document
from shapeproof.report.known_findings import KnownFinding

BASELINE_VERSION = 1
MAX_BASELINE_BYTES = 32 * 1024 * 1024
_SCHEMA = DocumentSchema("shapeproof.report", "baseline-1.json")
_REMEDY = "write it with --baseline FILE --update-baseline"


def read_baseline(path: Path, remedy: str = _REMEDY) -> tuple[KnownFinding, ...]:
    """Read a baseline. Raises BadUsage, with file and pointer, for an invalid one.

    ``remedy`` says how to write one.
    """
    return _known_findings(read_document(path, _SCHEMA, MAX_BASELINE_BYTES, remedy), path)


def _known_findings(document: Mapping[str, Any], path: Path) -> tuple[KnownFinding, ...]:
    return tuple(
        KnownFinding(
            each["operation"],
            each["check"],
            each["where"],
            each["id"],
            each.get("message", ""),
            each.get("service", ""),
            each.get("phase", ""),
            each.get("reason", ""),
            _date(each.get("expires"), path, index),
            each.get("protocol", ""),
        )
        for index, each in enumerate(document["findings"])
    )


def _date(text: str | None, path: Path, index: int) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        reason = f"at /findings/{index}/expires: there is no day {text}"
        raise BadUsage(str(path), reason, "write it as YYYY-MM-DD") from None


def known_ids(baseline: Iterable[KnownFinding]) -> frozenset[str]:
    """The ids of a baseline, for ``ReportContext.known``."""
    return frozenset(each.id for each in baseline)


def was_checked(known: KnownFinding, report: Report, checks: Collection[str] | None = None) -> bool:
    """Whether a run would have found a known finding again, if it were still there.

    It would not in operations that it did not reach or did not finish, in phases that it did not
    run, and by other checks than ``checks``, if these are not all.
    """
    left_out = known.operation in report["stats"]["left_out"]
    reached = any(
        each["reached"] for each in report["operations"] if each["name"] == known.operation
    )
    ran = not known.phase or known.phase in report["phases"]
    same_service = not known.service or report["service"] in (None, known.service)
    applied = checks is None or known.check in checks
    return reached and ran and applied and same_service and not left_out


def updated_baseline(
    baseline: Iterable[KnownFinding],
    report: Report,
    checks: Collection[str] | None = None,
    today: date | None = None,
) -> tuple[KnownFinding, ...]:
    """The findings of a report, and the known ones that the run could not find again.

    Those that are found again keep their reason, and the day until which they are known, unless it
    is over.
    """
    before = {each.id: each for each in baseline}
    found = {
        each["id"]: _with_reason(KnownFinding.of(each), before.get(each["id"]), today or utc_day())
        for each in report["findings"]
    }
    kept = {key: each for key, each in before.items() if not was_checked(each, report, checks)}
    return tuple(sorted((kept | found).values()))


def _with_reason(found: KnownFinding, before: KnownFinding | None, today: date) -> KnownFinding:
    if before is None:
        return found
    expires = None if before.is_expired(today) else before.expires
    return replace(found, reason=before.reason, expires=expires)


def baseline_record(
    baseline: Iterable[KnownFinding],
    report: Report,
    checks: Collection[str] | None = None,
    today: date | None = None,
) -> BaselineRecord:
    """What has become of a baseline: entries that are stale, and entries that have expired.

    A stale one was not found although it was looked for. Findings of the fuzz phase are drawn at
    random, so that their absence proves nothing.
    """
    day = today or utc_day()
    found = {each["id"] for each in report["findings"]}
    listed = sorted(baseline)
    return {
        "stale": [
            _named(each)
            for each in listed
            if each.id not in found and each.phase != "fuzz" and was_checked(each, report, checks)
        ],
        "expired": [_named(each) for each in listed if each.is_expired(day)],
    }


def _named(known: KnownFinding) -> str:
    return f"{known.operation} {known.check} {known.where} ({known.id})"


def utc_day() -> date:
    """The day by which entries expire."""
    return datetime.now(UTC).date()


def write_baseline(path: Path, findings: Iterable[KnownFinding], schema: str = "") -> None:
    """Write a baseline, sorted, each finding once. Raises BadUsage if it cannot be written.

    ``schema`` is the link to its JSON Schema, if there is one.
    """
    entries = [_entry(each) for each in sorted({each.id: each for each in findings}.values())]
    link = {"$schema": schema} if schema else {}
    document = {**link, "version": BASELINE_VERSION, "findings": entries}
    output = OutputFile.open("--baseline", path)
    output.write(json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def _entry(known: KnownFinding) -> dict[str, str]:
    entry = {
        "id": known.id,
        "service": known.service,
        "protocol": known.protocol,
        "check": known.check,
        "operation": known.operation,
        "where": known.where,
        "message": known.message,
        "phase": known.phase,
        "reason": known.reason,
        "expires": known.expires.isoformat() if known.expires else "",
    }
    optional = ("service", "protocol", "phase", "reason", "expires")
    return {name: text for name, text in entry.items() if text or name not in optional}


@dataclass(frozen=True)
class Baseline:
    """Known findings, and the file that keeps them."""

    path: Path | None
    known: tuple[KnownFinding, ...]
    to_update: bool
    schema: str = ""
    """The link to the JSON Schema that the file has; an update keeps it."""
    file: Path | None = None
    """The absolute path, which holds wherever the working folder is later."""

    @classmethod
    def of(cls, path: Path | None, *, update: bool, remedy: str = _REMEDY) -> Baseline:
        """Read the file. A file to update may be missing. Raises BadUsage."""
        if path is None or (update and not path.exists()):
            return cls(path, (), update, file=path and path.absolute())
        document = read_document(path, _SCHEMA, MAX_BASELINE_BYTES, remedy)
        known, link = _known_findings(document, path), document.get("$schema", "")
        return cls(path, known, update, link, path.absolute())

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the findings that are known today."""
        today = utc_day()
        return known_ids(each for each in self.known if not each.is_expired(today))

    def update(self, report: Report, checks: Collection[str] | None = None) -> None:
        """Write the findings of a run, if this was requested; ``checks`` as above."""
        if self.to_update and self.file is not None:
            found = updated_baseline(self.known, report, checks)
            write_baseline(self.file, found, self.schema)
