"""A test case of a JUnit report: one operation and one check."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from shapeproof.exchange import Severity
from shapeproof.exchange.contrast import contrasted
from shapeproof.report.document import FindingRecord, OperationRecord
from shapeproof.report.summary import fails, severity_of
from shapeproof.report.text import abbreviated, counted, visible

ANY_CHECK = "contract"
"""The name of the test case of an operation where no check is known."""
MAX_VALUE = 2_000
MAX_TITLES = 3
"""Root causes that the message of a failure names."""
MAX_IN_FULL = 20
"""Findings of a test case that are written in full."""
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class JunitCase:
    """The findings of one check of one operation; ``titles`` are those of root causes, by id."""

    service: str
    operation: OperationRecord
    family: str
    findings: tuple[FindingRecord, ...]
    fail_on: Severity
    titles: Mapping[str, str]

    @property
    def failing(self) -> list[FindingRecord]:
        """The findings that fail the run."""
        return [each for each in self.findings if fails(each, self.fail_on)]

    @property
    def known(self) -> list[FindingRecord]:
        """The findings that would fail the run if the baseline did not have them."""
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
        """Add the test case to a suite."""
        classname = f"shapeproof.{self.service}.{self.operation['name']}"
        attributes = {"classname": xml_text(classname), "name": xml_text(self.family), "time": "0"}
        case = ET.SubElement(suite, "testcase", attributes | self._source())
        failing = self.failing
        if failing:
            first = failing[0]
            failure = ET.SubElement(case, "failure", {"message": line(self._message(failing))})
            failure.set("type", xml_text(f"{first['severity']}: {first['check']}"))
            failure.text = self._details(failing)
        elif self.skipped is not None:
            ET.SubElement(case, "skipped", {"message": line(self.skipped)})
        others = [each for each in self.findings if each not in failing]
        if others:
            ET.SubElement(case, "system-out").text = self._details(others)

    def _source(self) -> dict[str, str]:
        """The file of the user that made the call or answers it, if a finding knows it."""
        for each in (*self.failing, *self.findings):
            if "test" in each:
                return {"file": xml_text(each["test"].partition("::")[0])}
            place = each.get("location")
            if place is not None and place["within"] == "repository":
                return {"file": xml_text(place["file"]), "line": str(place["line"])}
        return {}

    def _message(self, failing: Sequence[FindingRecord]) -> str:
        """The root causes that findings share; what the first says if each has its own."""
        causes = self._causes(failing)
        if len(causes) == len(failing):
            more = f" (and {len(failing) - 1:,} more)" if len(failing) > 1 else ""
            return failing[0]["message"] + more
        parts = [f"{title}: {counted(len(found), 'place')}" for title, found in causes]
        more_causes = len(parts) - MAX_TITLES
        tail = [f"and {counted(more_causes, 'more root cause')}"] if more_causes > 0 else []
        return "; ".join([*parts[:MAX_TITLES], *tail])

    def _causes(self, findings: Sequence[FindingRecord]) -> list[tuple[str, list[FindingRecord]]]:
        """The findings by root cause: its title, or what the first of them says."""
        found: dict[str, list[FindingRecord]] = defaultdict(list)
        for each in findings:
            found[each.get("group", each["id"])].append(each)
        return [(self.titles.get(key) or own[0]["message"], own) for key, own in found.items()]

    def _details(self, findings: Sequence[FindingRecord]) -> str:
        """The findings by root cause, as many as are of use in a viewer."""
        ordered = [each for _, own in self._causes(findings) for each in own]
        parts = [
            xml_text(_text_of(each, self.titles.get(each.get("group", ""), "")))
            for each in ordered[:MAX_IN_FULL]
        ]
        if (hidden := len(ordered) - MAX_IN_FULL) > 0:
            parts.append(f"{counted(hidden, 'more finding')}: the JSON report has all of them")
        return "\n\n".join(parts)


def _text_of(finding: FindingRecord, cause: str) -> str:
    repeats = f", {finding['count']:,} times" if finding["count"] > 1 else ""
    known = ", known" if finding["known"] else ""
    request = finding["request"]
    expected, actual = contrasted(finding["expected"], finding["actual"], MAX_VALUE - 20)
    first = finding.get("test") or finding.get("source", "")
    lines = [
        f"{finding['severity']}: {finding['check']} at {finding['where']}{repeats}{known}",
        finding["message"],
        f"expected: {expected}",
        f"actual: {actual}",
        f"request: {request['method']} {request['url']}" if request["method"] else "",
        f"first in: {first}" if first else "",
        f"finding: {finding['id']}",
        f"root cause: {cause} ({finding['group']})" if "group" in finding else "",
    ]
    shown = [visible(abbreviated(each, MAX_VALUE)) for each in lines if each]
    curl = finding["reproduce"]["curl"]
    shown += [visible(each) for each in curl.split("\n")] if 0 < len(curl) <= MAX_VALUE * 4 else []
    return "\n".join(shown)


def line(text: str) -> str:
    """A text in one line that XML can hold, shortened if it is long."""
    return xml_text(visible(abbreviated(text, MAX_VALUE)))


def xml_text(text: str) -> str:
    """The text with characters that XML 1.0 does not allow escaped."""
    return _NOT_XML.sub(lambda match: visible(match[0]), text)
