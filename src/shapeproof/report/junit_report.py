"""JUnit XML: a test suite per service, in it a test case per operation and check.

A finding that fails the run is a failure; its message names the root causes. With a known finding a
test case is skipped, as pytest does with expected failures. Findings below the threshold are in its
output. The test cases of an operation that was not reached are skipped, unless they fail. A run
that is not complete has a test case with an error, so that no viewer shows it as passed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from shapeproof.report.document import FindingRecord, OperationRecord, Report, called_operation
from shapeproof.report.groups import with_groups
from shapeproof.report.interface import ReportContext
from shapeproof.report.junit_case import ANY_CHECK, JunitCase, line, xml_text
from shapeproof.report.summary import INCOMPLETE
from shapeproof.report.verdict import coverage_line, reach_lines, reached_of

_FIGURES = ("tests", "failures", "errors", "skipped")


def render_junit(report: Report, context: ReportContext) -> str:
    """The report as JUnit XML. Checks that have findings are added to those of the context."""
    if "groups" not in report:
        report = with_groups(report)
    services = _services(report)
    suites = [_suite(report, context, each) for each in services]
    root = ET.Element("testsuites", {"name": "shapeproof"})
    for name in _FIGURES:
        root.set(name, str(sum(int(each.get(name, "0")) for each in suites)))
    root.set("time", f"{report['seconds']:.3f}")
    root.extend(suites)
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _services(report: Report) -> list[str]:
    """The services that have a suite each; a report of none has one suite."""
    if report["service"]:
        return [report["service"]]
    named = {name for each in report["operations"] for name in each.get("services", [])}
    named |= {each["service"] for each in report["findings"]}
    return sorted(named) or [""]


def _suite(report: Report, context: ReportContext, service: str) -> ET.Element:
    findings = [each for each in report["findings"] if each["service"] == service or not service]
    if report["service"]:
        findings = report["findings"]
    cases = _cases(report, context, service, findings)
    incomplete = report["status"] == INCOMPLETE
    suite = ET.Element("testsuite", {"name": xml_text(f"shapeproof.{service}".rstrip("."))})
    suite.set("tests", str(len(cases) + incomplete))
    suite.set("failures", str(sum(bool(each.failing) for each in cases)))
    suite.set("errors", str(int(incomplete)))
    suite.set("skipped", str(sum(each.skipped is not None for each in cases)))
    suite.set("time", f"{report['seconds']:.3f}")
    suite.set("timestamp", xml_text(report["started"]))
    _add_properties(suite, report, {each["id"] for each in findings})
    if incomplete:
        _add_incomplete(suite, report, service)
    for case in cases:
        case.add_to(suite)
    return suite


def _cases(
    report: Report, context: ReportContext, service: str, findings: Sequence[FindingRecord]
) -> list[JunitCase]:
    """A test case for each operation and check, with its findings."""
    found: dict[tuple[str, str], list[FindingRecord]] = {}
    for each in findings:
        found.setdefault((each["operation"], each["check"]), []).append(each)
    titles = {each["id"]: each["title"] for each in report.get("groups", [])}
    checks = dict.fromkeys((*context.checks, *(each["check"] for each in findings)))
    return [
        JunitCase(
            service or "unknown",
            operation,
            check,
            tuple(found.get((operation["name"], check), ())),
            context.fail_on,
            titles,
        )
        for operation in _operations(report, service, findings)
        for check in checks or [ANY_CHECK]
    ]


def _add_properties(suite: ET.Element, report: Report, findings: set[str]) -> None:
    """What was tested and how much was reached, and the root causes, the most useful first."""
    properties = ET.SubElement(suite, "properties")
    for name, value in _facts(report):
        if value:
            ET.SubElement(properties, "property", {"name": name, "value": line(value)})
    groups = [
        each for each in report.get("groups", []) if not findings.isdisjoint(each["findings"])
    ]
    for number, each in enumerate(groups, start=1):
        of = f" of {each['of']:,}" if each["of"] is not None else ""
        text = f"{each['severity']}: {each['title']}: {each['places']:,}{of} ({each['id']})"
        attributes = {"name": f"root cause {number}", "value": line(text)}
        ET.SubElement(properties, "property", attributes)


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    target = report["target"]
    yield "shapeproof", report["tool"]["version"]
    yield "target", f"{target['kind']} {target['address']}".strip()
    yield "api version", report["api_version"] or ""
    yield "protocol", report.get("protocol", "")
    if report["service"]:
        yield "seed", str(report["seed"])
    yield "phases", ", ".join(report["phases"])
    yield "status", report["status"]
    yield "reached", reached_of(report)
    yield "requests", str(report["stats"]["requests"])
    yield "exercised", coverage_line(report)
    shard = report.get("shard")
    if shard is not None:
        yield "shard", f"{', '.join(map(str, shard['parts']))} of {shard['of']}"


def _add_incomplete(suite: ET.Element, report: Report, service: str) -> None:
    classname = f"shapeproof.{service or 'unknown'}"
    attributes = {"classname": xml_text(classname), "name": "run", "time": "0"}
    case = ET.SubElement(suite, "testcase", attributes)
    lines = list(reach_lines(report))
    stopped = report.get("stopped", "")
    message = f"the run is incomplete{f' ({stopped})' if stopped else ''}"
    error = ET.SubElement(case, "error", {"message": line(message), "type": INCOMPLETE})
    error.text = "\n".join(line(each) for each in (f"{reached_of(report)} reached", *lines))


def _operations(
    report: Report, service: str, findings: Sequence[FindingRecord]
) -> list[OperationRecord]:
    """The operations of a service, and those that only findings name."""
    own = [
        each
        for each in report["operations"]
        if report["service"]
        or service in each.get("services", [])
        or ("services" not in each and _is_of(each, findings, service))
    ]
    named = {each["name"] for each in own}
    others = dict.fromkeys(each["operation"] for each in findings if each["operation"] not in named)
    return [*own, *map(called_operation, others)]


def _is_of(operation: OperationRecord, findings: Sequence[FindingRecord], service: str) -> bool:
    """Whether an operation of an older report, which does not say so, is one of the service."""
    return not service or any(each["operation"] == operation["name"] for each in findings)
