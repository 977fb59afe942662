"""One operation from its first call to its last."""

from dataclasses import replace
from typing import Any

import pytest

from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import HttpResponse
from shapeproof.exchange.events import CaseFinished, OperationFinished, OperationStarted

from ..run_servers import CONTRACT, Call, Forward, Outcome, Server, bad_request, error, run

HTML = (("Content-Type", "text/html"),)


def only(operation: str, answer: Any) -> Server:
    """The operation is answered so, or fails so; all others work."""

    def hook(call: Call, forward: Forward) -> HttpResponse:
        if call.operation != operation:
            return forward()
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Server(hook)


def finished(outcome: Outcome) -> OperationFinished:
    (found,) = [each for each in outcome.events if isinstance(each, OperationFinished)]
    return found


def test_its_events() -> None:
    outcome = run(Server(), "GetToken")
    started, *cases, end = outcome.events[1:-1]
    assert isinstance(started, OperationStarted)
    assert len(cases) == 35
    assert all(isinstance(each, CaseFinished) for each in cases)
    assert len({each.case for each in cases if isinstance(each, CaseFinished)}) == len(cases)
    requests = outcome.end.stats.requests - 1  # one looks for a free tag
    assert end == OperationFinished("GetToken", True, 35, requests, None)


# --- Not reached


def test_an_operation_that_refuses_everything() -> None:
    outcome = run(only("CreateToken", bad_request()), "CreateToken")
    checks = {(line[0], line[2]) for line in outcome.lines}
    assert checks == {("not_reached", "request"), ("rejects_valid", "request")}


def test_an_operation_that_crashes_on_everything() -> None:
    outcome = run(only("CreateToken", HttpResponse(500)), "CreateToken")
    assert {line[0] for line in outcome.lines} == {"server_error", "not_reached"}
    assert not finished(outcome).reached


def test_an_error_that_says_its_name_is_looked_at() -> None:
    outcome = run(only("CreateToken", error("NoSuchOperation", 404)), "CreateToken")
    assert "error_shape" in {line[0] for line in outcome.lines}


def test_a_set_up_that_fails_is_told_of_the_operation_that_needs_it() -> None:
    outcome = run(only("CreateToken", bad_request()), "GetToken")
    assert outcome.lines == [("not_reached", "GetToken", "set-up", "baseline")]
    (finding,) = outcome.findings.values()
    assert finding.exchange.operation == "CreateToken"
    assert str(finished(outcome).reason) == "set-up of Token: CreateToken is answered with 400"


def test_what_nobody_can_make_is_no_finding() -> None:
    resources = dict(CONTRACT.lifecycle.resources)
    resources["Token"] = replace(resources["Token"], makers=())
    lifecycle = replace(CONTRACT.lifecycle, resources=resources)
    outcome = run(Server(), "GetToken", contract=replace(CONTRACT, lifecycle=lifecycle))
    assert outcome.lines == []
    assert str(finished(outcome).reason) == "nothing makes a Token"


# --- The base


@pytest.mark.slow
def test_a_server_that_wants_an_optional_member() -> None:
    """Where the minimal request is refused, a fuller one is the base, and the case goes on."""

    def hook(call: Call, forward: Forward) -> HttpResponse:
        wants = call.operation == "UpdateBackendJob" and call.request.body == b"{}"
        return bad_request("status") if wants else forward()

    outcome = run(Server(hook), "UpdateBackendJob")
    assert finished(outcome).reached
    assert finished(outcome).cases > 30
    assert {line[0] for line in outcome.lines} <= {"rejects_valid", "wrong_rejection"}
    assert [line for line in outcome.lines if line[0] == "rejects_valid"]


# --- Time-outs


def test_three_time_outs_are_enough() -> None:
    calls: list[Call] = []

    def hook(call: Call, forward: Forward) -> HttpResponse:
        if call.operation == "GetToken":
            calls.append(call)
            if len(calls) > 5:
                raise TransportFailure("timeout", "late")
        return forward()

    outcome = run(Server(hook), "GetToken", "ListS3Buckets")
    found = [each for each in outcome.events if isinstance(each, OperationFinished)]
    assert str(found[0].reason) == "3 requests were not answered in time"
    assert found[0].reached
    assert found[1].reason is None, "other operations go on"
    assert len(calls) == 8
    assert outcome.end.stats.left_out == ("GetToken",)
    assert "server_error" in {line[0] for line in outcome.lines}


def test_a_server_that_never_answers_an_operation() -> None:
    outcome = run(only("ListS3Buckets", TransportFailure("timeout", "late")), "ListS3Buckets")
    assert {line[0] for line in outcome.lines} == {"server_error", "not_reached"}
    assert str(finished(outcome).reason) == (
        "no legal request was accepted (last answer: timeout: late)"
    )


def test_findings_are_told_right_after_their_case() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        broken = call.operation == "ListS3Buckets" and call.request.body == b"null"
        return HttpResponse(500) if broken else forward()

    events = [type(each).__name__ for each in run(Server(hook), "ListS3Buckets").events]
    index = events.index("FindingFound")
    assert events[index - 1] == "CaseFinished"
    assert "CaseFinished" in events[index + 1 :]
