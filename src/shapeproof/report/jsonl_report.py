"""The JSON Lines report: a line per event, written as the run goes.

A killed run leaves all lines, but for the end of the last. A finding is written in full when it is
new, and when a smaller example of it is found; otherwise only its id and count.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, BinaryIO

from shapeproof.exceptions import BadUsage
from shapeproof.exchange.events import (
    CaseFinished,
    Event,
    FindingFound,
    OperationFinished,
    OperationStarted,
    RunFinished,
    RunStarted,
)
from shapeproof.exchange.reasons import reason_text
from shapeproof.report.collector import (
    coverage_record,
    shard_record,
    stats_record,
    target_record,
    tool_record,
)
from shapeproof.report.document import REPORT_VERSION
from shapeproof.report.findings import FindingBook
from shapeproof.report.interface import CollectedRun, OutputFile
from shapeproof.report.text import encodable


class LineFile:
    """A file of JSON values, a line each, flushed as it is written."""

    def __init__(self, output: OutputFile) -> None:
        """Open the file. Raises BadUsage if it cannot be written."""
        self._output = output
        try:
            self._file: BinaryIO = output.opened()
        except OSError as error:
            raise self._failure(error) from None

    def write(self, value: Mapping[str, Any]) -> None:
        """Write a line. Raises BadUsage if the file cannot be written any more."""
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
        try:
            self._file.write(line.encode("utf-8", "backslashreplace"))
            self._file.flush()
        except OSError as error:
            raise self._failure(error) from None

    def close(self) -> None:
        """Close the file. Raises BadUsage if the rest of it cannot be written."""
        try:
            self._file.close()
        except OSError as error:
            raise self._failure(error) from None

    def _failure(self, error: OSError) -> BadUsage:
        reason = error.strerror or str(error)
        return BadUsage(self._output.spec, f"cannot write {self._output.path}: {reason}")


class JsonlReporter:
    """Writes a line per event."""

    def __init__(self, output: OutputFile, run: CollectedRun) -> None:
        self._run = run
        self._book = FindingBook(run.context)
        self._service = ""
        self._file = LineFile(output)

    def handle(self, event: Event) -> None:
        """Write the event. Raises BadUsage if the file cannot be written any more."""
        if isinstance(event, RunStarted):
            self._service = event.service
            self._book.masker.marked = event.secrets
        line = {**self._line(event)}
        report = self._run.report() if isinstance(event, RunFinished) else None
        if report is not None:
            self._file.write({"event": "groups", "groups": report["groups"]})
            line = {**line, "status": report["status"], "fail_on": report["fail_on"]}
            line |= {"checks": report["checks"]} if "checks" in report else {}
        self._file.write(line)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _line(self, event: Event) -> Mapping[str, Any]:
        match event:
            case RunStarted():
                return run_started_line(event)
            case OperationStarted():
                return {"event": "operation_started", **asdict(event)}
            case CaseFinished():
                return {"event": "case_finished", **asdict(event)}
            case FindingFound():
                return self._finding(event)
            case OperationFinished():
                reason = self._book.masker.reason(
                    self._service, event.operation, reason_text(event.reason)
                )
                return {
                    "event": "operation_finished",
                    **asdict(event),
                    "reason": encodable(reason),
                }
            case RunFinished():
                return {
                    "event": "run_finished",
                    "seconds": round(event.seconds, 3),
                    "stopped": reason_text(event.stopped),
                    "stats": stats_record(event.stats),
                    "coverage": coverage_record(event.stats.coverage),
                }

    def _finding(self, event: FindingFound) -> Mapping[str, Any]:
        key = event.finding.id
        if self._book.add(event.finding):
            return {"event": "finding", "finding": self._book.record(key)}
        return {"event": "finding_repeated", "id": key, "count": self._book.count(key)}


def run_started_line(event: RunStarted) -> Mapping[str, Any]:
    """The first line of a report."""
    line: dict[str, Any] = {
        "event": "run_started",
        "version": REPORT_VERSION,
        "tool": tool_record(),
        "service": event.service or None,
        "api_version": event.api_version or None,
        "protocol": event.protocol,
        "target": target_record(event.target),
        "seed": event.seed,
        "phases": list(event.phases),
        "started": event.started,
        "planned": [{"name": name, "cases": cases} for name, cases in event.planned],
    }
    if event.shard is not None:
        line["shard"] = shard_record(event.shard)
    return line


class JsonlFormat:
    """The format ``jsonl``."""

    def open(self, output: OutputFile, run: CollectedRun) -> JsonlReporter:
        """Open the file. Raises BadUsage if it cannot be written."""
        return JsonlReporter(output, run)
