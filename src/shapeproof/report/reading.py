"""Reads reports of earlier runs: JSON, or JSON Lines, also of a run that was killed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shapeproof.contract.user_document import DocumentSchema
from shapeproof.exceptions import BadUsage, UnfitDocument
from shapeproof.report.document import Report
from shapeproof.report.json_report import MAX_REPORT_BYTES, read_report
from shapeproof.report.recorded_events import RecordedRun
from shapeproof.report.text import shown

_FIRST = 4_000_000
"""Bytes in which the first line of a JSON Lines report ends."""
_SCHEMAS = {
    event: DocumentSchema("shapeproof.report", "events-1.json", part)
    for event, part in {
        "run_started": "run_started",
        "operation_started": "operation_started",
        "case_finished": "case_finished",
        "finding": "finding_event",
        "finding_repeated": "finding_repeated",
        "operation_finished": "operation_finished",
        "groups": "groups",
        "run_finished": "run_finished",
    }.items()
}


def read_any_report(path: Path) -> Report:
    """Read a JSON or JSON Lines report; the content says which. Raises BadUsage.

    The report of a run that was killed goes to its last whole line, and is incomplete.
    """
    return _read_lines(path) if _has_lines(path) else read_report(path)


def _has_lines(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            first = file.readline(_FIRST)
        value = json.loads(first)
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(value, dict) and "event" in value


def _read_lines(path: Path) -> Report:
    run = RecordedRun()
    try:
        for number, line in _lines(path):
            _check(path, number, line)
            run.add(line)
    except OSError as error:
        raise BadUsage(str(path), error.strerror or "cannot be read") from None
    report = run.report()
    if report is None:
        reason = "its first line is not the start of a run"
        raise BadUsage(str(path), reason, "give a file that was written by --report jsonl=PATH")
    return report


def _lines(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The lines with their numbers; a last one that was not written to its end is left out."""
    if path.stat().st_size > MAX_REPORT_BYTES:
        raise BadUsage(str(path), f"larger than {MAX_REPORT_BYTES:,} bytes")
    with path.open("rb") as file:
        for number, data in enumerate(file, start=1):
            if not data.endswith(b"\n"):
                return
            try:
                line = json.loads(data)
            except (ValueError, RecursionError) as error:
                reason = f"line {number:,} is not JSON ({shown(str(error))})"
                raise BadUsage(str(path), reason, "only the last line may be cut") from None
            yield number, line


def _check(path: Path, number: int, line: Any) -> None:
    """Raises BadUsage, with the number of the line and the pointer in it."""
    event = line.get("event") if isinstance(line, dict) else None
    if not isinstance(event, str) or event not in _SCHEMAS:
        reason = f"line {number:,} has no known event"
        raise BadUsage(str(path), reason, f"expected one of {', '.join(_SCHEMAS)}")
    try:
        _SCHEMAS[event].check(str(path), line)
    except UnfitDocument as error:
        place = f"line {number:,}" + (f" at {error.pointer}" if error.pointer else "")
        raise BadUsage(str(path), shown(f"{place}: {error.reason}")) from None
