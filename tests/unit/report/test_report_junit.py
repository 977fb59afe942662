from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from shapeproof.exchange import Finding, Severity
from shapeproof.report.interface import ReportContext
from shapeproof.report.junit_report import render_junit

from .report_samples import CONTEXT, REASON, finding, report_of

CHECKS = ("response_schema", "server_error")


def junit(*findings: Finding, context: ReportContext = CONTEXT) -> ET.Element:
    context = replace(context, checks=CHECKS)
    return ET.fromstring(render_junit(report_of(*findings, context=context), context))


def case(root: ET.Element, operation: str, family: str) -> ET.Element:
    for each in root.iter("testcase"):
        if (each.get("classname"), each.get("name")) == (f"shapeproof.vault.{operation}", family):
            return each
    raise AssertionError(f"{operation} {family}")


def test_a_case_for_each_operation_and_family() -> None:
    root = junit(finding("extra"))

    names = [(each.get("classname"), each.get("name")) for each in root.iter("testcase")]
    assert names == [
        (f"shapeproof.vault.{operation}", family)
        for operation in ("Ping", "GetSecret", "PutSecret")
        for family in (*CHECKS, "extra")
    ]
    for element in (root, root[0]):
        figures = [element.get(key) for key in ("tests", "failures", "errors", "skipped", "time")]
        assert figures == ["9", "1", "0", "3", "12.346"]


def test_findings_that_fail_the_run_are_failures() -> None:
    root = junit(finding(), finding(), finding(where="response body /other", message="second"))

    (failure,) = case(root, "Ping", "response_schema")
    assert failure.tag == "failure"
    assert failure.get("message") == "second (and 1 more)"
    assert failure.text is not None
    for part in ("response_schema at response body /status, 2 times", "expected: string", "curl "):
        assert part in failure.text


def test_findings_below_the_threshold_are_output() -> None:
    root = junit(finding(severity=Severity.WARNING))

    (output,) = case(root, "Ping", "response_schema")
    assert output.tag == "system-out"
    assert (output.text or "").startswith("warning: response_schema at")


def test_known_findings_are_skipped() -> None:
    known, new = finding(message="old"), finding("server_error")
    context = replace(CONTEXT, known=frozenset({known.id}))

    root = junit(known, new, context=context)

    skipped, output = case(root, "Ping", "response_schema")
    assert (skipped.tag, skipped.get("message")) == ("skipped", "known: old")
    assert "known" in (output.text or "")
    assert [each.tag for each in case(root, "Ping", "server_error")] == ["failure"]


def test_operations_that_were_not_reached_are_skipped_but_for_failures() -> None:
    root = junit(finding(operation="GetSecret"))

    assert [each.tag for each in case(root, "GetSecret", "response_schema")] == ["failure"]
    (skipped,) = case(root, "GetSecret", "server_error")
    assert (skipped.tag, skipped.get("message")) == ("skipped", REASON)


def test_operations_that_only_findings_name_are_there() -> None:
    assert (
        case(junit(finding(operation="Unplanned")), "Unplanned", "response_schema")[0].tag
        == "failure"
    )


@pytest.mark.parametrize("field", ["message", "actual", "expected", "where"])
def test_any_text_makes_valid_xml(field: str) -> None:
    controls = "".join(map(chr, range(0x20))) + "\x7f\x85\ufffe\uffff <&]]>\"'"

    root = junit(finding(**{field: controls}))

    (failure,) = case(root, "Ping", "response_schema")
    assert "\\x00\\x01" in (failure.text or "")
    assert "<&]]>\"'" in (failure.text or "")


def test_huge_values_are_abbreviated() -> None:
    report = report_of(finding(message="m" * 100_000, actual="a" * 100_000))

    assert len(render_junit(report, CONTEXT)) < 30_000


def test_without_families_there_is_one_case_each() -> None:
    root = ET.fromstring(render_junit(report_of(), CONTEXT))

    assert [each.get("name") for each in root.iter("testcase")] == ["contract"] * 3
