"""A crash is told of the request that causes it, and of no later one."""

from typing import Any

import pytest

from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import HttpResponse

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


def test_what_an_accepted_fault_has_broken_is_not_blamed_on_healthy_requests() -> None:
    outcome = run(Server(poisoned(LIST)), CREATE, LIST, contract=guessed())
    assert crashes(outcome) == []
    accepted = [line for line in outcome.lines if line[0] == "accepts_invalid"]
    assert accepted == [("accepts_invalid", CREATE, "request /AppName", "required")]


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


@pytest.mark.parametrize("once", [True, False])
def test_a_time_out_is_told_where_it_comes_again(once: bool) -> None:
    outcome = run(Server(silent(once=once)), CREATE, contract=guessed())
    told = [] if once else [(CREATE, "request /AppName", "required")]
    assert crashes(outcome) == told
