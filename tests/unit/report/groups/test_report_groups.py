from __future__ import annotations

from typing import Any

import pytest

from shapeproof.exchange import Case, Expect, Family, Fault, How
from shapeproof.exchange.events import CaseFinished, CaseOutcome, FindingFound
from shapeproof.report.document import FindingRecord, OperationRecord
from shapeproof.report.groups import grouped, with_groups
from shapeproof.report.groups.answers import answer_of

from ..report_samples import collected, finding, report_of, run
from .group_samples import crash, operation, record, text_of, titles

OPERATIONS = ("CreateThing", "UpdateThing", "TagThing")


def everywhere(check: str, constraint: str, **more: Any) -> list[FindingRecord]:
    """The same defect at four places of three operations."""
    return [
        record(check, name, f"request /{member}", constraint, **more)
        for name in OPERATIONS
        for member in ("A", "B", "C", "D")
    ]


@pytest.mark.parametrize(
    ("findings", "tried", "expected"),
    [
        pytest.param(
            everywhere("accepts_invalid", "required"),
            {"required": 4},
            ["no operation checks required members: 12 of 12"],
            id="nothing-is-validated",
        ),
        pytest.param(
            everywhere("accepts_invalid", "enum")[:8],
            {"enum": 5},
            ["2 of 3 operations do not check enums: 8 of 15"],
            id="most-operations",
        ),
        pytest.param(
            everywhere("accepts_invalid", "enum")[:4],
            {"enum": 4},
            ["CreateThing checks no enum: 4 of 4"],
            id="one-operation",
        ),
        pytest.param(
            everywhere("accepts_invalid", "minLength")[:3],
            {"minLength": 2, "maxLength": 2},
            ["CreateThing leaves lengths of texts unchecked: 3 of 4"],
            id="most-places-of-one-operation",
        ),
        pytest.param(
            [record(operation=each, where="request /Mode", constraint="enum")
             for each in OPERATIONS],
            {"enum": 9},
            ["'Mode' is accepted with a value outside its enum: 3"],
            id="one-shape-in-several-operations",
        ),
        pytest.param(
            everywhere("server_error", "type", status=500, body="<h1>Internal Server Error</h1>"),
            {"type": 5},
            ["the server fails (status 500) on values of a wrong type: 12 of 15"],
            id="failures-without-a-text",
        ),
        pytest.param(
            [
                crash("CreateThing", "KeyError: 'Name'"),
                crash("UpdateThing", "KeyError: 'Size'", "request /Size", constraint="type"),
                crash("TagThing", "'NoneType' object has no attribute 'get'"),
                crash("TagThing", "'str' object has no attribute 'get'", "request /Tags"),
            ],
            {"required": 4},
            [
                "the server fails with KeyError: …: 2",
                "the server fails with 500 Failure: 'NoneType' object has no attribute 'get': 1",
                "the server fails with 500 Failure: 'str' object has no attribute 'get': 1",
            ],
            id="failures-by-their-exceptions",
        ),
        pytest.param(
            [
                record("server_error", each, status=500, body="Internal Server Error")
                for each in OPERATIONS[:2]
            ],
            {"required": 5},
            ["the server fails (status 500) on missing required members: 2 of 15"],
            id="failures-of-some-operations",
        ),
        pytest.param(
            [
                record("server_error", each, where="request", status=0, actual="reset: by peer")
                for each in OPERATIONS[:2]
            ],
            {},
            ["the server gives no answer (reset): 2"],
            id="no-answer",
        ),
        pytest.param(
            [record("response_schema", each, "response body /Things/0/State", "enum", message="m")
             for each in OPERATIONS]
            + [record("response_schema", "GetThing", "response body /State", "enum", message="m")]
            + [record("response_schema", "GetThing", "response body /State", "type", message="t")],
            {},
            ["'State': m: 4", "'State': t: 1"],
            id="one-member-of-responses",
        ),
        pytest.param(
            [record("response_schema", "GetThing", f"response body /Thing/{each}", "required")
             for each in "ABC"],
            {},
            ["GetThing Thing: 3 required members are missing: 3"],
            id="an-object-that-lacks-members",
        ),
        pytest.param(
            [record("response_schema", "ListThings", f"response body /Things/{each}", "unknown")
             for each in ("0/A", "3/B", "0/C")],
            {},
            ["ListThings Things: 3 members are none of the model: 3"],
            id="an-object-with-members-of-another",
        ),
        pytest.param(
            [record("response_schema", each, f"response body /{each}At", "type",
                    message="expected a number, got a string", actual='"2026-01-01T00:00:00Z"')
             for each in OPERATIONS],
            {},
            ["timestamps are in a wrong form: expected a number, got a string: 3"],
            id="one-form-of-timestamps",
        ),
        pytest.param(
            [record("content_type", each, "response header Content-Type", "error",
                    actual="text/html", expected="application/json") for each in OPERATIONS[:2]],
            {},
            ["errors have the content type text/html, not application/json: 2 of 3"],
            id="one-header",
        ),
        pytest.param(
            [record("rejects_valid", each, f"request /{each}", "text quotes", status=400,
                    sent=f'{{"Name": "{each}-name"}}',
                    body=f'{{"__type":"x#BadName","message":"Thing {each}-name has 3 faults"}}')
             for each in OPERATIONS],
            {},
            ["valid requests are refused: 400 BadName: Thing … has … faults: 3"],
            id="one-refusal-whatever-the-value",
        ),
        pytest.param(
            [record("pagination", each, "pages", "size", message="too many")
             for each in ("ListA", "ListB", "ListC")]
            + [record("not_removed", "DeleteThing", "Thing by GetThing", "still there",
                      message="it is still there")],
            {},
            ["DeleteThing: it is still there: 1", "too many: 3"],
            id="rules-of-state",
        ),
        pytest.param(
            [record("somebody.elses", "GetThing", "anywhere", "rule", message="bad")],
            {},
            ["GetThing: bad: 1"],
            id="a-check-of-another-package",
        ),
    ],
)  # fmt: skip
def test_findings_of_one_cause_are_one_group(
    findings: list[FindingRecord], tried: dict[str, int], expected: list[str]
) -> None:
    operations = [operation(each, **tried) for each in OPERATIONS]

    assert sorted(titles(findings, *operations)) == sorted(expected)


OLD_MESSAGES = [
    ("an invalid request is accepted: the required member is left out at /A", "required members"),
    ("an invalid request is accepted: sent a value outside the enum at /A", "enums"),
    ("an invalid request is accepted: expected a string at /A, sent a number", "types"),
    ("an invalid request is accepted: at most 5 characters at /A, sent 6", "lengths of texts"),
]  # fmt: skip


@pytest.mark.parametrize(("message", "unchecked"), OLD_MESSAGES)
def test_a_report_that_does_not_name_constraints_is_grouped_by_its_messages(
    message: str, unchecked: str
) -> None:
    found = [
        record(operation=name, where=f"request /{member}", message=message)
        for name in OPERATIONS
        for member in "AB"
    ]
    for each in found:
        del each["constraint"]

    assert titles(found) == [f"no operation checks {unchecked}: 6"]


def _noisy() -> list[FindingRecord]:
    """Many findings of one kind, one at each place, and single ones of others."""
    return [
        *(crash(f"Op{each}", f"exception {chr(97 + each % 26)}x", f"request /M{each}")
          for each in range(26)),
        *everywhere("accepts_invalid", "required"),
        record("response_schema", where="response body /State", constraint="enum"),
        record("read_back", where="GetThing /Name", constraint="changed"),
        record("error_shape", where="error response", constraint="code"),
        record("pagination", where="pages", severity="warning"),
    ]  # fmt: skip


def test_the_first_groups_are_of_different_kinds() -> None:
    first = grouped(_noisy(), [])[:10]

    assert len({each["check"] for each in first}) >= 5
    assert {"server_error", "accepts_invalid", "response_schema"} < {e["check"] for e in first[:4]}
    assert [each["severity"] for each in first[:5]] == ["error"] * 5


def test_each_finding_is_in_one_group_and_names_it() -> None:
    findings = [finding(where=f"response body /{each}") for each in "abc"] + [finding("echo")]
    report = report_of(*findings)

    members = [each for group in report["groups"] for each in group["findings"]]
    assert sorted(members) == sorted(each.id for each in findings)
    by_id = {each["id"]: each for each in report["groups"]}
    for each in report["findings"]:
        assert each["id"] in by_id[each["group"]]["findings"]
    for group in report["groups"]:
        assert group["example"] in group["findings"]
        assert group["places"] == len(group["findings"])


def test_ids_depend_on_the_cause_alone() -> None:
    operations: list[OperationRecord] = [operation(each, required=4) for each in OPERATIONS]
    all_of_them = everywhere("accepts_invalid", "required")

    (one,) = grouped(all_of_them, operations)
    (other,) = grouped(list(reversed(all_of_them[1:])), operations)
    (third,) = grouped([{**each, "service": "other"} for each in all_of_them], operations)

    assert one["id"] == other["id"] != third["id"]
    assert one["operations"] == sorted(OPERATIONS, key=OPERATIONS.index)


def test_known_findings_come_last_and_are_no_example() -> None:
    known = record("server_error", where="request /A", known=True, status=500)
    new = record("server_error", where="request /B", status=500)
    note = record("status", severity="note")
    gone = {**record("response_schema", where="response body /X"), "known": True}

    found = grouped([known, new, note, gone], [])

    assert [text_of(each) for each in found][-1].startswith("'X'")
    assert found[0]["example"] == new["id"]


def test_the_example_is_the_shortest_to_send_again() -> None:
    short, long = record(where="request /Z"), record(where="request /A")
    long["reproduce"]["curl"] += " --data-binary much"

    (group,) = grouped([long, short], [operation("CreateThing", required=2)])

    assert group["example"] == short["id"]


def _ended(kind_of: Fault | Family, place: str, outcome: CaseOutcome) -> CaseFinished:
    fault = kind_of if isinstance(kind_of, Fault) else None
    family = Family.INVALID if isinstance(kind_of, Fault) else kind_of
    case = Case("Ping:x", "Ping", family, place, {}, Expect.REJECT, fault)
    return CaseFinished("Ping", case.id, "coverage", outcome, case.kind, case.pointer)


def test_the_places_that_were_tried_are_counted() -> None:
    left_out = Fault("/A", "required", How.LEFT_OUT)
    null = Fault("/A", "type", How.NULL)
    events = run()
    events[3:3] = [
        _ended(left_out, "/A", CaseOutcome.ACCEPTED),
        _ended(left_out, "/A", CaseOutcome.REFUSED),
        _ended(left_out, "/L/0/B", CaseOutcome.REFUSED),
        _ended(left_out, "/L/1/B", CaseOutcome.REFUSED),
        _ended(left_out, "/C", CaseOutcome.NOT_RUN),
        _ended(null, "/A", CaseOutcome.REFUSED),
        _ended(Family.ENUM, "/A", CaseOutcome.ACCEPTED),
        FindingFound(finding("accepts_invalid", where="request /A", constraint="required")),
    ]

    report = collected(events).report()

    assert report is not None
    assert report["operations"][0]["tried"] == {"enum": 1, "null": 1, "required": 2}
    assert [each["of"] for each in report["groups"]] == [None]
    assert report["groups"][0]["title"] == "'A' is accepted with no value, though it is required"


def test_regrouping_changes_nothing() -> None:
    report = report_of(finding(), finding("echo"), finding("server_error", operation="GetSecret"))

    assert with_groups(report) == report


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (500, "{}", "500"),
        (500, "", "500"),
        (500, "<html><title>500 Internal Server Error</title></html>", "500 Internal Server Error"),
        (503, '{"message": "Service Unavailable"}', "503 Service Unavailable"),
    ],
)
def test_an_answer_that_says_nothing_is_no_cause(status: int, body: str, expected: str) -> None:
    answer = answer_of(record("server_error", status=status, body=body))

    assert str(answer) == expected
    assert answer.is_generic


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, '{"__type": "a.b#Odd", "message": "no \'x\' in b1"}', "400 Odd: no … in …"),
        (404, "<Error><Code>NoKey</Code><Message>gone</Message></Error>", "404 NoKey: gone"),
        (500, "Traceback (most recent call last):\n x\nKeyError: 'Name'", "500 KeyError: …"),
        (500, "TypeError: no function\n    at x (y.js:1)", "500 TypeError: no function"),
        (0, "", "no answer"),
    ],
)  # fmt: skip
def test_an_answer_in_words_has_no_values(status: int, body: str, expected: str) -> None:
    assert str(answer_of(record("server_error", status=status, body=body))) == expected


def test_the_values_of_a_form_are_no_part_of_a_cause() -> None:
    said = "LacksFilterError: The filter for DescribeThings in zone-a is not there"
    found = record("server_error", status=500, body=said, sent="Action=DescribeThings&Zone=zone-a")
    assert str(answer_of(found)) == "500 LacksFilterError: The filter for … in … is not there"
