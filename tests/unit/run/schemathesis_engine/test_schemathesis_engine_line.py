"""The bounds of a run hold for whatever Schemathesis sends."""

import pytest

from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.run.plan import Budget
from shapeproof.run.schemathesis_engine.relay import BoundedSender, Stopped

from .schemathesis_engine_samples import Answering

ASKED = HttpRequest("GET", "/")


def failing(kind: str) -> Answering:
    def fail(_: HttpRequest) -> HttpResponse:
        raise TransportFailure(kind)

    return Answering(fail)


def sent_before_stop(line: BoundedSender, most: int = 50) -> int:
    for count in range(most):
        try:
            line.send(ASKED)
        except TransportFailure:
            continue
        except Stopped:
            return count
    raise AssertionError("it was not stopped")


def test_requests_are_bounded() -> None:
    target = Answering(lambda _: HttpResponse(200))
    line = BoundedSender(target, Budget(max_requests=3))
    assert sent_before_stop(line) == 3
    assert line.stopped == "requests"
    assert len(target.requests) == 3


def test_time_is_bounded() -> None:
    line = BoundedSender(Answering(lambda _: HttpResponse(200)), Budget(seconds=0.0))
    assert sent_before_stop(line) == 0
    assert line.stopped == "time"


@pytest.mark.parametrize(
    "kind, tries, why",
    [("refused", 2, "target gone"), ("timeout", 9, "10 requests were not answered in time")],
)
def test_nobody_is_waited_for_without_end(kind: str, tries: int, why: str) -> None:
    line = BoundedSender(failing(kind))
    assert sent_before_stop(line) == tries
    assert line.stopped == why
    with pytest.raises(Stopped):
        line.send(ASKED)


def test_resets_end_nothing() -> None:
    line = BoundedSender(failing("reset"))
    for _ in range(40):
        with pytest.raises(TransportFailure):
            line.send(ASKED)
    assert line.stopped == ""
