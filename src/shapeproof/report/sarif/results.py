"""The findings of a report as results of SARIF, those that show most first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shapeproof.exchange.contrast import contrasted
from shapeproof.report.document import FindingRecord, Report
from shapeproof.report.sarif.places import Places
from shapeproof.report.summary import severity_of
from shapeproof.report.text import abbreviated, visible
from shapeproof.report.verdict import operation_of

_MAX_TEXT = 1_000
_MAX_CURL = 2_000
_KNOWN = {
    "kind": "external",
    "status": "accepted",
    "justification": "The finding is in the baseline.",
}


def ranked(report: Report) -> list[FindingRecord]:
    """The findings by severity; of one severity, the examples of root causes come first."""
    groups = report.get("groups", [])
    rank = {each["example"]: number for number, each in enumerate(groups)}
    return sorted(
        report["findings"],
        key=lambda each: (each["known"], -severity_of(each), rank.get(each["id"], len(rank))),
    )


def results(
    report: Report, findings: Sequence[FindingRecord], rules: Sequence[str], places: Places
) -> list[dict[str, Any]]:
    """A result for each finding."""
    index = {name: number for number, name in enumerate(rules)}
    titles = {each["id"]: each["title"] for each in report.get("groups", [])}
    has_baseline = "baseline" in report or any(each["known"] for each in report["findings"])
    made = []
    for each in findings:
        result = _result(each, index[each["check"]], titles, places)
        if has_baseline:
            result["baselineState"] = "unchanged" if each["known"] else "new"
            result["suppressions"] = [_KNOWN] if each["known"] else []
        made.append(result)
    return made


def _result(
    finding: FindingRecord, rule: int, titles: Mapping[str, str], places: Places
) -> dict[str, Any]:
    return {
        "ruleId": finding["check"],
        "ruleIndex": rule,
        "kind": "fail",
        "level": finding["severity"],
        "message": {"text": _message(finding, titles)},
        "locations": [places.location(finding)],
        # GitHub goes by the first alone; it finds a result again by it, wherever its line is.
        "partialFingerprints": {
            "primaryLocationLineHash": finding["id"],
            "shapeproofFinding/v1": finding["id"],
        },
        "occurrenceCount": finding["count"],
        "properties": _properties(finding),
    }


def _properties(finding: FindingRecord) -> dict[str, Any]:
    keys = ("service", "operation", "protocol", "where", "constraint", "phase", "group", "test")
    found = {key: finding[key] for key in keys if finding.get(key)}  # type: ignore[literal-required]
    return {**found, "known": finding["known"]}


def _message(finding: FindingRecord, titles: Mapping[str, str]) -> str:
    """What is wrong in one sentence, and then the details, a line each."""
    expected, actual = contrasted(finding["expected"], finding["actual"], _MAX_TEXT)
    first = f"{operation_of(finding)}, {finding['where']}: {finding['message']}"
    lines = {
        "": first,
        "expected": expected,
        "actual": actual,
        "root cause": titles.get(finding.get("group", ""), ""),
        "test": finding.get("test", ""),
        "recording": finding.get("source", ""),
    }
    said = [
        f"{name}: {_plain(text)}" if name else _plain(text) for name, text in lines.items() if text
    ]
    curl = finding["reproduce"]["curl"]
    if curl and len(curl) <= _MAX_CURL:
        said.append(
            "to reproduce:\n" + "\n".join(_escaped(visible(each)) for each in curl.split("\n"))
        )
    return "\n".join(said)


def _plain(text: str) -> str:
    return _escaped(visible(abbreviated(text, _MAX_TEXT)))


def _escaped(text: str) -> str:
    """The text with what would begin a link escaped (SARIF 2.1.0, 3.11.6)."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
