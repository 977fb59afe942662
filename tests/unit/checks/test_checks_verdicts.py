from dataclasses import replace
from typing import Any

import pytest

from shapeproof.checks.interface import Check, Observation
from shapeproof.checks.verdicts import (
    AcceptsInvalid,
    NotFound,
    NotReached,
    RejectsValid,
    SilentRejection,
    TookEffect,
    UnknownPath,
    WrongRejection,
    constraint_of,
    refused_for_another_reason,
)
from shapeproof.exchange import (
    Case,
    Distortion,
    Expect,
    Family,
    Fault,
    How,
    HttpRequest,
    HttpResponse,
)

from .check_samples import (
    CONTRACT,
    NOT_FOUND,
    TOKEN,
    answer,
    case_of,
    error,
    faulted,
    findings_of,
    guessed,
    lines,
    observe,
)

ACCEPTED = answer({"appId": "a"})
REFUSED = error("BadRequestException", {"message": "Member must not be null at appName"}, 400)
MISSING = error("NotFoundException", NOT_FOUND, 404)
CRASHED = answer(b"", status=500)
FAULT = Fault("/AppName", "required", How.LEFT_OUT)
INVALID = faulted("CreateBackend", FAULT)
LEGAL = case_of("CreateBackend", "text", "/AppName", label="markup")


def seen_in(case: Case | None, response: HttpResponse | None = REFUSED, **more: Any) -> Observation:
    failure = None if response else "reset"
    return observe("CreateBackend", response, case=case, failure=failure, **more)


LEGAL_CASES = [
    (LEGAL, "request /AppName", "text markup"),
    (case_of("CreateBackend", "length", "/AppName", label="1024"), "request /AppName", "length"),
    (case_of("CreateBackend", "enum", "/A/0", label="X"), "request /A/0", "enum X"),
    (case_of("CreateBackend", "alone", "/AppName"), "request /AppName", "alone"),
    (case_of("CreateBackend", "minimal"), "request", "minimal"),
    (case_of("CreateBackend", "full"), "request", "full"),
    (case_of("CreateBackend", "pairs", label="007"), "request", "pairs"),
    (case_of("CreateBackend", "null", "/AppName", label="null"), "request /AppName", "null null"),
    (
        case_of("CreateBackend", Family.TOGETHER, label="/A + /B=X"),
        "request /A + /B=X",
        Family.TOGETHER,
    ),
]


@pytest.mark.parametrize(("case", "where", "constraint"), LEGAL_CASES, ids=lambda x: str(x)[:30])
def test_a_refused_legal_case(case: Case, where: str, constraint: str) -> None:
    assert lines(findings_of(seen_in(case), RejectsValid())) == [
        ("rejects_valid", "error", where, constraint)
    ]
    assert constraint_of(case) == constraint


BODY = Fault("", "body", How.MALFORMED_BODY, sent="a list for a body")
NULL = Fault("/AppName", "type", How.NULL)
FAULTS = [
    (FAULT, "error", "request /AppName", "required"),
    (NULL, "error", "request /AppName", "null"),
    (
        Fault("/AppName", "type", How.WRONG_TYPE, "both", "a string", "a number"),
        "error",
        "request /AppName",
        "type",
    ),
    (Fault("/A/0", "enum", How.UNKNOWN_VALUE), "error", "request /A/0", "enum"),
    (BODY, "error", "request", "body: a list for a body"),
    (
        Fault("/Max", "maximum", How.TOO_LARGE, "server", 9, 10),
        "warning",
        "request /Max",
        "maximum",
    ),
    (Fault("/Id", "pattern", How.NO_MATCH), "warning", "request /Id", "pattern"),
    (
        Fault("/Id", "minLength", How.TOO_SHORT, "server", 2, 1),
        "warning",
        "request /Id",
        "minLength",
    ),
]


@pytest.mark.parametrize(("fault", "severity", "where", "constraint"), FAULTS)
@pytest.mark.parametrize(
    ("check", "response"), [(AcceptsInvalid(), ACCEPTED), (WrongRejection(), MISSING)]
)
def test_a_fault_that_goes_unnoticed(
    check: Check[Observation],
    response: HttpResponse,
    fault: Fault,
    severity: str,
    where: str,
    constraint: str,
) -> None:
    (found,) = findings_of(seen_in(faulted("CreateBackend", fault), response), check)
    assert lines([found]) == [(check.name, severity, where, constraint)]
    assert (found.pointer, found.expected) == (fault.pointer, "a validation error (status 400)")
    assert str(fault.text) in found.message


def test_a_refused_fault_that_took_effect() -> None:
    assert lines(findings_of(seen_in(INVALID), TookEffect())) == [
        ("wrong_rejection", "error", "request /AppName", "took effect required")
    ]
    (found,) = findings_of(seen_in(INVALID, contract=guessed()), TookEffect())
    assert found.severity.label == "warning"


ROUTE = case_of("CreateBackend", "route", label="method-PUT", expect=Expect.UNROUTED)
SLASH = replace(
    case_of("CreateBackend", "route", label="trailing-slash", expect=Expect.UNROUTED),
    distortion=Distortion(path_suffix="/"),
)
EMPTY = case_of("GetToken", "route", "/AppId", label="empty-label", expect=Expect.UNROUTED)


@pytest.mark.parametrize(
    ("case", "target", "reviewed", "severity", "constraint"),
    [
        (ROUTE, "/backend", True, "error", "route:method-PUT"),
        (SLASH, "/backend/", True, "note", "route:trailing-slash"),
        (EMPTY, "/backend//x", False, "error", "route:/AppId:empty-label"),
        (EMPTY, "/backend/x/", True, "error", "route:/AppId:empty-label"),
        (EMPTY, "/backend/x/", False, "note", "route:/AppId:empty-label"),
    ],
)
def test_an_unbound_request_that_is_answered(
    case: Case, target: str, reviewed: bool, severity: str, constraint: str
) -> None:
    contract = CONTRACT if reviewed else guessed()
    request = HttpRequest("PUT", target)
    seen = observe(case.operation, ACCEPTED, case=case, contract=contract, request=request)
    assert lines(findings_of(seen, UnknownPath())) == [
        ("unknown_path", severity, "request path", constraint)
    ]


ABSENT = case_of("GetToken", "absent", label="unknown", expect=Expect.MISSING)


@pytest.mark.parametrize(
    ("response", "constraint"),
    [(answer(TOKEN), "success"), (REFUSED, "other error"), (error("X", {}, 403), "other error")],
)
def test_what_was_never_made(response: HttpResponse, constraint: str) -> None:
    seen = observe("GetToken", response, case=ABSENT)
    assert lines(findings_of(seen, NotFound())) == [
        ("not_found", "error", "response status", constraint)
    ]


def test_not_reached() -> None:
    seen = seen_in(case_of("CreateBackend", "minimal"))
    assert lines(findings_of(seen, NotReached())) == [
        ("not_reached", "error", "request", "baseline")
    ]
    assert findings_of(seen, NotReached())[0].actual.startswith("status 400 ")
    gone = seen_in(case_of("CreateBackend", "minimal"), None)
    assert findings_of(gone, NotReached())[0].actual == "reset"


SILENT: list[tuple[Check[Observation], Observation]] = [
    (RejectsValid(), seen_in(LEGAL, ACCEPTED)),
    (RejectsValid(), seen_in(LEGAL, CRASHED)),
    (RejectsValid(), seen_in(LEGAL, None)),
    (RejectsValid(), seen_in(None)),
    (AcceptsInvalid(), seen_in(INVALID)),
    (AcceptsInvalid(), seen_in(INVALID, CRASHED)),
    (AcceptsInvalid(), seen_in(LEGAL, ACCEPTED)),
    (AcceptsInvalid(), seen_in(None, ACCEPTED)),
    (WrongRejection(), seen_in(INVALID)),
    (WrongRejection(), seen_in(INVALID, ACCEPTED)),
    (WrongRejection(), seen_in(INVALID, CRASHED)),
    (WrongRejection(), seen_in(INVALID, None)),
    (WrongRejection(), seen_in(INVALID, answer({}, status=422))),
    (WrongRejection(), seen_in(INVALID, error("ValidationException", {}, 409))),
    (WrongRejection(), seen_in(LEGAL, MISSING)),
    (WrongRejection(), seen_in(None, MISSING)),
    (SilentRejection(), seen_in(LEGAL)),
    (TookEffect(), seen_in(LEGAL)),
    (TookEffect(), seen_in(None)),
    (UnknownPath(), seen_in(ROUTE, MISSING)),
    (UnknownPath(), seen_in(ROUTE, answer(b"", status=308))),
    (UnknownPath(), seen_in(ROUTE, CRASHED)),
    (UnknownPath(), seen_in(None, ACCEPTED)),
    (NotFound(), observe("GetToken", MISSING, case=ABSENT)),
    (NotFound(), observe("GetToken", error("Other", {}, 404), case=ABSENT)),
    (NotFound(), observe("GetToken", CRASHED, case=ABSENT)),
    (NotFound(), observe("GetToken", None, failure="timeout", case=ABSENT)),
    (NotFound(), observe("GetToken", REFUSED)),
]


@pytest.mark.parametrize(
    ("check", "seen"), SILENT, ids=[f"{i}-{check.name}" for i, (check, _) in enumerate(SILENT)]
)
def test_silent(check: Check[Observation], seen: Observation) -> None:
    assert findings_of(seen, check) == []


def test_not_found_needs_an_error_that_says_so() -> None:
    operation = replace(CONTRACT.operations["GetToken"], errors=("BadRequestException",))
    contract = replace(CONTRACT, operations={"GetToken": operation})
    seen = observe("GetToken", answer(TOKEN), case=ABSENT, contract=contract)
    assert findings_of(seen, NotFound()) == []


DEEP = Fault("/Config/Roles/0/Mode", "enum", How.UNKNOWN_VALUE)
DEEP_PARAMS = {"Config": {"Roles": [{"Mode": "SHAPEPROOF_NO_SUCH_VALUE"}]}}
MESSAGES = [
    (FAULT, {}, "appName is required", True),
    (FAULT, {}, "APPNAME", True),
    (FAULT, {}, "Invalid request", False),
    (FAULT, {}, "name", False),
    (DEEP, DEEP_PARAMS, "config.roles[0].mode is wrong", True),
    (DEEP, DEEP_PARAMS, "roles has a bad element", True),
    (DEEP, DEEP_PARAMS, "'shapeproof_no_such_value' is unknown", True),
    (DEEP, DEEP_PARAMS, "config is wrong", False),
    (DEEP, {"Config": {"Roles": [{"Mode": "ab"}]}}, "'ab' is unknown", False),
    (DEEP, {}, "bad value", False),
    (BODY, {}, "Bad request", True),
]


@pytest.mark.parametrize(("fault", "params", "message", "names_it"), MESSAGES)
def test_a_refusal_names_what_is_wrong(
    fault: Fault, params: dict[str, Any], message: str, names_it: bool
) -> None:
    case = faulted("CreateBackend", fault, params)
    response = error("BadRequestException", {"message": message}, 400)
    found = findings_of(observe("CreateBackend", response, params, case=case), SilentRejection())
    expected = [("wrong_rejection", "note", "error message", "names nothing")]
    assert lines(found) == ([] if names_it else expected)


def test_an_error_without_a_message_is_not_told_twice() -> None:
    for body in ({}, {"message": ""}, b"<x/>"):
        silent = error("BadRequestException", body, 400)
        assert findings_of(seen_in(INVALID, silent), SilentRejection()) == []


@pytest.mark.parametrize(
    ("response", "other"),
    [
        (REFUSED, False),
        (answer({}, status=422), False),
        (MISSING, True),
        (error("ConflictException", {}, 409), True),
        (error("InvalidParameterValidation", {}, 409), False),
        (answer(b"", status=403), True),
    ],
)
def test_refused_for_another_reason(response: HttpResponse, other: bool) -> None:
    assert refused_for_another_reason(seen_in(INVALID, response)) is other


def test_valid_cases_are_described_in_words() -> None:
    messages = [findings_of(seen_in(case), RejectsValid())[0].message for case, _, _ in LEGAL_CASES]
    assert messages[0] == "a valid request is refused: text markup at /AppName"
    assert messages[4] == "a valid request is refused: required members only"
    assert messages[-1] == "a valid request is refused: /A + /B=X together"
