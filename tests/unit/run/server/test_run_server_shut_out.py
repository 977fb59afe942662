"""When a target lets nobody in any more."""

import pytest

from shapeproof.exchange import Exchange, HttpRequest, HttpResponse
from shapeproof.exchange.reasons import Reason
from shapeproof.run.plan import Budget, OutOfBudget
from shapeproof.run.server.line import Line
from shapeproof.run.server.shut_out import MOST_ALIKE, ShutOut, denial_in

OK = HttpResponse(200, (), b'{"id": "<html>"}')
EXPIRED = HttpResponse(
    400, (), b'{"__type": "com.amazon#ExpiredTokenException", "message": "it has expired"}'
)
BUSY = HttpResponse(503)


@pytest.mark.parametrize(
    ("response", "text"),
    [
        (OK, None),
        (HttpResponse(404), None),
        (HttpResponse(501), None),
        (HttpResponse(409), None),
        (HttpResponse(400, (), b'{"__type": "ValidationException"}'), None),
        (HttpResponse(400, (), b"<Error><Code>NoSuchKey</Code></Error>"), None),
        (EXPIRED, "status 400 ExpiredTokenException"),
        (HttpResponse(400, (), b"<Error><Code>ExpiredToken</Code></Error>"),
         "status 400 ExpiredToken"),
        (HttpResponse(403, (("X-Amzn-ErrorType", "aws#AccessDenied:http://x/"),)),
         "status 403 AccessDenied"),
        (HttpResponse(403, (("X-Amzn-ErrorType", "\x1b[31m"),), b"<html>403"), "status 403"),
        (HttpResponse(302), "status 302, a redirect"),
        (HttpResponse(200, (), b"\n<!DOCTYPE html><form>"), "a page of HTML (status 200)"),
        (BUSY, "status 503"),
    ],
)  # fmt: skip
def test_answers_that_may_hold_for_every_request(response: HttpResponse, text: str | None) -> None:
    found = denial_in(response)
    assert (found and found.text) == text


class Scripted:
    """Answers a list, then its last for good."""

    kind = address = "test"
    base_url = "http://127.0.0.1"

    def __init__(self, *responses: HttpResponse) -> None:
        self.responses = list(responses)
        self.requests = 0

    def send(self, request: HttpRequest) -> HttpResponse:
        self.requests += 1
        return self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]

    def close(self) -> None:
        pass


class Choosy(Scripted):
    """Accepts one operation."""

    def send(self, request: HttpRequest) -> HttpResponse:
        accepted = super().send(request)
        return accepted if request.target == "/Do0" else HttpResponse(403)


def run(target: Scripted, *, requests: int = 200, operations: int = 4) -> str:
    """Why a run of so many requests has ended; empty where it has not."""
    line = Line(target, Budget())
    try:
        for number in range(requests):
            name = f"Do{number % operations}"
            line.exchange(Exchange(name, {}, HttpRequest("GET", f"/{name}")))
    except OutOfBudget as end:
        return str(end.reason) if isinstance(end.reason, Reason) else "of another kind"
    return ""


@pytest.mark.parametrize(
    "denied",
    [HttpResponse(401), HttpResponse(403), HttpResponse(302), EXPIRED,
     HttpResponse(200, (), b"<html>Sign in</html>")],
    ids=lambda each: str(each.status),
)  # fmt: skip
@pytest.mark.parametrize("operations", [1, 2, 5])
def test_a_target_that_refuses_all_is_given_up(denied: HttpResponse, operations: int) -> None:
    target = Scripted(*[OK] * 10, denied)
    assert "in a row were answered with" in run(target, operations=operations)
    assert target.requests <= 10 + MOST_ALIKE + 5


@pytest.mark.parametrize("response", [OK, HttpResponse(404), HttpResponse(501)])
def test_other_answers_say_nothing(response: HttpResponse) -> None:
    assert run(Scripted(OK, response)) == ""


def test_one_that_has_never_accepted_anything_is_asked_on() -> None:
    assert run(Scripted(HttpResponse(403))) == ""


def test_one_that_refuses_some_requests_only_is_asked_less_often() -> None:
    target = Choosy(OK)
    line = Line(target, Budget())
    for number in range(500):
        name = f"Do{number % 5 if number < 5 else 1 + number % 4}"
        line.exchange(Exchange(name, {}, HttpRequest("GET", f"/{name}")))
    assert target.requests < 500 + 5


def test_who_is_busy_for_a_while_is_waited_for() -> None:
    pauses: list[float] = []
    shut_out = ShutOut(pauses.append)
    accepted = Exchange("Do", {}, HttpRequest("GET", "/"))
    shut_out.answered(accepted, OK)
    asked = [shut_out.answered(accepted, BUSY) for _ in range(MOST_ALIKE)]
    assert asked == [*[False] * (MOST_ALIKE - 1), True]
    answers = [BUSY, BUSY, OK]
    assert shut_out.is_over(lambda _: answers.pop(0)) is None
    assert (len(pauses), answers) == (3, [])
    for _ in range(2 * MOST_ALIKE):
        shut_out.answered(accepted, BUSY)
    assert "status 503" in str(shut_out.is_over(lambda _: BUSY))
