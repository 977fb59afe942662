"""Invalid parameters over a run: holes in what a client checks, and what it does not check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.client.local_validation import LocalValidation
from shapeproof.exchange import ClientError, ClientResult, Fault, Finding, How, Outcome, Severity
from shapeproof.generate.cases.coverage import coverage_cases

from .client_call_samples import (
    AMPLIFY,
    EVERYTHING,
    Line,
    call,
    due_request,
    seen,
    unsent,
    with_body,
)

REFUSED = ClientResult(error=ClientError("validation", "ParamValidationError", "no"))


def faulty(
    operation: str, fault: Fault, *, sent: bool, params: Mapping[str, Any] | None = None
) -> ClientObservation:
    result = ClientResult({}) if sent else REFUSED
    made = call(
        operation, params or {}, outcome=Outcome.OPEN, attempts=(0, None), fault=fault,
        result=result, id=f"{operation}:invalid:{fault.pointer}:{fault.constraint}",
    )  # fmt: skip
    return seen(made if sent else unsent(made))


def judged(*calls: ClientObservation) -> list[Finding]:
    return list(LocalValidation().check(calls))


def lines(*calls: ClientObservation) -> list[Line]:
    return [(each.severity.label, each.where, each.constraint) for each in judged(*calls)]


ENVIRONMENT = Fault("/BackendEnvironmentName", "required", How.LEFT_OUT)
NAME = Fault("/AppName", "required", How.LEFT_OUT)
STATUS = Fault("/Status", "type", How.WRONG_TYPE, "both", "a string", "a number")
OPERATION = Fault("/Operation", "type", How.WRONG_TYPE, "both", "a string", "a number")


def test_a_client_that_refuses_everything() -> None:
    assert (
        lines(
            faulty("CreateBackend", ENVIRONMENT, sent=False),
            faulty("CreateBackend", NAME, sent=False),
        )
        == []
    )


def test_a_hole() -> None:
    calls = (
        faulty("CreateBackend", ENVIRONMENT, sent=True),
        faulty("CreateBackend", NAME, sent=False),
        faulty("CreateBackendAPI", ENVIRONMENT, sent=False),
    )
    (found,) = judged(*calls)
    assert (found.check, found.severity, found.operation) == (
        "local_validation", Severity.WARNING, "CreateBackend",
    )  # fmt: skip
    assert (found.where, found.constraint) == (
        "request /BackendEnvironmentName", "inconsistent required",
    )  # fmt: skip
    assert found.pointer == "/BackendEnvironmentName"


def test_a_client_that_checks_nothing() -> None:
    (found,) = judged(
        faulty("CreateBackend", ENVIRONMENT, sent=True),
        faulty("CreateBackend", NAME, sent=True),
        faulty("UpdateBackendJob", STATUS, sent=False),
    )
    assert (found.severity, found.where, found.constraint) == (
        Severity.NOTE, "constraint required", "sent",
    )  # fmt: skip
    assert "sends 2 of 2" in found.message


def test_the_note_does_not_depend_on_the_order_of_the_calls() -> None:
    calls = [
        faulty("CreateBackendAPI", ENVIRONMENT, sent=True),
        faulty("CreateBackend", NAME, sent=True),
        faulty("CreateBackend", ENVIRONMENT, sent=True),
    ]
    ids = {tuple(each.id for each in judged(*order)) for order in (calls, calls[::-1])}
    assert len(ids) == 1


def test_kinds_of_types_count_separately() -> None:
    """botocore takes a boolean for an integer and refuses a string."""
    boolean = Fault("/MaxResults", "type", How.WRONG_TYPE, "both", "an integer", "a boolean")
    text = Fault("/MaxResults", "type", How.WRONG_TYPE, "both", "an integer", 'the string "1"')
    assert lines(
        faulty("ListBackendJobs", boolean, sent=True),
        faulty("ListBackendJobs", text, sent=False),
        faulty("UpdateBackendJob", STATUS, sent=False),
        faulty("UpdateBackendJob", OPERATION, sent=False),
    ) == [("note", "constraint type", "sent")]


def test_places_count_separately() -> None:
    """An SDK may check labels only."""
    label = Fault("/AppId", "required", How.LEFT_OUT)
    assert lines(
        faulty("GetToken", label, sent=False),
        faulty("GetToken", Fault("/SessionId", "required", How.LEFT_OUT), sent=False),
        faulty("CreateBackend", NAME, sent=True),
    ) == [("note", "constraint required", "sent")]


def test_what_the_client_fills_in_is_not_sent() -> None:
    fault = Fault("/Token", "required", How.LEFT_OUT)
    due = due_request("Put", EVERYTHING)
    filled = with_body(due, lambda body: body.update(token="f81d4fae"))
    made = call("Put", EVERYTHING, filled, outcome=Outcome.OPEN, attempts=(0, None), fault=fault)
    assert judged(seen(made)) == []
    made = call("Put", EVERYTHING, due, outcome=Outcome.OPEN, attempts=(0, None), fault=fault)
    assert lines(seen(made)) == [("note", "constraint required", "sent")]


def test_breakdowns_and_legal_calls_do_not_count() -> None:
    legal = seen(call("CreateBackend", {}))
    broken = call(
        "CreateBackend", {}, outcome=Outcome.OPEN, fault=NAME,
        result=ClientResult(breakdown="crashed"),
    )  # fmt: skip
    nowhere = faulty("CreateBackend", Fault("", "body", How.MALFORMED_BODY), sent=True)
    unknown = faulty("CreateBackend", Fault("/Nothing", "type", How.WRONG_TYPE), sent=True)
    assert judged(legal, seen(broken), nowhere, unknown) == []


def _botocore_refuses(fault: Fault) -> bool:
    """What botocore's validate.py checks, of the faults that there are."""
    if fault.constraint == "type":
        return (fault.sent, fault.expected) != ("a boolean", "an integer")
    return fault.constraint in ("required", "minimum", "minLength", "minItems")


def _javascript_refuses(fault: Fault) -> bool:
    return False


@pytest.mark.slow
@pytest.mark.parametrize(
    ("refuses", "expected"),
    [
        (_botocore_refuses, {"constraint enum", "constraint maximum", "constraint type"}),
        (_javascript_refuses, None),
    ],
)
def test_real_clients_get_notes_only(refuses: Any, expected: set[str] | None) -> None:
    calls = [
        faulty(case.operation, case.fault, sent=not refuses(case.fault), params=case.params)
        for operation in AMPLIFY.operations.values()
        for case in coverage_cases(AMPLIFY, operation)
        if case.fault is not None and case.distortion is None
    ]
    assert len(calls) > 500
    found = judged(*calls)
    assert {each.severity for each in found} == {Severity.NOTE}
    assert expected is None or {each.where for each in found} == expected
