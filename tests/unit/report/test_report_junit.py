from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from junitparser import JUnitXml

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


def judged_by_junitparser(text: str, tmp_path: Path) -> JUnitXml:
    path = tmp_path / "r.xml"
    path.write_text(text, encoding="utf-8")
    return JUnitXml.fromfile(str(path))


def test_another_reader_finds_suites_cases_and_results(tmp_path: Path) -> None:
    known = finding("extra", constraint="odd")
    context = replace(CONTEXT, known=frozenset({known.id}), checks=CHECKS)
    report = report_of(finding(), known, context=context)

    read = judged_by_junitparser(render_junit(report, context), tmp_path)

    (suite,) = read
    counts = Counter(type(each).__name__ for case in suite for each in case.result)
    assert (read.tests, read.failures, read.errors, read.skipped) == (9, 1, 0, 4)
    assert counts == {"Failure": 1, "Skipped": 4}
    assert all(case.classname and case.name and case.time == 0 for case in suite)
    facts = {each.name: each.value for each in suite.properties()}
    assert facts["seed"] == "7"
    assert facts["reached"] == "2 of 3 operations"
    assert facts["shapeproof"] == report["tool"]["version"]
    assert facts["root cause 1"].startswith("error: ")


def test_failures_name_the_root_causes_that_findings_share() -> None:
    given = [
        finding("accepts_invalid", where=f"request /m{index}", constraint="enum")
        for index in range(3)
    ]
    root = ET.fromstring(render_junit(report_of(*given), CONTEXT))

    (failure,) = case(root, "Ping", "accepts_invalid")
    assert (failure.get("message") or "").endswith(": 3 places")
    assert "root cause: " in (failure.text or "")


def test_many_findings_of_a_case_are_bounded() -> None:
    given = [finding(where=f"response body /m{index}") for index in range(200)]

    text = render_junit(report_of(*given), CONTEXT)

    assert text.count("curl -sS") == 20
    assert "180 more findings: the JSON report has all of them" in text


def test_an_incomplete_run_does_not_look_passed(tmp_path: Path) -> None:
    text = render_junit(report_of(stopped="time"), replace(CONTEXT, checks=CHECKS))

    read = judged_by_junitparser(text, tmp_path)

    assert (read.tests, read.errors) == (7, 1)
    (error,) = next(iter(next(iter(read)))).result
    assert error.message == "the run is incomplete (time)"
    assert "not finished: 1 operation: PutSecret" in (error.text or "")


def test_each_service_of_a_report_has_a_suite(tmp_path: Path) -> None:
    report = report_of(finding(), finding(service="other", operation="Get"))
    report["service"] = None
    report["findings"][0]["test"] = "tests/test_a.py::test_b"
    report["operations"][0]["services"] = ["vault"]
    report["operations"][1]["services"] = ["other", "vault"]

    read = judged_by_junitparser(render_junit(report, CONTEXT), tmp_path)

    names = {suite.name: [case.classname for case in suite] for suite in read}
    assert names == {
        "shapeproof.other": ["shapeproof.other.GetSecret", "shapeproof.other.Get"],
        "shapeproof.vault": ["shapeproof.vault.Ping", "shapeproof.vault.GetSecret"],
    }
    files = [
        each.get("file") for each in ET.fromstring(render_junit(report, CONTEXT)).iter("testcase")
    ]
    assert "tests/test_a.py" in files


def test_a_report_of_an_older_version_can_be_written() -> None:
    report = report_of(finding(), finding(message="second", where="header"))
    del report["groups"]
    for each in report["findings"]:
        del each["group"]

    assert "root cause 1" in render_junit(report, CONTEXT)


def test_without_families_there_is_one_case_each() -> None:
    root = ET.fromstring(render_junit(report_of(), CONTEXT))

    assert [each.get("name") for each in root.iter("testcase")] == ["contract"] * 3
