"""What a target of a user's own answers is checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shapeproof.exceptions import BadUsage, TransportFailure
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.targets.own_target import OwnTarget


class Own:
    kind = address = "own"
    base_url = "http://127.0.0.1"

    def __init__(self, answer: Callable[[], Any]) -> None:
        self.answer = answer

    def send(self, request: HttpRequest) -> Any:
        return self.answer()

    def close(self) -> None:
        pass


class Mute(Exception):
    def __str__(self) -> str:
        raise SystemExit


def sent(answer: Callable[[], Any]) -> HttpResponse:
    return OwnTarget.of(lambda: Own(answer), "--target x").send(HttpRequest("GET", "/"))


def raising(error: BaseException) -> Callable[[], Any]:
    def answer() -> Any:
        raise error

    return answer


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, "NoneType, expected HttpResponse"),
        (HttpResponse("200"), "status is no int"),  # type: ignore[arg-type]
        (HttpResponse(200, (), "text"), "body is no bytes"),  # type: ignore[arg-type]
        (HttpResponse(200, None), "headers are no tuple"),  # type: ignore[arg-type]
        (HttpResponse(200, ((1, 2),)), "headers are no tuple"),  # type: ignore[arg-type]
        (HttpResponse(200, (("a", "b", "c"),)), "headers are no tuple"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_answer_is_named(answer: Any, reason: str) -> None:
    with pytest.raises(BadUsage, match=reason):
        sent(lambda: answer)


def test_failures_and_exceptions_are_bounded() -> None:
    with pytest.raises(TransportFailure) as failure:
        sent(raising(TransportFailure("odd", "x" * 10_000)))
    assert len(str(failure.value)) < 2_000
    assert len(sent(raising(ValueError("x" * 1_000_000))).body) < 200_000
    assert sent(raising(Mute())).body == b"Mute: it cannot say what is wrong"
    with pytest.raises(TransportFailure, match="too-large"):
        sent(lambda: HttpResponse(200, (), b" " * 17_000_000))
    assert sent(lambda: HttpResponse(200, (("a", "b"),), b"{}")).status == 200
