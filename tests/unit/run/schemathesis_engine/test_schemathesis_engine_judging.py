"""What shapeproof's checks make of requests that Schemathesis has made."""

import json
from typing import Any

import pytest

from shapeproof.exchange import HttpRequest, HttpResponse, Severity
from shapeproof.run.schemathesis_engine.judging import ExchangeJudge, Judged
from shapeproof.run.schemathesis_engine.relay import RelayedCall

from .schemathesis_engine_samples import CODEC, contract, json_answer

pytestmark = pytest.mark.slow  # whole runs, or many draws

GET_TOKEN = HttpRequest("GET", "/backend/app/challenge/session")
TOKEN = {"appId": "app", "challengeCode": "c", "sessionId": "session", "ttl": "t"}
JSON = (("Content-Type", "application/json"),)
CREATE = HttpRequest("POST", "/backend", JSON, b'{"appId":"a","appName":"b"}')
NOT_FOUND = {"message": "no such thing", "resourceType": "token"}


def judged(
    request: HttpRequest,
    response: HttpResponse | None,
    operation: str = "GetToken",
    judge: ExchangeJudge | None = None,
    *,
    negative: bool = False,
    failure: str | None = None,
) -> Judged:
    judge = judge or ExchangeJudge(contract(), CODEC)
    call = RelayedCall(request, response, failure)
    return judge.judge(contract().operations[operation], call, negative=negative, planted=None)


def checks(found: Judged) -> set[str]:
    return {each.check for each in found.findings}


def test_a_conforming_answer_is_fine() -> None:
    found = judged(GET_TOKEN, json_answer(200, TOKEN))
    assert found.findings == ()
    assert found.legal


@pytest.mark.parametrize(
    "value, check",
    [
        ({**TOKEN, "ttl": 1}, "response_schema"),
        ({**TOKEN, "appId": "another"}, "echo"),
        ([], "response_schema"),
    ],
)
def test_an_answer_to_a_legal_request_is_checked(value: Any, check: str) -> None:
    assert check in checks(judged(GET_TOKEN, json_answer(200, value)))


def test_what_an_illegal_request_gives_back_proves_nothing() -> None:
    wrong = json_answer(200, {"appId": "another"})
    assert judged(GET_TOKEN, wrong, negative=True).findings == ()
    found = judged(CREATE, wrong, "CreateBackend")
    assert not found.legal  # a required member is missing
    assert found.findings == ()


def test_the_refusal_of_an_illegal_request_is_checked() -> None:
    nameless = json_answer(400, {"message": "no"})
    assert checks(judged(CREATE, nameless, "CreateBackend")) == {"error_shape"}
    named = json_answer(400, {"message": "no"}, **{"x-amzn-errortype": "BadRequestException"})
    assert judged(CREATE, named, "CreateBackend").findings == ()


@pytest.mark.parametrize(
    "request_, status, found",
    [
        (HttpRequest("TRACE", "/backend/app/challenge/session"), 404, set()),
        (HttpRequest("GET", "/backend/challenge/session"), 404, set()),
        (HttpRequest("TRACE", "/backend/app/challenge/session"), 501, set()),
        (HttpRequest("TRACE", "/backend/app/challenge/session"), 500, {"server_error"}),
    ],
)
def test_what_no_operation_is_bound_to_may_be_refused_in_any_form(
    request_: HttpRequest, status: int, found: set[str]
) -> None:
    assert checks(judged(request_, HttpResponse(status, (), b"<html>"))) == found


def test_an_operation_that_nobody_answers_for_is_not_told_once_for_each_check() -> None:
    judge, html = ExchangeJudge(contract(), CODEC), HttpResponse(404, (), b"<html>")
    assert judged(GET_TOKEN, html, judge=judge).findings == ()
    judged(GET_TOKEN, json_answer(200, TOKEN), judge=judge)
    assert "malformed_json" in checks(judged(GET_TOKEN, html, judge=judge))


def test_a_body_of_another_media_type_may_be_refused_in_any_form() -> None:
    body = b'{"appId":"a","appName":"b","backendEnvironmentName":"c"}'
    refused = HttpResponse(415, (), b"<html>")
    other = HttpRequest("POST", "/backend", (("Content-Type", "text/plain"),), body)
    assert judged(other, refused, "CreateBackend").findings == ()
    usual = HttpRequest("POST", "/backend", JSON, body)
    assert {"status", "malformed_json"} <= checks(judged(usual, refused, "CreateBackend"))


@pytest.mark.parametrize("negative", [True, False])
def test_a_crash_is_a_crash(negative: bool) -> None:
    for answer, failure in ((HttpResponse(500, (), b"oops"), None), (None, "reset: closed")):
        found = judged(GET_TOKEN, answer, negative=negative, failure=failure)
        assert [each.severity for each in found.findings] == [Severity.ERROR]
        assert checks(found) == {"server_error"}


def test_ids_hold_nothing_that_was_drawn() -> None:
    first, second = (
        judged(
            HttpRequest("POST", "/backend", JSON, json.dumps({"appId": value}).encode()),
            HttpResponse(500),
            "CreateBackend",
            negative=True,
        )
        for value in ("a", "b")
    )
    assert [each.id for each in first.findings] == [each.id for each in second.findings]
