"""When a run gives its target up."""

from collections.abc import Sequence

import pytest

from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import Exchange, HttpRequest, HttpResponse
from shapeproof.exchange.reasons import StopReason
from shapeproof.run.plan import Budget, OutOfBudget
from shapeproof.run.server.line import Line

OK = HttpResponse(200)


class Failing:
    """Fails so, one after the other; what has no name is answered."""

    kind = address = "test"
    base_url = "http://127.0.0.1"

    def __init__(self, kinds: Sequence[str]) -> None:
        self.kinds = list(kinds)

    def send(self, request: HttpRequest) -> HttpResponse:
        kind = self.kinds.pop(0)
        if kind:
            raise TransportFailure(kind)
        return OK

    def close(self) -> None:
        pass


class Slow(Failing):
    """Takes all of its time."""

    answers = False

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def send_within(self, request: HttpRequest, seconds: float) -> HttpResponse:
        self.seconds.append(seconds)
        if self.answers:
            return OK
        raise TransportFailure("timeout")


def sent(operation: str = "Do") -> Exchange:
    return Exchange(operation, {}, HttpRequest("GET", "/"))


def count_until_the_end(kinds: Sequence[str], operations: Sequence[str]) -> tuple[int, str]:
    """How many requests were sent, and why no more."""
    budget = Budget()
    line, number = Line(Failing(kinds), budget), 0
    try:
        for number, _ in enumerate(kinds):
            budget.spend()
            line.exchange(sent(operations[number % len(operations)]))
    except OutOfBudget as end:
        return number + 1, str(end)
    return number + 1, ""


GONE = "target gone: it accepts no connection any more since a request of A, which {}"
TIME_OUTS = "target unusable: {} requests in a row were not answered in time"


@pytest.mark.parametrize(
    ("kinds", "operations", "end"),
    [
        (["refused"] * 9, ["A"], (3, "target gone")),
        (["refused", "refused", ""] * 5, ["A"], (15, "")),
        (["refused", "refused", "reset"] * 5, ["A"], (15, "")),
        (["timeout"] * 99, ["A", "B", "C"], (6, TIME_OUTS.format(6))),
        (["timeout"] * 99, ["A", "B"], (12, TIME_OUTS.format(12))),
        (["timeout", "timeout", "reset"] * 9, ["A", "B", "C", "D"], (8, TIME_OUTS.format(6))),
        ([*["timeout"] * 5, ""] * 5, ["A", "B", "C"], (30, "")),
        (["reset"] * 99, ["A"], (50, "target unusable: 50 connections in a row were closed without "
                                     "an answer")),
        (["timeout", ""] * 99, ["A"], (119, "target unusable: 60 of 119 requests were not answered "
                                            "in time")),
        (["timeout", *[""] * 5] * 70, ["A"], (420, "")),
        (["timeout", *[""] * 9] * 70, ["A", "B", "C"],
         (591, "target unusable: 60 of 591 requests were not answered in time")),
        (["timeout", *[""] * 9] * 70, [*"ABCDE"], (700, "")),
        (["timeout", *[""] * 99] * 70, ["A", "B", "C"], (7000, "")),
        (["", "refused", "refused", "refused"], ["A"], (4, GONE.format("was answered"))),
        (["reset", "refused", "refused", "refused"], ["A"],
         (4, GONE.format("was not answered (reset)"))),
        (["garbage", "too-large"] * 99, ["A"], (198, "")),
    ],
)  # fmt: skip
def test_a_target_is_given_up_after_failures_in_a_row(
    kinds: list[str], operations: list[str], end: tuple[int, str]
) -> None:
    assert count_until_the_end(kinds, operations) == end


def test_all_sessions_of_a_line_count_together_and_all_end() -> None:
    budget = Budget()
    line = Line(Failing(["refused"] * 9), budget)
    for _ in range(2):
        line.exchange(sent())
    with pytest.raises(OutOfBudget):
        line.exchange(sent())
    with pytest.raises(OutOfBudget, match="target gone"):
        budget.spend()


def test_a_request_gets_what_is_left_of_the_run_s_time() -> None:
    target = Slow()
    found = Line(target, Budget(seconds=50)).exchange(sent())
    assert found.failure == "timeout"
    assert 40 < target.seconds[0] <= 50


def test_a_request_that_the_limit_has_cut_is_no_time_out_of_the_target() -> None:
    target = Slow()
    line = Line(target, Budget(seconds=0))
    with pytest.raises(OutOfBudget, match="target unusable: no request was answered within"):
        line.exchange(sent())
    target.answers = True
    line.exchange(sent())
    target.answers = False
    with pytest.raises(OutOfBudget) as end:
        line.exchange(sent())
    assert end.value.reason is StopReason.TIME
