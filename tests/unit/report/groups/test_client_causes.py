"""What one change to a client would fix, by the values that differ."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.checks.client.leeway import RECASED
from shapeproof.checks.client.texts import difference_of, shown
from shapeproof.checks.texts import NOTHING
from shapeproof.contract.model import Contract, HttpBinding, Operation
from shapeproof.exchange import (
    ClientCase,
    ClientError,
    ClientExchange,
    ClientFamily,
    ClientResult,
    Exchange,
    ExpectedError,
    Finding,
    FindingTexts,
    HttpRequest,
    Outcome,
    Severity,
    Text,
)
from shapeproof.report.document import CauseRecord, FindingRecord
from shapeproof.report.findings import FindingBook
from shapeproof.report.groups.client import client_cause
from shapeproof.report.groups.client.facts import case_at
from shapeproof.report.interface import ReportContext

from .group_samples import operation, record, titles

SHAPE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "Since": {"type": "string", "x-timestamp": True, "x-location": "header"},
        "Until": {"type": "string", "x-timestamp": True},
        "Flag": {"type": "boolean", "x-location": "querystring", "x-location-name": "flag"},
        "Names": {"type": "array", "items": {"type": "string"}},
        "Tags": {"type": "object", "additionalProperties": {"type": "boolean"}},
        "Mode": {"type": "string", "enum": ["ON", "OFF"]},
        "Inner": {"type": "object", "properties": {"Size": {"type": "integer"}}},
    },
}
CONTRACT = Contract(
    service="things", api_version="1", protocol="rest-json", full_name="", service_id="",
    operations={
        "GetThing": Operation("GetThing", "get_thing", HttpBinding("GET", "/"), SHAPE, SHAPE)
    },
    errors={}, metadata={},
)  # fmt: skip


ANSWERED = ClientResult()


def told(
    check: str, constraint: str, pointer: str = "", expected: Any = None, actual: Any = None,
    result: ClientResult = ANSWERED, family: ClientFamily = ClientFamily.OUTPUT,
    label: str = "", varied: str = "", texts: FindingTexts | None = None,
    params: dict[str, Any] | None = None, **outputs: Any,
) -> Finding:  # fmt: skip
    case = ClientCase(
        "x", "GetThing", family, varied, params or {}, (), Outcome.OUTPUT, label=label, **outputs
    )
    kind = {"lost": "missing"}.get(constraint, constraint)
    said = texts or FindingTexts(Text("m"), *difference_of(kind, expected, actual))
    exchange = Exchange("GetThing", {}, HttpRequest("GET", "/"))
    return Finding(
        check, Severity.ERROR, "things", "GetThing", "place", constraint, said, exchange,
        pointer=pointer, call=ClientExchange(case, (), result),
    )  # fmt: skip


def error(kind: Any, message: str) -> ClientResult:
    return ClientResult(error=ClientError(kind, None, message))


def service_error(code: str) -> ClientResult:
    return ClientResult(error=ClientError("service", code, "m"))


@pytest.mark.parametrize(
    ("finding", "what", "detail"),
    [
        (told("output", "type", "/Since", "2020-01-01T00:00:00Z", 7),
         "the client reads timestamps in headers as numbers", ""),
        (told("wire_request", "type", "/Until", 7, "2020-01-01T00:00:00Z"),
         "the client sends timestamps as text", ""),
        (told("wire_request", "missing", "/flag", "false"),
         "the client drops members that are empty or false", "false"),
        (told("wire_request", "missing", "/Tags/a", False),
         "the client drops members that are empty or false", "false"),
        (told("output", "lost", "/Names/0", ""),
         "the client drops members of replies that are empty or false", '""'),
        (told("output", "lost", "/Inner/Size", 7), "members are not read", "of nested structures"),
        (told("output", "lost", "/Names", ["a", "b", "a"], ["a", "b"]),
         "lists lose elements when they are read", "repeats"),
        (told("output", "value", "/Mode", "ON", "on"), "enum values are lower-cased when they are "
         "read", ""),
        (told("output", "value", "/Names/0", "é", "\u00c3\u00a9"),
         "texts are taken for ISO-8859-1 when they are read", ""),
        (told("output", "value", "/Names/1", "b", "a", result=ClientResult({"Names": ["b", "a"]}),
              output={"Names": ["a", "b"]}), "lists have another order when they are read", ""),
        (told("output", "extra", "/Mode", None, "", label="null"),
         "null in a reply is read as a value", '""'),
        (told("output", "extra", "/Names", None, []), "absent members are read as empty values",
         "[]"),
        (told("output", "unknown-member", "/New", None, 1),
         "members that the model does not know are in the output", ""),
        (told("output", "failed", result=error("transport", "bad /Names/0: 'x'"), label="enum-new",
              output={"Names": []}),
         "successes are reported as errors: transport error bad …", "enum"),
        (told("wire_request", "not-sent", result=error("validation", "Mode: empty")),
         "valid calls are refused: validation error Mode: empty", "a output call"),
        (told("error", "code", texts=FindingTexts(Text("m"), shown("A"), NOTHING),
              family=ClientFamily.ERROR, label="BadException-header"),
         "errors are reported without their code", "header"),
        (told("error", "fields/Size", result=service_error("Other"), label="Bad-header",
              family=ClientFamily.ERROR, error=ExpectedError(400, "Bad")),
         "errors are reported with another code", "Bad header"),
        (told("error", "fields/Size", result=service_error("Bad"),
              error=ExpectedError(400, "Bad")),
         "members of errors differ from the reply", "Size"),
        (told("crash", "exit", "", None, "TypeError: no class for Bad", label="unmodeled-Bad",
              texts=FindingTexts(Text("the client crashes"), NOTHING, Text("no class for Bad")),
              error=ExpectedError(400, "Bad")),
         "the client crashes: no class for …", "unmodeled Bad"),
        (told("pages", "parameters", "/Mode"), "m", "Mode"),
        (told("pages", "lost", "/Names"), "m", ""),
        (told("output", "extra", "/Mode", None, "ON", params={"Mode": "ON"}),
         "members that a reply lacks are read as the parameters of their names", ""),
        (told("output", "value", "/Mode", "OFF", "ON", params={"Mode": "ON"}),
         "members are read as the parameters of their names", ""),
        (told("output", "extra", "/Mode", None, "ON", params={"Mode": "OFF"}),
         "the output has members that the reply does not have", ""),
        (told("output", "extra", "/Mode", None, "ON", label=RECASED),
         "members are read under names in another case of letters", ""),
        (told("output", "lost", "/Mode", "NEW", varied="/Mode", label="enum-unknown"),
         "values that an enum does not have are not read as they are", ""),
        (told("output", "value", "/Tags", ["NEW"], [], varied="/Tags/0", label="enum-unknown"),
         "values that an enum does not have are not read as they are", ""),
        (told("output", "lost", "/Inner/Size", 7, varied="/Mode", label="enum-unknown"),
         "members are not read", "of nested structures"),
        (told("output", "value", "/Names/0", "a\nb\rc é", "a\r\nb\r\nc é"),
         "texts have their line breaks changed when they are read", ""),
        (told("output", "value", "/Names/0", "a\0b é", "ab é"),
         "texts with control characters change when they are read", ""),
        (told("output", "value", "/Names/0", "a\0b é", "a\0b ?"),
         "texts with characters beyond ASCII change when they are read", ""),
        (told("output", "value", "/Names/0", "a < b & 'c'", "a &lt; b &amp; 'c'"),
         "texts have characters escaped (&amp;) when they are read", ""),
        (told("somebody.elses", "rule", texts=FindingTexts.of("is 'x' of 7")), "is … of …", ""),
    ],
)  # fmt: skip
def test_what_became_of_the_values_says_what_to_mend(
    finding: Finding, what: str, detail: str
) -> None:
    cause = client_cause(finding, CONTRACT)
    assert cause is not None
    assert (cause.what, cause.detail) == (what, detail)


def test_a_form_of_replies_that_is_not_read_is_one_cause_whatever_the_member() -> None:
    """A reader without CDATA has an empty text for a text, and nothing for a number."""
    found = [
        told("output", "missing", "/Inner/Size", 1, NOTHING, label="body-cdata"),
        told("output", "value", "/Mode", "ON", "", label="body-cdata"),
    ]

    causes = {client_cause(each, CONTRACT) for each in found}

    assert [(each.what, each.member) for each in causes if each] == [
        ("members are not read where a reply travels or is written otherwise", "")
    ]


def test_all_timestamps_that_are_read_wrongly_are_one_cause() -> None:
    late, early = "2020-01-01T01:00:00Z", "2020-01-01T00:00:00Z"
    found = told("output", "value", "/Until", early, late)
    cause = client_cause(found, CONTRACT)
    assert cause is not None
    assert (cause.what, cause.member) == ("timestamps are read with another value", "")


def test_a_finding_about_a_server_has_no_such_cause() -> None:
    finding = told("output", "type")
    assert client_cause(Finding(**{**finding.__dict__, "call": None}), CONTRACT) is None


@pytest.mark.parametrize(
    ("pointer", "varied", "kind"),
    [("/Names/0", "/names/0", "output list"), ("/Names", "/Mode", ""), ("", "", "")],
)
def test_a_call_counts_as_tried_where_it_varies_the_place(
    pointer: str, varied: str, kind: str
) -> None:
    made = told("output", "lost", pointer, 1, varied=varied, label="list")
    assert case_at(made) == kind


def caused(where: str, member: str = "", detail: str = "", operation: str = "A") -> FindingRecord:
    cause: CauseRecord = {"what": "w", "detail": detail, "member": member, "case": "request x"}
    return record("wire_request", operation, where, "missing", cause=cause)


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([caused("/A", detail="'/'"), caused("/B", detail="'%', '/'", operation="B")],
         ["w ('/', '%'): 2 of 9"]),
        ([caused("/A", "A"), caused("/B", "B")], ["'A': w: 1 of 9", "'B': w: 1 of 9"]),
        ([caused(f"/{each}", each) for each in "ABC"], ["w: 3 of 9"]),
        ([caused(f"/{each}", detail=each * 40) for each in "ABCDEF"],
         [f"w ({'A' * 40}, {'B' * 40}, {'C' * 40}, {'D' * 40}, …): 6 of 9"]),
    ],
)  # fmt: skip
def test_a_cause_is_one_group_whatever_the_members(
    findings: list[FindingRecord], expected: list[str]
) -> None:
    tried = [operation("A"), operation("B")]
    tried[0]["tried"] = {"request x": 4, "request y": 9}
    tried[1]["tried"] = {"request x": 5}
    assert sorted(titles(findings, *tried)) == expected


def test_a_member_that_a_client_makes_of_a_secret_is_masked() -> None:
    book = FindingBook(ReportContext(contract=CONTRACT))
    book.masker.marked.given("hunter-2-hunter")
    finding = told("wire_request", "surplus", "/hunter-2-hunter", None, "x")
    book.add(finding)

    cause = book.record(finding.id)["cause"]

    assert "hunter-2-hunter" in client_cause(finding, CONTRACT).member  # type: ignore[union-attr]
    assert "hunter" not in str(cause)
