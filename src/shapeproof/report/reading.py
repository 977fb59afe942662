"""Reads reports of earlier runs: JSON, or JSON Lines, also of a run that was killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from shapeproof.contract.user_document import DocumentSchema, parsed_json, why_unreadable
from shapeproof.contract.user_files import open_user_file
from shapeproof.exceptions import BadUsage, UnfitDocument
from shapeproof.report.document import Report
from shapeproof.report.groups import with_groups
from shapeproof.report.json_report import MAX_REPORT_BYTES, parsed_report
from shapeproof.report.merge import merged_findings
from shapeproof.report.recorded_events import RecordedRun
from shapeproof.report.text import shown

_FIRST = 4_000_000
"""Bytes in which the first line of a JSON Lines report ends."""
_MAX_LINES_BYTES = 512 * 1024 * 1024
"""Bytes of a JSON Lines report: it has a line for each case."""
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
    try:
        opened = open_user_file(path, _MAX_LINES_BYTES)
    except (OSError, ValueError) as error:  # a path with a NUL is a ValueError
        raise BadUsage(str(path), why_unreadable(error)) from None
    try:
        with opened as file:
            if _has_lines(path, file):
                return _read_lines(path, file)
            data = file.read(MAX_REPORT_BYTES + 1)
    except OSError as error:
        raise BadUsage(str(path), why_unreadable(error)) from None
    return _consistent(parsed_report(path, data))


def _consistent(report: Report) -> Report:
    """The report with each finding once and in one group.

    Others have written it since: who has taken findings out of it has left its groups as they were.
    """
    findings, groups = report["findings"], report.get("groups")
    if len({each["id"] for each in findings}) < len(findings):
        return with_groups({**report, "findings": merged_findings(findings)})
    if groups is None:
        return report
    grouped = Counter(each for group in groups for each in group["findings"])
    whole = grouped == Counter(each["id"] for each in findings)
    fits = whole and all(each["example"] in each["findings"] for each in groups)
    return report if fits else with_groups(report)


def _has_lines(path: Path, file: IO[bytes]) -> bool:
    try:
        value = parsed_json(str(path), file.readline(_FIRST))
    except UnfitDocument:
        return False
    finally:
        file.seek(0)
    return isinstance(value, dict) and "event" in value


def _read_lines(path: Path, file: IO[bytes]) -> Report:
    run = RecordedRun()
    for number, line in _lines(path, file):
        _check(path, number, line)
        run.add(line)
    report = run.report()
    if report is None:
        reason = "its first line is not the start of a run"
        raise BadUsage(str(path), reason, "give a file that was written by --report jsonl=PATH")
    return report


def _lines(path: Path, file: IO[bytes]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The lines with their numbers; a last one that was not written to its end is left out."""
    number = 0
    while data := file.readline(MAX_REPORT_BYTES):
        number += 1
        if not data.endswith(b"\n"):
            if len(data) < MAX_REPORT_BYTES:
                return
            raise BadUsage(str(path), f"line {number:,} is longer than {len(data):,} bytes")
        try:
            line = parsed_json(str(path), data)
        except UnfitDocument as error:
            reason = f"line {number:,} is {shown(error.reason)}"
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
