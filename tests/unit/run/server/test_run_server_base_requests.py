"""The request that cases are grown from, in the coverage phase and where fuzzing runs alone."""

import json

import pytest

from shapeproof.exchange import HttpResponse
from shapeproof.exchange.events import CaseFinished
from shapeproof.run.server.base_requests import BaseRequests

from ..run_servers import Call, Forward, OperationParts, Server, bad_request, guessed, run

JSON = (("Content-Type", "application/json"),)


def makes_nothing(call: Call, forward: Forward) -> HttpResponse:
    """No backend can be made, and yet GetBackend shows whatever it is asked for."""
    if call.operation == "CreateBackend":
        return bad_request()
    if call.operation != "GetBackend" or not isinstance(call.members, dict):
        return forward()
    body = {"appId": call.labels["appId"], "appName": "x"}
    return HttpResponse(200, JSON, json.dumps(body).encode())


def refuses_the_minimal(call: Call, forward: Forward) -> HttpResponse:
    config = call.names.get("resourceConfig")
    minimal = call.operation == "CreateBackendStorage" and "bucketName" not in (config or {})
    return bad_request() if minimal else forward()


def test_the_minimal_request_is_tried_first() -> None:
    found = BaseRequests().find(OperationParts("CreateBackendStorage").harness)
    assert found.case is not None
    assert (found.case.family, found.reason, found.unmet) == ("minimal", None, False)


def test_the_full_request_where_the_minimal_one_is_refused() -> None:
    parts = OperationParts("CreateBackendStorage", Server(refuses_the_minimal))
    found = BaseRequests().find(parts.harness)
    assert found.case is not None
    assert found.case.family == "full"


def test_the_last_answer_where_all_are_refused() -> None:
    def refuses(call: Call, forward: Forward) -> HttpResponse:
        return bad_request() if call.operation == "GetBackend" else forward()

    found = BaseRequests().find(OperationParts("GetBackend", Server(refuses)).harness)
    assert (found.case, str(found.reason)) == (
        None,
        "no legal request was accepted (last answer: 400 BadRequestException)",
    )
    assert found.last is not None
    assert found.last.operation == "GetBackend"
    assert [each.operation for each in found.state.history] == ["CreateBackend"]


def test_a_reviewed_need_must_be_met_and_a_guessed_one_is_dropped() -> None:
    reviewed = BaseRequests().find(OperationParts("GetBackend", Server(makes_nothing)).harness)
    assert reviewed.case is None
    assert str(reviewed.reason).startswith("set-up of Backend: ")
    parts = OperationParts("GetBackend", Server(makes_nothing), guessed())
    found = BaseRequests().find(parts.harness)
    assert found.case is not None
    assert found.unmet
    assert parts.harness.role.need is None


@pytest.mark.parametrize("phases", [("fuzz",), ("coverage", "fuzz")])
def test_fuzzing_does_without_what_cannot_be_met_either(phases: tuple[str, ...]) -> None:
    server = Server(makes_nothing)
    outcome = run(server, "GetBackend", contract=guessed(), phases=phases, max_examples=6)
    ends = [each for each in outcome.events if isinstance(each, CaseFinished)]
    fuzzed = [each.outcome for each in ends if each.phase == "fuzz"]
    assert "accepted" in fuzzed
    assert "not run" not in fuzzed
