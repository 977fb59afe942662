"""Targets that stop answering in one part of a run: a few time-outs end it, whatever the part."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import HttpResponse
from shapeproof.run.server.line import MOST_IN_A_ROW

from ..run_servers import Call, Forward, Server, guessed, run

SOME = ("CreateToken", "GetToken", "ListS3Buckets", "RemoveBackendConfig")
CRASH = HttpResponse(500, (("Content-Type", "text/plain"),), b"KeyError: 'x'")
Hangs = Callable[[int, Call], bool]
"""Whether a request is not answered, by its number and what it is."""


class Slow:
    """A hook of a server: some requests are not answered, one may crash before them."""

    def __init__(self, hangs: Hangs, crashes: Hangs | None = None) -> None:
        self.hangs, self.crashes = hangs, crashes
        self.requests = self.timeouts = 0
        self.has_crashed = crashes is None

    def __call__(self, call: Call, forward: Forward) -> HttpResponse:
        self.requests += 1
        if self.has_crashed and self.hangs(self.requests, call):
            self.timeouts += 1
            raise TransportFailure("timeout", "no complete answer in time")
        if self.crashes is not None and self.crashes(self.requests, call):
            self.has_crashed = True
            return CRASH
        return forward()


def always(_number: int, _call: Call) -> bool:
    return True


@pytest.mark.parametrize(
    ("phase", "hangs", "crashes"),
    [
        ("coverage", lambda number, _: number > 3, None),
        ("coverage", lambda number, _: number > 90, None),
        ("stateful", lambda number, _: number > 40, None),
        ("fuzz", lambda number, _: number > 40, None),
        ("coverage", always, lambda number, call: number > 30 and len(call.request.body) > 2),
        ("fuzz", always, lambda number, call: number > 30 and len(call.request.body) > 2),
    ],
    ids=["search", "cases", "walks", "drawing", "confirming", "shrinking"],
)
@pytest.mark.parametrize("reviewed", [True, False])
def test_a_target_that_stops_answering_is_given_up(
    phase: str, hangs: Hangs, crashes: Hangs | None, reviewed: bool
) -> None:
    slow = Slow(hangs, crashes)
    contract = {} if reviewed else {"contract": guessed()}
    outcome = run(Server(slow), *SOME, phases=(phase,), max_examples=20, **contract)
    assert slow.has_crashed
    assert str(outcome.end.stopped).startswith("target unusable: ")
    assert slow.timeouts <= 2 * MOST_IN_A_ROW["timeout"]


@pytest.mark.parametrize(
    ("name", "hangs"),
    [
        ("removals", lambda _, call: call.operation.startswith(("Remove", "Delete"))),
        ("every second request", lambda number, _: number % 2 == 0),
        ("long requests", lambda _, call: len(call.request.body) > 100),
        ("empty requests", lambda _, call: not call.members),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "",
)
def test_one_that_answers_some_requests_takes_a_bounded_number_of_time_outs(
    name: str, hangs: Hangs
) -> None:
    slow = Slow(hangs)
    outcome = run(Server(slow), *SOME, max_examples=10, contract=guessed())
    assert outcome.end.stats.requests == slow.requests
    assert slow.timeouts <= 12 * len(SOME)
