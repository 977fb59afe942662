"""Operations that the target does not have: told by the form of its answers."""

import json

import pytest

from shapeproof.exchange import HttpResponse
from shapeproof.exchange.events import OperationFinished

from ..run_servers import Call, Forward, Hook, Outcome, Server, error, guessed, run

HTML = (("Content-Type", "text/html"),)
JSON = (("Content-Type", "application/json"),)
PAGE = b"<!doctype html><title>500</title><h1>Internal Server Error</h1>"
CRASH = HttpResponse(500, HTML, PAGE)
NAME = "ListS3Buckets"


def said(status: int, code: str, message: str = "") -> HttpResponse:
    return HttpResponse(status, JSON, json.dumps({"__type": code, "message": message}).encode())


def finished(outcome: Outcome) -> OperationFinished:
    (found,) = [each for each in outcome.events if isinstance(each, OperationFinished)]
    return found


def only(answer: HttpResponse) -> Hook:
    """One operation is answered so, all others work."""

    def hook(call: Call, forward: Forward) -> HttpResponse:
        return answer if call.operation == NAME else forward()

    return hook


def lacking(call: Call, forward: Forward, answer: str, status: int = 400) -> HttpResponse:
    """An operation and what nobody knows are answered alike."""
    if call.operation not in (NAME, "?"):
        return forward()
    path = call.request.target.partition("?")[0]
    return said(status, "ValidationException", answer.format(path))


LACKING = {
    "501": HttpResponse(501, HTML, b""),
    "405": HttpResponse(405, HTML, b"<h1>Method Not Allowed</h1>"),
    "page": HttpResponse(404, HTML, b"<!doctype html><h1>Not Found</h1>"),
    "unknown operation": said(400, "com.amazon.coral.service#UnknownOperationException"),
    "invalid action": said(400, "InvalidAction", "The action is not valid"),
    "not implemented": said(500, "InternalError", "ListS3Buckets is not yet implemented"),
    "exception": HttpResponse(500, HTML, b"NotImplementedError: The x action has not been ..."),
    "unsupported": said(400, "NotSupported", "Unsupported operation ListS3Buckets"),
}


@pytest.mark.parametrize("answer", LACKING.values(), ids=LACKING)
def test_one_answer_says_it(answer: HttpResponse) -> None:
    outcome = run(Server(only(answer)), NAME)
    assert outcome.findings == {}
    end = finished(outcome)
    assert (end.reached, end.available) == (False, False)
    assert str(end.reason) == f"the target does not have it (answer: {answer.status})"
    stats = outcome.end.stats
    assert (stats.operations, stats.operations_available, stats.operations_reached) == (1, 0, 0)
    assert stats.left_out == ()


def test_the_answer_names_what_nobody_knows_either() -> None:
    outcome = run(Server(lambda call, forward: lacking(call, forward, "No way for {}")), NAME)
    assert (outcome.findings, finished(outcome).available) == ({}, False)


def test_the_same_page_for_every_request_and_for_what_nobody_knows() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        return CRASH if call.operation in (NAME, "?") else forward()

    outcome = run(Server(hook), NAME)
    assert (outcome.findings, finished(outcome).available) == ({}, False)


def test_strict_coverage_makes_it_an_error() -> None:
    answer = LACKING["invalid action"]
    outcome = run(Server(only(answer)), NAME, contract=guessed(), strict_coverage=True)
    assert outcome.lines == [("not_available", NAME, "operation", "available")]
    (found,) = outcome.findings.values()
    assert found.severity.label == "error"
    assert finished(outcome).available is False


THERE = {
    "crash": CRASH,
    "crash in words": HttpResponse(500, (("Content-Type", "text/plain"),), b"KeyError: 'token'"),
    "not found": error("NotFoundException", 404, message="no such thing", resourceType="x"),
    "not found without a name": HttpResponse(404, JSON, b'{"message": "no such backend"}'),
    "refused": said(400, "BadRequestException", "the action is not supported"),
    "denied": said(403, "AccessDeniedException", "no"),
}


@pytest.mark.parametrize("answer", THERE.values(), ids=THERE)
def test_a_bug_is_none(answer: HttpResponse) -> None:
    outcome = run(Server(only(answer)), NAME)
    assert ("not_reached", NAME, "request", "baseline") in outcome.lines
    assert finished(outcome).available is True
    assert outcome.end.stats.operations_available == 1


@pytest.mark.slow
def test_a_crash_of_every_request_is_one_finding() -> None:
    outcome = run(Server(only(CRASH)), "CreateBackend", "ListS3Buckets", contract=guessed())
    crashes = [line for line in outcome.lines if line[0] == "server_error"]
    assert crashes == [("server_error", NAME, "request", "minimal")]


LISTS = ("ListS3Buckets", "ListBackendJobs", "GetBackend", "GetBackendAPI", "GetBackendAuth",
         "GetBackendStorage", "GetToken")  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("count", "available"), [(7, False), (5, True)])
def test_many_operations_that_answer_everything_with_one_page(count: int, available: bool) -> None:
    """Servers give the page of a crash for what nobody has written, and 404 for other paths."""
    lacked = LISTS[:count]

    def hook(call: Call, forward: Forward) -> HttpResponse:
        return CRASH if call.operation in lacked else forward()

    outcome = run(Server(hook), *LISTS, contract=guessed(), max_requests=1500)
    ends = [each for each in outcome.events if isinstance(each, OperationFinished)]
    assert {each.available for each in ends if each.operation in lacked} == {available}
    assert all(each.available for each in ends if each.operation not in lacked)
    crashes = {line[1] for line in outcome.lines if line[0] == "server_error"}
    assert crashes == (set(lacked) if available else set())
