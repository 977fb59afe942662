"""The log file of SARIF: one run, bounded by what GitHub takes of one."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from shapeproof.report.document import FindingRecord, Report
from shapeproof.report.interface import ReportContext
from shapeproof.report.sarif.places import BASES, Places
from shapeproof.report.sarif.results import ranked, results
from shapeproof.report.sarif.rules import PROJECT, rules
from shapeproof.report.summary import INCOMPLETE, exit_status
from shapeproof.report.text import counted, encodable, shown
from shapeproof.report.verdict import verdict

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MAX_RESULTS = 25_000
"""GitHub refuses a run with more results. It shows 5,000 of them, the most severe ones."""
MAX_BYTES = 10_000_000
"""GitHub refuses a file that has more bytes once it is compressed by gzip."""
_MAX_NOTICES = 100
_OF_TESTS = "pytest"


def render_sarif(
    report: Report,
    context: ReportContext,
    max_results: int = MAX_RESULTS,
    max_bytes: int = MAX_BYTES,
) -> str:
    """The report as SARIF 2.1.0. What GitHub does not take is left out, and counted."""
    findings = ranked(report)
    kept = findings[:max_results]
    while True:
        text = (
            encodable(json.dumps(_log(report, context, kept), ensure_ascii=False, indent=1)) + "\n"
        )
        size = _compressed(text, max_bytes)
        if size <= max_bytes or not kept:
            return text
        kept = kept[: min(len(kept) - 1, int(0.9 * len(kept) * max_bytes / size))]


def _compressed(text: str, enough: int) -> int:
    """How many bytes a text has once it is compressed; of a short one, how many it has."""
    data = text.encode("utf-8", "backslashreplace")
    return len(data) if len(data) <= enough else len(zlib.compress(data, 6))


def _log(
    report: Report, context: ReportContext, findings: Sequence[FindingRecord]
) -> dict[str, Any]:
    checks = list(dict.fromkeys((*context.checks, *(each["check"] for each in findings))))
    places = Places(report, context.source, context.contract_path)
    left_out = len(report["findings"]) - len(findings)
    run = {
        "tool": {
            "driver": {
                "name": report["tool"]["name"],
                "version": report["tool"]["version"],
                "informationUri": PROJECT,
                "rules": rules(checks),
            }
        },
        "automationDetails": {"id": _category(report)},
        "invocations": [_invocation(report, context, left_out)],
        "originalUriBaseIds": {
            name: {"description": {"text": f"The folder of the {what}."}}
            for what, name in BASES.items()
        },
        "columnKind": "unicodeCodePoints",
        "results": results(report, findings, checks, places),
        "properties": {"leftOut": left_out},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _category(report: Report) -> str:
    """What distinguishes a run from others of the same commit, and when it began.

    GitHub takes what stands before the last slash for the category: results of one category
    replace the earlier ones.
    """
    parts = ["shapeproof", report["target"]["kind"], report["service"] or "all"]
    if report.get("protocol"):
        parts.append(report["protocol"])
    return "/".join((*parts, report["started"]))


def _invocation(report: Report, context: ReportContext, left_out: int) -> dict[str, Any]:
    notices = [
        {"level": level, "message": {"text": text}} for level, text in _notices(report, left_out)
    ]
    invocation: dict[str, Any] = {
        "executionSuccessful": report["status"] != INCOMPLETE,
        "toolExecutionNotifications": notices,
        **_times(report),
    }
    if report["target"]["kind"] != _OF_TESTS:  # pytest's own status is not known here
        invocation["exitCode"] = exit_status(report, context.demands)
        invocation["exitCodeDescription"] = verdict(report)
    return invocation


def _times(report: Report) -> dict[str, str]:
    try:
        began = datetime.fromisoformat(report["started"]).astimezone(UTC)
    except ValueError:
        return {}
    ended = began + timedelta(seconds=report["seconds"])
    return {"startTimeUtc": _utc(began), "endTimeUtc": _utc(ended)}


def _utc(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _notices(report: Report, left_out: int) -> Iterator[tuple[str, str]]:
    """What a reader of the results has to know, with its level."""
    if left_out:
        yield "warning", f"{counted(left_out, 'finding')} left out: the limits of code scanning"
    if report.get("stopped"):
        yield "warning", f"the run ended early: {shown(report['stopped'])}"
    missed = [each for each in report["operations"] if not each["reached"]]
    for each in missed[:_MAX_NOTICES]:
        yield "note", f"{each['name']} was not reached: {shown(each['reason'], 300)}"
    if (more := len(missed) - _MAX_NOTICES) > 0:
        yield "note", f"{counted(more, 'more operation')} not reached"
