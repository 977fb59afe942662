"""Cases that are not about the request's form."""

from typing import Any

import pytest

from shapeproof.exchange import HttpResponse

from ..run_servers import Call, Forward, Server, bad_request, error, not_found, run

OK = HttpResponse(
    200, (("Content-Type", "application/json"), ("x-amzn-RequestId", "1")), b'{"buckets":[]}'
)


def unrouted(answer: HttpResponse, when: Any = lambda request: True) -> Server:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        return answer if call.operation == "?" and when(call.request) else forward()

    return Server(hook)


@pytest.mark.slow
@pytest.mark.parametrize("status", [301, 308, 400, 403, 404, 405, 415, 501])
def test_an_unknown_path_may_be_refused_in_any_way(status: int) -> None:
    page = HttpResponse(status, (("Content-Type", "text/html"),), b"<h1>no</h1>")
    assert run(unrouted(page), "GetToken", "ListS3Buckets").lines == []


def test_an_unknown_path_may_not_crash() -> None:
    lines = run(unrouted(HttpResponse(500)), "ListS3Buckets").lines
    assert {line[0] for line in lines} == {"server_error"}
    assert ("server_error", "ListS3Buckets", "request", "route path") in lines


def test_an_unknown_path_may_not_succeed() -> None:
    lines = run(unrouted(OK), "GetToken").lines
    assert {line[:3] for line in lines} == {("unknown_path", "GetToken", "request path")}
    assert {"route:path", "route:trailing-slash", "route:/AppId:empty-label"} <= {
        line[3] for line in lines
    }
    methods = {line[3] for line in lines if line[3].startswith("route:method-")}
    assert len(methods) >= 2


@pytest.mark.parametrize(
    ("when", "constraint", "severity"),
    [
        (lambda request: request.target.endswith("/"), "route:trailing-slash", "note"),
        (lambda request: request.method == "PUT", "route:method-PUT", "error"),
    ],
)
def test_each_way_of_missing_the_path(when: Any, constraint: str, severity: str) -> None:
    outcome = run(unrouted(OK, when), "ListS3Buckets")
    assert [line[3] for line in outcome.lines] == [constraint]
    assert [each.severity.label for each in outcome.findings.values()] == [severity]


# --- What was never made


def absent(answer: HttpResponse, operation: str) -> Server:
    """Answers so whatever would be told to be missing."""

    def hook(call: Call, forward: Forward) -> HttpResponse:
        found = forward()
        return answer if call.operation == operation and found.status == 404 else found

    return Server(hook)


TOKEN = HttpResponse(
    200, OK.headers, b'{"appId":"a","sessionId":"s","challengeCode":"c","ttl":"1"}'
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "constraint"),
    [(TOKEN, "success"), (bad_request(), "other error"), (not_found(), None)],
)
def test_what_was_never_made(answer: HttpResponse, constraint: str | None) -> None:
    lines = run(absent(answer, "GetToken"), "GetToken").lines
    expected = [("not_found", "GetToken", "response status", constraint)] if constraint else []
    assert [line for line in lines if line[0] == "not_found"] == expected


def test_another_error_with_the_right_status_is_not_this_checks_business() -> None:
    lines = run(absent(error("NoSuchThing", 404, message="no"), "GetToken"), "GetToken").lines
    assert {line[0] for line in lines} == {"error_shape"}


def test_a_crash_where_nothing_is_there_is_told_as_such() -> None:
    lines = run(absent(HttpResponse(500), "GetToken"), "GetToken").lines
    assert {line[0] for line in lines} == {"server_error"}


EMPTY_APP = HttpResponse(200, OK.headers, b'{"backendEnvironmentList":[]}')


def of_unknown_apps(answer: HttpResponse) -> Server:
    """An app that nobody has made is answered so; unknown environments are missing."""
    made: set[str] = set()

    def hook(call: Call, forward: Forward) -> HttpResponse:
        found = forward()
        if call.operation == "CreateBackend" and found.status == 200:
            made.add(call.members["appId"])
        known = call.labels.get("appId") in made
        if call.operation == "GetBackend" and found.status == 404 and not known:
            body = answer.body.replace(b"{", b'{"appId":"%s",' % call.labels["appId"].encode())
            return HttpResponse(answer.status, answer.headers, body)
        return found

    return Server(hook)


@pytest.mark.slow
def test_where_the_rules_leave_it_open_nothing_is_told() -> None:
    """An app without environments may be empty or missing."""
    assert run(of_unknown_apps(EMPTY_APP), "GetBackend").lines == []
    assert run(Server(), "GetBackend").lines == []


def test_an_unknown_environment_of_a_known_app_is_missing() -> None:
    body = b'{"appId":"%s","backendEnvironmentList":[]}'

    def hook(call: Call, forward: Forward) -> HttpResponse:
        found = forward()
        if call.operation == "GetBackend" and found.status == 404:
            return HttpResponse(200, OK.headers, body % call.labels["appId"].encode())
        return found

    lines = run(Server(hook), "GetBackend").lines
    assert lines == [("not_found", "GetBackend", "response status", "success")]


@pytest.mark.slow
@pytest.mark.parametrize("operation", ["CreateToken", "CreateBackendConfig", "RemoveAllBackends"])
def test_operations_that_need_no_app(operation: str) -> None:
    for answer in (bad_request(), not_found()):
        lines = run(absent(answer, operation), operation).lines
        assert [line for line in lines if line[0] == "not_found"] == []


# --- What is left open


def odd(call: Call) -> bool:
    """Whether a request is one of those that a server may judge as it likes."""
    request = call.request
    headers = {name.lower(): value for name, value in request.headers}
    typed = request.body == b"" or headers.get("content-type") == "application/json"
    return not typed or len(request.body) > 110_000 or request.body == b"null"


@pytest.mark.slow
@pytest.mark.parametrize("status", [200, 400, 403, 413, 415, 422])
def test_open_questions_may_be_answered_in_any_way(status: int) -> None:
    answer = HttpResponse(status, (("Content-Type", "text/plain"),), b"whatever")

    def hook(call: Call, forward: Forward) -> HttpResponse:
        return answer if call.operation == "UpdateBackendJob" and odd(call) else forward()

    server = Server(hook)
    assert run(server, "UpdateBackendJob").lines == []
    assert any(odd(call) for call in server.calls)


@pytest.mark.slow
def test_open_questions_may_not_crash() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        return HttpResponse(500) if call.request.body == b"null" else forward()

    assert run(Server(hook), "UpdateBackendJob").lines == [
        ("server_error", "UpdateBackendJob", "request", "body null")
    ]
