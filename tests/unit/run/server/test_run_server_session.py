from typing import Any

import pytest

from shapeproof.contract.model import Operation
from shapeproof.exceptions import TransportFailure
from shapeproof.exchange import Case, Distortion, Expect, Family, HttpRequest, HttpResponse
from shapeproof.run.plan import Budget, OutOfBudget
from shapeproof.run.server.session import distorted

from ..run_servers import CONTRACT, Call, Forward, OperationParts, Server, bad_request

OPERATION: Operation = CONTRACT.operations["GetToken"]
PARAMS = {"AppId": "a", "SessionId": "s"}
JSON = ("Content-Type", "application/json")


def failing(*kinds: str) -> Server:
    """Fails so, one after the other; what has no name is answered."""
    left = iter(kinds)

    def hook(call: Call, forward: Forward) -> HttpResponse:
        kind = next(left)
        if kind:
            raise TransportFailure(kind, "why")
        return forward()

    return Server(hook)


def test_a_call_is_signed_for_the_service() -> None:
    parts = OperationParts("GetToken")
    parts.session.call(OPERATION, PARAMS)
    request = parts.server.calls[0].request
    headers = dict(request.headers)
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDSHAPEPROOFDUMMY0/")
    assert "/us-east-1/amplifybackend/aws4_request" in headers["Authorization"]
    assert (request.method, request.target) == ("GET", "/backend/a/challenge/s")


def test_no_credentials_of_the_user_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "MINE")
    parts = OperationParts("GetToken")
    parts.session.call(OPERATION, PARAMS)
    assert "MINE" not in repr(parts.server.calls[0].request)


def test_an_accepted_call_is_read() -> None:
    parts = OperationParts("GetToken")
    token = parts.setup.make("Token")
    found = parts.session.call(OPERATION, token.bindings)
    assert found.accepted
    assert not found.crashed
    assert found.output["SessionId"] == token.bindings["SessionId"]
    assert found.params == token.bindings


def test_a_refused_call_is_not() -> None:
    found = OperationParts("GetToken").session.call(OPERATION, PARAMS)
    assert (found.accepted, found.crashed, found.output) == (False, False, None)


@pytest.mark.parametrize("body", [b"<x/>", b"[]", b"\xff", b'{"ttl": 1', b"[" * 100_000])
def test_a_body_that_cannot_be_read_is_no_output(body: bytes) -> None:
    server = Server(lambda call, forward: HttpResponse(200, (JSON,), body))
    found = OperationParts("GetToken", server).session.call(OPERATION, PARAMS)
    assert found.accepted
    assert found.output is None


def test_a_case_goes_with_its_exchange() -> None:
    case = Case("x", "GetToken", Family.MINIMAL, "", PARAMS, Expect.ACCEPT)
    found = OperationParts("GetToken").session.call(OPERATION, PARAMS, case)
    assert found.case is case


@pytest.mark.parametrize("kind", ["refused", "timeout", "reset", "garbage", "too-large"])
def test_a_transport_failure_is_an_exchange(kind: str) -> None:
    parts = OperationParts("GetToken", failing(kind, ""))
    found = parts.session.call(OPERATION, PARAMS)
    assert (found.response, found.failure) == (None, f"{kind}: why")
    assert found.crashed
    assert parts.session.timeouts == (kind == "timeout")
    assert parts.session.call(OPERATION, PARAMS).failure is None


def test_time_outs_are_counted() -> None:
    parts = OperationParts("GetToken", failing("timeout", "", "timeout", "reset", "timeout"))
    for _ in range(5):
        parts.session.call(OPERATION, PARAMS)
    assert (parts.session.timeouts, parts.session.requests) == (3, 5)


def test_the_run_ends_when_nobody_listens_any_more() -> None:
    parts = OperationParts("GetToken", failing("refused", "refused", "refused", ""))
    for _ in range(2):
        parts.session.call(OPERATION, PARAMS)
    for _ in range(2):
        with pytest.raises(OutOfBudget, match="target gone"):
            parts.session.call(OPERATION, PARAMS)
    assert len(parts.server.calls) == 3


def test_nobody_listens_now_and_then() -> None:
    kinds = ["refused", "refused", "", "refused", "refused", "timeout", "refused", "refused", ""]
    parts = OperationParts("GetToken", failing(*kinds))
    for _ in kinds:
        parts.session.call(OPERATION, PARAMS)
    assert len(parts.server.calls) == len(kinds)


def test_the_budget_is_asked_before_a_request_is_sent() -> None:
    parts = OperationParts("GetToken", budget=Budget(max_requests=1))
    parts.session.call(OPERATION, PARAMS)
    with pytest.raises(OutOfBudget, match="requests"):
        parts.session.call(OPERATION, PARAMS)
    assert (len(parts.server.calls), parts.session.requests) == (1, 1)


REQUEST = HttpRequest("POST", "/a?b=c", (("content-type", "application/json"), ("X", "1")), b"{}")
CLOSE = ("Connection", "close")

DISTORTIONS: list[tuple[Distortion, dict[str, Any]]] = [
    (Distortion(), {}),
    (Distortion(rewrite=lambda body: body + b"x"), {"body": b"{}x"}),
    (Distortion(rewrite=lambda body: b""), {"body": b""}),
    (Distortion(content_type=""), {"headers": (("X", "1"),)}),
    (Distortion(content_type="a/b"), {"headers": (("X", "1"), ("Content-Type", "a/b"))}),
    (Distortion(method="PUT"), {"method": "PUT", "headers": (*REQUEST.headers, CLOSE)}),
    (
        Distortion(path_suffix="/x"),
        {"target": "/a/x?b=c", "headers": (*REQUEST.headers, CLOSE)},
    ),
]


@pytest.mark.parametrize(("distortion", "changes"), DISTORTIONS)
def test_distortions(distortion: Distortion, changes: dict[str, Any]) -> None:
    found = distorted(REQUEST, distortion)
    assert vars(found) == {**vars(REQUEST), **changes}


def test_an_absent_body_is_distorted_as_an_empty_object() -> None:
    bare = HttpRequest("GET", "/a")
    assert distorted(bare, Distortion(rewrite=lambda body: body[:1])).body == b"{"
    assert distorted(bare, Distortion(path_suffix="/")).target == "/a/"


def test_a_distorted_case_is_sent_so() -> None:
    server = Server(lambda call, forward: bad_request())
    distortion = Distortion(method="PATCH", path_suffix="/x")
    case = Case("x", "GetToken", Family.ROUTE, "", PARAMS, Expect.UNROUTED, None, distortion)
    found = OperationParts("GetToken", server).session.call(OPERATION, PARAMS, case)
    assert (found.request.method, found.request.target) == ("PATCH", "/backend/a/challenge/s/x")
    assert server.calls[0].operation == "?"
