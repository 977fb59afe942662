from dataclasses import replace

import pytest

from shapeproof.checks.responses import ServerError
from shapeproof.exchange import Case, Expect, Fault, How, HttpRequest, Severity

from .check_samples import CONTRACT, answer, case_of, error, faulted, findings_of, lines, observe

BROKEN = answer(b"Traceback ...", status=500, headers=())
TYPE = Fault("/AppId", "type", How.WRONG_TYPE, "both", "a string", "a number")

CAUSES: dict[str, tuple[Case | None, str, str, str]] = {
    "set-up": (None, "request", "crash", "a valid request"),
    "minimal": (
        case_of("GetBackend", "minimal"),
        "request",
        "minimal",
        "a request (required members only)",
    ),
    "enum": (
        case_of("GetBackend", "enum", "/A/B", label="X"),
        "request /A/B",
        "enum X",
        "a request (enum X at /A/B)",
    ),
    "label": (
        case_of("GetBackend", "label", "/AppId", label="slash"),
        "request /AppId",
        "label",
        "a request (label at /AppId)",
    ),
    "fault": (
        faulted("GetBackend", TYPE),
        "request /AppId",
        "type",
        "a request with a fault (expected a string at /AppId, sent a number)",
    ),
    "body": (
        faulted("GetBackend", Fault("", "body", How.MALFORMED_BODY, sent="a list for a body")),
        "request",
        "body",
        "a request with a fault (a list for a body)",
    ),
}


@pytest.mark.parametrize("name", CAUSES)
def test_the_cause_is_reported(name: str) -> None:
    case, where, constraint, words = CAUSES[name]
    (found,) = findings_of(observe("GetBackend", BROKEN, case=case), ServerError())
    assert (found.where, found.constraint) == (where, constraint)
    assert found.message == f"the server fails on {words}"
    assert found.pointer == (case.pointer if case else "")


@pytest.mark.parametrize("failure", ["timeout: no answer", "reset", "garbage: x", "too-large"])
def test_no_answer_is_a_crash(failure: str) -> None:
    (found,) = findings_of(observe("GetBackend", None, failure=failure), ServerError())
    assert (found.actual, found.expected) == (failure, "a status below 500")


@pytest.mark.parametrize(
    ("body", "reviewed", "severity"),
    [
        (b"FilterNotImplementedError: the filter 'x' is unknown", False, Severity.WARNING),
        (b"The filter has not been implemented yet", False, Severity.WARNING),
        (b"The filter has not been implemented yet", True, Severity.ERROR),
        (b"KeyError: 'implemented'", False, Severity.ERROR),
    ],
)
def test_a_part_that_the_target_says_it_lacks_weighs_less(
    body: bytes, reviewed: bool, severity: Severity
) -> None:
    lifecycle = replace(CONTRACT.lifecycle, reviewed=reviewed)
    contract = replace(CONTRACT, lifecycle=lifecycle)
    seen = observe("GetBackend", answer(body, status=500), contract=contract)
    (found,) = findings_of(seen, ServerError())
    assert found.severity is severity


def test_long_bodies_are_cut_short() -> None:
    (found,) = findings_of(observe("GetBackend", answer(b"x" * 5000, status=500)), ServerError())
    assert len(found.actual) < 250


@pytest.mark.parametrize("status", [200, 301, 400, 404, 429, 499])
def test_below_500_nothing_is_a_crash(status: int) -> None:
    assert findings_of(observe("GetBackend", answer({}, status=status)), ServerError()) == []


@pytest.mark.parametrize("expect", [Expect.ACCEPT, Expect.REJECT, Expect.OPEN, Expect.MISSING])
def test_501_is_fine_for_unbound_methods_only(expect: Expect) -> None:
    case = case_of("GetBackend", "route", expect=expect)
    seen = observe("GetBackend", answer(b"", status=501), case=case)
    assert len(findings_of(seen, ServerError())) == 1


def test_an_open_case_must_be_answered_unless_it_is_a_flood() -> None:
    case = case_of("GetBackend", "body", label="null", expect=Expect.OPEN)
    small = HttpRequest("POST", "/", body=b"x" * 100_000)
    seen = observe("GetBackend", None, failure="reset", case=case, request=small)
    assert len(findings_of(seen, ServerError())) == 1
    large = HttpRequest("POST", "/", body=b"x" * 100_001)
    seen = observe("GetBackend", None, failure="timeout: late", case=case, request=large)
    assert len(findings_of(seen, ServerError())) == 1
    legal = case_of("GetBackend", "length", "/AppId")
    seen = observe("GetBackend", None, failure="reset", case=legal, request=large)
    assert len(findings_of(seen, ServerError())) == 1


def test_a_flood_that_is_answered_with_a_500_is_a_crash() -> None:
    case = case_of("GetBackend", "body", label="large", expect=Expect.OPEN)
    large = HttpRequest("POST", "/", body=b"x" * 200_000)
    assert (
        len(findings_of(observe("GetBackend", BROKEN, case=case, request=large), ServerError()))
        == 1
    )


def test_a_modeled_error_must_have_its_own_status() -> None:
    late = error("GatewayTimeoutException", {"message": "late"}, 503)
    assert lines(findings_of(observe("GetBackend", late), ServerError())) == [
        ("server_error", "error", "request", "crash")
    ]
