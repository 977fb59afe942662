"""What Schemathesis asks of its application reaches the target unchanged."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug import Client

from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.run.plan import Budget
from shapeproof.run.schemathesis_engine.relay import (
    CASE_HEADER,
    BoundedSender,
    NoAnswer,
    Relay,
    RelayedCall,
    Stopped,
)
from shapeproof.wire.rest.uri_template import percent_encode

from .schemathesis_engine_samples import Answering

OK = HttpResponse(200, (("X-One", "1"), ("X-One", "2")), b"{}")
TARGETS = [
    ("/backend/a%2Fb/token/%25", "/backend/a%2Fb/token/%25"),
    ("/backend//details", "/backend//details"),
    ("/keys?mode=import&name=a%20b&flag", "/keys?mode=import&name=a%20b&flag"),
    ("/apikeys#ImportApiKeys", "/apikeys"),
]


def signed(request: HttpRequest) -> HttpRequest:
    return replace(request, headers=(*request.headers, ("Authorization", "signed")))


def relay(answer: Callable[[HttpRequest], HttpResponse] = lambda _: OK, **options: str) -> Relay:
    return Relay(Answering(answer).send, signed, **options)


def ask(app: Relay, path: str, case_id: str = "c1", **options: object) -> RelayedCall:
    headers = {CASE_HEADER: case_id, **options.pop("headers", {})}
    Client(app).open(path, headers=headers, **options)
    seen = app.relayed_call(case_id)
    assert seen is not None
    return seen


@pytest.mark.parametrize("path, target", TARGETS)
def test_path_and_query_travel_as_they_were_written(path: str, target: str) -> None:
    assert ask(relay(), path).request.target == target


@pytest.mark.slow
@given(st.text(min_size=1).filter(lambda text: text not in (".", "..")))
def test_any_label_travels_as_it_was_written(label: str) -> None:
    path = f"/backend/{percent_encode(label.encode('utf-8', 'replace').decode())}/details"
    assert ask(relay(), path).request.target == path


def test_method_body_and_content_type_travel() -> None:
    seen = ask(relay(), "/backend", method="PUT", data=b"\xff{", content_type="application/json")
    assert (seen.request.method, seen.request.body) == ("PUT", b"\xff{")
    assert seen.request.header("Content-Type") == "application/json"


def test_the_case_and_the_connection_are_not_told_and_the_signature_is_added() -> None:
    seen = ask(relay(), "/backend", headers={"Accept-Encoding": "gzip", "X-Mine": "1"})
    names = {name.lower() for name, _ in seen.request.headers}
    assert names >= {"authorization", "x-mine"}
    assert not names & {CASE_HEADER.lower(), "accept-encoding", "connection", "host"}


def test_a_signature_of_the_case_s_own_is_kept() -> None:
    seen = ask(relay(), "/backend", headers={"Authorization": "mine"})
    assert seen.request.header("Authorization") == "mine"


def test_a_prefix_of_the_target_is_not_sent_twice() -> None:
    assert ask(relay(prefix="/mock"), "/mock/backend").request.target == "/backend"


def test_the_answer_comes_back_with_every_header() -> None:
    answer = Client(relay()).get("/backend")
    assert (answer.status_code, answer.data) == (200, b"{}")
    assert answer.headers.getlist("X-One") == ["1", "2"]


def test_a_request_without_answer_is_kept_with_its_reason() -> None:
    def hang(_: HttpRequest) -> HttpResponse:
        raise TransportFailure("timeout", "no complete answer in time")

    app = relay(hang)
    with pytest.raises(NoAnswer, match="timeout"):
        Client(app).get("/backend", headers={CASE_HEADER: "c1"})
    seen = app.relayed_call("c1")
    assert seen is not None
    assert seen.response is None
    assert seen.failure == "timeout: no complete answer in time"


def test_what_was_seen_is_forgotten() -> None:
    app = relay()
    ask(app, "/backend")
    app.release(["c1", "unknown"])
    assert app.relayed_call("c1") is None


REQUEST = HttpRequest("GET", "/")


def failing(kind: str) -> Answering:
    def fail(_: HttpRequest) -> HttpResponse:
        raise TransportFailure(kind)

    return Answering(fail)


def sent_before_stop(line: BoundedSender, most: int = 50) -> int:
    for count in range(most):
        try:
            line.send(REQUEST)
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
    ("kind", "tries", "why"),
    [
        ("refused", 2, "target gone"),
        ("timeout", 11, "target unusable: 12 requests in a row were not answered in time"),
    ],
)
def test_nobody_is_waited_for_without_end(kind: str, tries: int, why: str) -> None:
    line = BoundedSender(failing(kind))
    assert sent_before_stop(line) == tries
    assert str(line.stopped) == why
    with pytest.raises(Stopped):
        line.send(REQUEST)


def test_a_target_that_is_gone_is_told_with_the_last_operation() -> None:
    answers = iter((HttpResponse(200),))

    def answer(_: HttpRequest) -> HttpResponse:
        for each in answers:
            return each
        raise TransportFailure("refused")

    line = BoundedSender(Answering(answer))
    line.send(REQUEST, "GetToken")
    assert sent_before_stop(line) == 2
    since = "a request of GetToken, which was answered"
    assert str(line.stopped) == f"target gone: it accepts no connection any more since {since}"


def test_the_failure_of_a_request_is_raised_as_it_was() -> None:
    def fail(_: HttpRequest) -> HttpResponse:
        raise TransportFailure("garbage", "no status: line")

    with pytest.raises(TransportFailure) as failed:
        BoundedSender(Answering(fail)).send(REQUEST)
    assert (failed.value.kind, failed.value.detail) == ("garbage", "no status: line")


def test_resets_end_nothing() -> None:
    line = BoundedSender(failing("reset"))
    for _ in range(40):
        with pytest.raises(TransportFailure):
            line.send(REQUEST)
    assert line.stopped is None
