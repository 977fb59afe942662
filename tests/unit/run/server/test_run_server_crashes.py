"""A crash is told of the request that causes it, and of no later one."""

from typing import Any

import pytest

from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import Exchange, HttpRequest, HttpResponse
from shapeproof.run.server.stops import LastSeen

from ..run_servers import Call, Forward, Hook, Outcome, Server, guessed, run

CRASH = HttpResponse(500, (("Content-Type", "text/plain"),), b"KeyError: 'x'")
CREATE, LIST = "CreateBackend", "ListS3Buckets"


def crashes(outcome: Outcome) -> list[tuple[str, ...]]:
    return [line[1:] for line in outcome.lines if line[0] == "server_error"]


def poisoned(*after: str) -> Hook:
    """Without AppName a backend is made all the same, and then some operations fail for good."""
    poison: list[Call] = []

    def hook(call: Call, forward: Forward) -> HttpResponse:
        if call.operation == CREATE and "appName" not in call.names:
            poison.append(call)
            return forward(call.having({**call.names, "appName": "x"}))
        return CRASH if poison and call.operation in after else forward()

    return hook


@pytest.mark.slow
def test_what_an_accepted_fault_has_broken_is_not_blamed_on_healthy_requests() -> None:
    outcome = run(Server(poisoned(LIST)), CREATE, LIST, contract=guessed())
    assert crashes(outcome) == []
    accepted = [line for line in outcome.lines if line[0] == "accepts_invalid"]
    assert accepted == [("accepts_invalid", CREATE, "request /AppName", "required")]


@pytest.mark.slow
def test_with_a_review_each_crash_is_told() -> None:
    assert crashes(run(Server(poisoned(LIST)), CREATE, LIST))


def test_after_a_crash_the_next_one_is_told_where_it_crashes_alone() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        fails = call.operation == CREATE and not {"appName", "backendEnvironmentName"} <= set(
            call.members
        )
        return CRASH if fails else forward()

    outcome = run(Server(hook), CREATE, contract=guessed())
    assert crashes(outcome) == [
        (CREATE, "request /AppName", "required"),
        (CREATE, "request /BackendEnvironmentName", "required"),
    ]


@pytest.mark.slow
def test_a_request_that_fails_only_because_of_the_one_before_is_not_blamed() -> None:
    last: list[Any] = [True]

    def hook(call: Call, forward: Forward) -> HttpResponse:
        if call.operation != CREATE:
            return forward()
        was_whole, last[0] = last[0], "appName" in call.members
        if not last[0]:
            return CRASH
        return forward() if was_whole else CRASH

    outcome = run(Server(hook), CREATE, contract=guessed())
    assert crashes(outcome) == [(CREATE, "request /AppName", "required")]


@pytest.mark.slow
def test_a_place_that_fails_in_the_same_way_again_and_again_is_told_once() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        name = call.names.get("appName")
        fails = call.operation == CREATE and isinstance(name, str) and len(name) != len("sample")
        return HttpResponse(500, (), f"KeyError: '{name}'".encode()) if fails else forward()

    outcome = run(Server(hook), CREATE, contract=guessed())
    assert [line[:2] for line in crashes(outcome)] == [(CREATE, "request /AppName")]
    assert len(crashes(run(Server(hook), CREATE))) > 2


def silent(*, once: bool) -> Hook:
    """Without AppName nothing is answered: always, or the first time only."""
    failures: list[Call] = []

    def hook(call: Call, forward: Forward) -> HttpResponse:
        if call.operation == CREATE and "appName" not in call.members and not (once and failures):
            failures.append(call)
            raise TransportFailure("timeout", "no complete answer in time")
        return forward()

    return hook


@pytest.mark.slow
@pytest.mark.parametrize("once", [True, False])
def test_a_time_out_is_told_where_it_comes_again(once: bool) -> None:
    outcome = run(Server(silent(once=once)), CREATE, contract=guessed())
    told = [] if once else [(CREATE, "request /AppName", "required")]
    assert crashes(outcome) == told


@pytest.mark.parametrize("ending", ["at once", "after two more"])
def test_a_request_that_ends_the_server_for_good_is_told(ending: str) -> None:
    refusals = iter(["", ""] if ending == "after two more" else [])
    ended: list[Call] = []

    def hook(call: Call, forward: Forward) -> HttpResponse:
        if ended and not (next(refusals, None) == ""):
            raise TransportFailure("refused", "nothing listens there")
        if call.operation == CREATE and "appName" not in call.names:
            ended.append(call)
            raise TransportFailure("reset", "the connection was closed")
        if call.operation == CREATE and "backendEnvironmentName" not in call.names:
            return CRASH
        return forward()

    outcome = run(Server(hook), CREATE, contract=guessed())
    assert (CREATE, "request /AppName", "required") in crashes(outcome)
    assert str(outcome.end.stopped).startswith("target gone: it accepts no connection any more")


def test_a_server_that_ends_after_its_answer_is_no_crash() -> None:
    ended: list[Call] = []

    def hook(call: Call, forward: Forward) -> HttpResponse:
        if ended:
            raise TransportFailure("refused", "nothing listens there")
        if call.operation == CREATE and "appName" not in call.names:
            ended.append(call)
        return forward()

    outcome = run(Server(hook), CREATE, contract=guessed())
    assert crashes(outcome) == []
    assert "which was answered" in str(outcome.end.stopped)


@pytest.mark.parametrize(
    ("refused", "told"), [(2, [(CREATE, "request /AppName", "required")]), (0, [])]
)
def test_a_server_that_is_gone_for_a_while_is_told_of_the_request_before(
    refused: int, told: list[tuple[str, ...]]
) -> None:
    ended: list[Call] = []

    def hook(call: Call, forward: Forward) -> HttpResponse:
        if 0 < len(ended) <= refused:
            ended.append(call)
            raise TransportFailure("refused", "nothing listens there")
        if call.operation == CREATE and "appName" not in call.names:
            ended.append(call)
        return forward()

    outcome = run(Server(hook), CREATE, contract=guessed())
    assert crashes(outcome) == told
    assert outcome.end.stopped is None


def test_requests_of_several_workers_are_not_blamed() -> None:
    seen, sent = LastSeen(), Exchange("A", {}, HttpRequest("GET", "/"))
    for alone in (False, True):
        seen.reached(sent, alone=alone)
        seen.refused(alone=not alone)
        seen.reached(sent, alone=True)
    assert seen.stops == []
    seen.refused(alone=True)
    seen.reached(sent, alone=True)
    assert [each.stopped_server for each in seen.stops] == [True]
