"""JUnit XML: a test case per operation and check.

A finding that fails the run is a failure. With a known finding a test case is skipped, as pytest
does with expected failures. Findings below the threshold are in its output. The test cases of an
operation that was not reached are skipped, unless they fail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from shapeproof.exchange import Severity
from shapeproof.exchange.contrast import contrasted
from shapeproof.report.document import FindingRecord, OperationRecord, Report
from shapeproof.report.interface import ReportContext
from shapeproof.report.summary import fails, severity_of
from shapeproof.report.text import abbreviated, visible

MAX_VALUE = 2_000
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ANY_CHECK = "contract"


def render_junit(report: Report, context: ReportContext) -> str:
    """The report as JUnit XML. Checks that have findings are added to those of the context."""
    found = (each["check"] for each in report["findings"])
    families = list(dict.fromkeys((*context.checks, *found))) or [_ANY_CHECK]
    cases = [
        _test_case(report, operation, family, context)
        for operation in _operations(report)
        for family in families
    ]
    name = f"shapeproof.{report['service']}" if report["service"] else "shapeproof"
    totals = {
        "tests": str(len(cases)),
        "failures": str(sum(bool(each.failing) for each in cases)),
        "errors": "0",
        "skipped": str(sum(each.skipped is not None for each in cases)),
        "time": f"{report['seconds']:.3f}",
    }
    root = ET.Element("testsuites", totals)
    suite = ET.SubElement(root, "testsuite", {"name": _xml(name), **totals})
    suite.set("timestamp", _xml(report["started"]))
    _add_causes(suite, report)
    for case in cases:
        case.add_to(suite)
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add_causes(suite: ET.Element, report: Report) -> None:
    """The root causes as properties of the suite, the most useful first."""
    groups = report.get("groups", [])
    if not groups:
        return
    properties = ET.SubElement(suite, "properties")
    for number, each in enumerate(groups, start=1):
        of = f" of {each['of']:,}" if each["of"] is not None else ""
        text = f"{each['severity']}: {each['title']}: {each['places']:,}{of} ({each['id']})"
        attributes = {"name": f"root cause {number}", "value": _line(text)}
        ET.SubElement(properties, "property", attributes)


@dataclass(frozen=True)
class _TestCase:
    """One operation and one check."""

    service: str
    operation: OperationRecord
    family: str
    findings: tuple[FindingRecord, ...]
    fail_on: Severity

    @property
    def failing(self) -> list[FindingRecord]:
        return [each for each in self.findings if fails(each, self.fail_on)]

    @property
    def known(self) -> list[FindingRecord]:
        return [
            each for each in self.findings if each["known"] and severity_of(each) >= self.fail_on
        ]

    @property
    def skipped(self) -> str | None:
        """Why the test case is skipped; None if it is not."""
        if self.failing:
            return None
        if self.known:
            return f"known: {self.known[0]['message']}"
        if not self.operation["reached"]:
            return self.operation["reason"] or "not reached"
        return None

    def add_to(self, suite: ET.Element) -> None:
        classname = f"shapeproof.{self.service}.{self.operation['name']}"
        attributes = {"classname": _xml(classname), "name": _xml(self.family), "time": "0"}
        case = ET.SubElement(suite, "testcase", attributes)
        failing = self.failing
        if failing:
            first = failing[0]
            message = first["message"]
            if len(failing) > 1:
                message += f" (and {len(failing) - 1} more)"
            failure = ET.SubElement(case, "failure", {"message": _line(message)})
            failure.set("type", _xml(f"{first['severity']}: {first['check']}"))
            failure.text = _details(failing)
        elif self.skipped is not None:
            ET.SubElement(case, "skipped", {"message": _line(self.skipped)})
        others = [each for each in self.findings if each not in failing]
        if others:
            ET.SubElement(case, "system-out").text = _details(others)


def _test_case(
    report: Report, operation: OperationRecord, family: str, context: ReportContext
) -> _TestCase:
    own = [each for each in report["findings"] if each["operation"] == operation["name"]]
    services = sorted({each["service"] for each in own})
    return _TestCase(
        report["service"] or ".".join(services) or "unknown",
        operation,
        family,
        tuple(each for each in own if each["check"] == family),
        context.fail_on,
    )


def _operations(report: Report) -> list[OperationRecord]:
    """The operations of the report, and those that only findings name."""
    named = {each["name"] for each in report["operations"]}
    others = dict.fromkeys(
        each["operation"] for each in report["findings"] if each["operation"] not in named
    )
    unlisted: list[OperationRecord] = [
        {
            "name": name,
            "cases": 0,
            "requests": 0,
            "reached": True,
            "available": True,
            "reason": "",
            "findings": 0,
        }
        for name in others
    ]
    return [*report["operations"], *unlisted]


def _details(findings: Sequence[FindingRecord]) -> str:
    return "\n\n".join(_xml(_text_of(each)) for each in findings)


def _text_of(finding: FindingRecord) -> str:
    repeats = f", {finding['count']:,} times" if finding["count"] > 1 else ""
    known = ", known" if finding["known"] else ""
    request = finding["request"]
    expected, actual = contrasted(finding["expected"], finding["actual"], MAX_VALUE - 20)
    lines = [
        f"{finding['severity']}: {finding['check']} at {finding['where']}{repeats}{known}",
        finding["message"],
        f"expected: {expected}",
        f"actual: {actual}",
        f"request: {request['method']} {request['url']}",
        f"finding: {finding['id']}",
        f"root cause: {finding.get('group', '')}",
    ]
    shown = [visible(abbreviated(each, MAX_VALUE)) for each in lines]
    curl = finding["reproduce"]["curl"]
    shown += [visible(each) for each in curl.split("\n")] if len(curl) <= MAX_VALUE * 4 else []
    return "\n".join(shown)


def _line(text: str) -> str:
    return _xml(visible(abbreviated(text, MAX_VALUE)))


def _xml(text: str) -> str:
    """The text with characters that XML 1.0 does not allow escaped."""
    return _NOT_XML.sub(lambda match: visible(match[0]), text)
