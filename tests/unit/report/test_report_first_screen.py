"""The first screen of a terminal with 24 lines of 80 characters."""

from __future__ import annotations

import io
from dataclasses import replace
from math import ceil
from typing import Any

import pytest

from shapeproof.exchange import Finding, HttpRequest, HttpResponse
from shapeproof.report.document import CauseRecord, FindingRecord, Report
from shapeproof.report.groups import with_groups
from shapeproof.report.terminal import print_report

from .groups.group_samples import crash, operation, record
from .report_samples import CONTEXT, finding, ping, report_of

WIDTH, HEIGHT = 80, 24


@pytest.fixture(autouse=True)
def _width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))


def page(report: Report, **context: Any) -> list[str]:
    stream = io.StringIO()
    print_report(report, replace(CONTEXT, color=False, **context), stream)
    return [line.rstrip() for line in stream.getvalue().splitlines()]


def screen(lines: list[str]) -> list[str]:
    """The lines that are on the first screen; long ones take several of its lines."""
    shown, used = [], 0
    for each in lines:
        used += max(1, ceil(len(each) / WIDTH))
        if used > HEIGHT:
            break
        shown.append(each)
    return shown


def many() -> Report:
    """300 findings of a server that validates nothing, fails often, and lies now and then."""
    names = [f"Create{name}" for name in ("Broker", "User", "Configuration", "Tag", "Thing")]
    members = [f"Member{index}" for index in range(15)]
    findings = [
        record("accepts_invalid", name, f"request /{member}", constraint)
        for name in names
        for member in members
        for constraint in ("required", "enum", "maxLength")
    ]
    findings += [
        crash(name, f"KeyError: '{member}'", f"request /{member}")
        for name in names
        for member in members
    ]
    findings += [record("response_schema", each, "response body /State", "enum") for each in names]
    findings += [record("error_shape", each, "error response", "code") for each in names]
    findings += [record("pagination", "ListThings", "pages", "endless", severity="warning")]
    counts = {"required": 15, "enum": 15, "maxLength": 15}
    report: Report = {
        **report_of(finding()),
        "findings": findings,
        "operations": [operation(each, **counts) for each in names],
    }
    return with_groups(report)


def test_five_root_causes_are_on_the_first_screen() -> None:
    shown = screen(page(many()))

    titles = [each for each in shown if " error  " in each or " warning  " in each]
    assert len(titles) >= 5
    assert shown[1].startswith("findings: ")
    assert "of 3 operations reached" in shown[2]
    text = "\n".join(shown)
    for expected in (
        "no operation checks required members: 75 of 75",
        "the server fails with KeyError: …: 75",
        "'State': ",
    ):
        assert expected in text
    assert sum(each.lstrip().startswith("curl ") for each in shown) >= 5


def test_each_root_cause_has_a_place_and_a_request() -> None:
    lines = page(many())
    at = next(index for index, each in enumerate(lines) if "required members" in each)

    assert lines[at + 1].startswith("   Create")
    assert ", request /Member" in lines[at + 1]
    assert lines[at + 2].startswith("   curl -i ")


def test_a_run_without_findings_is_short() -> None:
    lines = page(report_of())

    assert len(lines) < 10
    assert lines[-1].startswith("conforms as far as reached: 2 of 3 operations")


@pytest.mark.parametrize("count", [1, 3])
def test_few_findings_are_shown_in_full(count: int) -> None:
    lines = page(report_of(*(finding(where=f"response body /{i}x") for i in range(count))))

    assert sum(each.startswith("ERROR ") for each in lines) == count
    assert sum(each.startswith("  expected string") for each in lines) == count


def test_names_of_operations_are_never_broken() -> None:
    name = "Describe" + "VeryLongOperationName" * 4
    report = report_of(*(finding(operation=name, where=f"response body /{i}") for i in range(5)))
    for each in report["operations"]:
        each.update(name=f"{name}{each['name']}", findings=1, reached=True)

    text = "\n".join(page(report))

    for each in report["operations"]:
        assert each["name"] in text


def test_operations_without_anything_to_say_are_not_listed() -> None:
    report = report_of(*(finding(where=f"response body /m{i}") for i in range(5)))

    lines = page(report)

    assert "       5       2         3  Ping" in lines
    assert not any(each.endswith("  PutSecret") for each in lines)
    assert any(each.startswith("not reached (") and each.endswith(": GetSecret") for each in lines)


def _signed(body: bytes) -> Finding:
    headers = (
        ("Content-Type", "application/json"),
        ("X-Amz-Date", "20200811T000000Z"),
        (
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=KEY/20200811/eu-west-1/vault/aws4_request, "
            f"SignedHeaders=host, Signature={'0' * 64}",
        ),
    )
    request = HttpRequest("POST", "/ping", headers, body)
    return finding(exchange=replace(ping(response=HttpResponse(200, (), b"{}")), request=request))


def first_curl(body: bytes, **context: Any) -> str:
    others = [finding(where=f"response body /{i}x", exchange=ping(b"x" * 500)) for i in range(4)]
    lines = page(report_of(_signed(body), *others), **context)
    return next(each for each in lines if "aws-sigv4" in each).strip()


def test_curl_signs_the_request() -> None:
    assert first_curl(b'{"a": 1}') == (
        "curl -i -H Content-Type:application/json --aws-sigv4 aws:amz:eu-west-1:vault -u k:s "
        """-d '{"a": 1}' 127.0.0.1:5000/ping"""
    )


def test_long_curl_lines_are_cut_but_for_verbose() -> None:
    body = b'{"a": "' + b"x" * 400 + b'"}'

    assert len(first_curl(body)) <= 3 * WIDTH
    assert first_curl(body).endswith("…")
    assert first_curl(body, verbose=True).endswith(" 127.0.0.1:5000/ping")


def of_client(check: str, what: str, operation_name: str, where: str, **more: Any) -> FindingRecord:
    cause: CauseRecord = {"what": what, "detail": "", "member": "", "case": ""}
    made = record(check, operation_name, where, "value", cause=cause, **more)
    return {**made, "expected": "x" * 500 + "1", "actual": "x" * 500 + "2"}


def of_a_client() -> Report:
    """300 findings of a client, of five causes."""
    causes = [("output", f"values are read wrongly: {each}") for each in "abc"]
    causes += [("wire_request", f"values are sent wrongly: {each}") for each in "de"]
    body = f'{{"Other": "{"y" * 200}", "Member7": 1}}'
    findings = [
        of_client(check, what, name, f"body /Member{index}", body=body, sent=body)
        for check, what in causes
        for index in range(10)
        for name in ("GetThing", "ListThings", "CreateThing", "UpdateThing", "DeleteThing", "Tag")
    ]
    return with_groups({**report_of(finding()), "findings": findings})


def test_a_client_with_300_findings_fits_on_the_first_screen() -> None:
    shown = screen(page(of_a_client()))

    titles = [each for each in shown if " error  " in each]
    assert len(titles) >= 4
    assert all(each.endswith(": 60") for each in titles)
    text = "\n".join(shown)
    assert text.count("expected from character 481: …") >= 4
    assert text.count("1, got from character") >= text.count("x2\n") >= 4
    assert any(each.startswith("   replied 200 {") for each in shown)
    assert any(each.startswith("   sent POST /things {") for each in shown)
    assert any(each.startswith("next: --operation ") for each in shown)
    assert not any("curl" in each for each in shown)


def test_the_reply_is_shown_from_the_member() -> None:
    report = of_a_client()
    seventh = [each for each in report["findings"] if each["where"].endswith("7")][:4]
    lines = page(with_groups({**report, "findings": seventh}))
    assert any('…yyyyyyy", "Member7": 1}' in each for each in lines)


def test_the_reply_is_shown_with_the_fields_that_name_its_error() -> None:
    fields = {"Content-Type": "application/json", "X-Amzn-ErrorType": "BadException"}
    made = [
        of_client("error", "w", "GetThing", f"error {each}", status=400, headers=fields)
        for each in range(4)
    ]
    lines = page(with_groups({**report_of(finding()), "findings": made}))
    assert any("replied 400 (X-Amzn-ErrorType: BadException) {}" in each for each in lines)
