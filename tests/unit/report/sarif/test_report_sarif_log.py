"""SARIF: valid under its schema, and within what GitHub takes of a run."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.checks.catalogue import DESCRIPTIONS
from shapeproof.exchange import Finding, Severity
from shapeproof.report.document import Report
from shapeproof.report.interface import ReportContext
from shapeproof.report.known_findings import KnownFinding
from shapeproof.report.sarif.log import MAX_RESULTS, render_sarif
from tests.support.public_schemas import needs_sarif_schema, sarif_validator

from ..report_samples import CONTEXT, REASON, finding, put_exchange, report_of

NASTY = "a\x00\x1b[31m <script>alert(1)</script> [x](javascript:y) {0} \ud800 é 💥 \\"


def log(report: Report, context: ReportContext = CONTEXT, **limits: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render_sarif(report, context, **limits))
    return found


def run_of(report: Report, context: ReportContext = CONTEXT, **limits: int) -> dict[str, Any]:
    run: dict[str, Any] = log(report, context, **limits)["runs"][0]
    return run


def several() -> list[Finding]:
    return [
        finding("request_id", Severity.WARNING, where="a"),
        finding(where="b"),
        finding(where="c", exchange=put_exchange({"Password": "hunter2-hunter2"})),
        finding("not_found", Severity.NOTE, where="d"),
    ]


@needs_sarif_schema
@pytest.mark.parametrize(
    "findings", [[], several(), [finding(message=NASTY, where=NASTY, actual=NASTY)]]
)
def test_it_is_valid_under_the_schema(findings: list[Finding]) -> None:
    sarif_validator().validate(log(report_of(*findings)))


@needs_sarif_schema
def test_the_rules_of_all_checks_are_valid() -> None:
    context = replace(CONTEXT, checks=tuple(DESCRIPTIONS))
    sarif_validator().validate(log(report_of(), context))
    rules = run_of(report_of(), context)["tool"]["driver"]["rules"]
    assert [each["id"] for each in rules] == list(DESCRIPTIONS)


def test_the_run() -> None:
    run = run_of(report_of(*several()))
    (invocation,) = run["invocations"]
    assert invocation["exitCode"] == 1
    assert invocation["executionSuccessful"] is True
    assert invocation["startTimeUtc"] < invocation["endTimeUtc"]
    notices = [each["message"]["text"] for each in invocation["toolExecutionNotifications"]]
    assert f"GetSecret was not reached: {REASON}" in notices
    assert run["automationDetails"]["id"].startswith("shapeproof/http/vault/")
    assert run["tool"]["driver"]["name"] == "shapeproof"


def test_results_name_their_rule_and_the_most_severe_come_first() -> None:
    run = run_of(report_of(*several()))
    rules = [each["id"] for each in run["tool"]["driver"]["rules"]]
    levels = [each["level"] for each in run["results"]]
    assert levels == ["error", "error", "warning", "note"]
    assert all(rules[each["ruleIndex"]] == each["ruleId"] for each in run["results"])


def test_a_result_is_found_again_by_the_id_of_its_finding() -> None:
    report = report_of(finding())
    (result,) = run_of(report)["results"]
    prints = result["partialFingerprints"]
    assert set(prints.values()) == {report["findings"][0]["id"]}
    assert "primaryLocationLineHash" in prints
    assert result["properties"]["group"] == report["groups"][0]["id"]
    names = [each["name"] for each in result["locations"][0]["logicalLocations"]]
    assert names == ["vault", "Ping", report["findings"][0]["where"]]


def test_each_result_has_a_file_and_a_line() -> None:
    for each in run_of(report_of(*several()))["results"]:
        place = each["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"]
        assert place["region"]["startLine"] >= 1


def test_known_findings_are_suppressed() -> None:
    known = report_of(finding(where="b"))["findings"][0]
    entry = KnownFinding("Ping", "response_schema", "b", known["id"])
    context = replace(CONTEXT, known=frozenset({known["id"]}), baseline=(entry,))
    new, old = run_of(report_of(*several(), context=context), context)["results"][0::3]
    assert (new["baselineState"], new["suppressions"]) == ("new", [])
    assert old["baselineState"] == "unchanged"
    assert old["suppressions"][0]["kind"] == "external"


def test_without_a_baseline_nothing_is_said_of_it() -> None:
    (result,) = run_of(report_of(finding()))["results"]
    assert not {"baselineState", "suppressions"} & result.keys()


def test_links_in_messages_are_escaped_and_secrets_are_masked() -> None:
    found = finding(
        message=f"{NASTY} hunter2-hunter2", exchange=put_exchange({"Password": "hunter2-hunter2"})
    )
    text = render_sarif(report_of(found), CONTEXT)
    assert "hunter2-hunter2" not in text
    assert "\\\\[x\\\\](javascript:y)" in text
    assert "\x1b" not in text
    assert "\\u001b" not in text


def test_what_exceeds_the_limits_is_left_out_and_counted() -> None:
    found = [finding(where=f"place {each}", actual=str(each) * 50) for each in range(60)]
    run = run_of(report_of(*found), max_results=40)
    assert len(run["results"]) == 40
    assert run["properties"]["leftOut"] == 20
    notices = run["invocations"][0]["toolExecutionNotifications"]
    assert notices[0]["message"]["text"].startswith("20 findings left out")
    assert MAX_RESULTS == 25_000


def test_the_compressed_file_is_within_its_limit() -> None:
    found = [finding(where=f"place {each}", actual=f"{each * 7919:x}" * 20) for each in range(80)]
    text = render_sarif(report_of(*found), CONTEXT, max_bytes=4_000)
    assert len(gzip.compress(text.encode())) <= 4_000
    assert 0 < len(json.loads(text)["runs"][0]["results"]) < 80


def test_a_single_gigantic_finding_ends_in_an_empty_list() -> None:
    text = render_sarif(report_of(finding()), CONTEXT, max_bytes=10)
    assert json.loads(text)["runs"][0]["results"] == []
