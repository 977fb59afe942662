"""How often a client sends a request, and whether it sends the same again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.client.retries import Retries, RetryBody
from shapeproof.compile import compile_service
from shapeproof.exchange import (
    ClientCase,
    ClientError,
    ClientExchange,
    ClientFamily,
    ClientResult,
    ExpectedError,
    HttpRequest,
    Outcome,
    Reply,
    Severity,
)
from shapeproof.wire.registry import codec_for

from .client_call_samples import (
    Line,
    call,
    due_request,
    expected_error,
    findings,
    lines,
    reply,
    with_body,
    with_header,
)

JOBS = {"AppId": "a", "BackendEnvironmentName": "dev", "MaxResults": 5, "Status": "x"}
DUE = due_request("ListBackendJobs", JOBS)
FAILED = ClientResult(error=ClientError("service", "InternalFailure", "oops", 503))
RESET = Reply(b"", after="reset")


def retry(first: Reply, *sent: Any, result: ClientResult | None = None) -> ClientExchange:
    """A call that has to be tried again once."""
    return call(
        "ListBackendJobs", JOBS, *sent,
        replies=(first, reply()), attempts=(2, None), result=result,
    )  # fmt: skip


@pytest.mark.parametrize("first", [reply(503), RESET, reply(400)], ids=["503", "reset", "400"])
def test_an_expected_retry(first: Reply) -> None:
    assert lines(retry(first, DUE, DUE)) == []
    assert lines(retry(first, DUE, DUE, DUE)) == []


@pytest.mark.parametrize(
    ("first", "after"),
    [
        (reply(503), "503"),
        (reply(429), "429"),
        (RESET, "reset"),
        (Reply(b"", after="close"), "closed connection"),
        (Reply(b"", after="stall"), "silence"),
        (Reply(b"no HTTP"), "garbage"),
    ],
)
def test_a_missing_retry(first: Reply, after: str) -> None:
    (found,) = findings(retry(first, DUE, result=FAILED))
    assert (found.check, found.where, found.constraint) == (
        "retries", f"retry after {after}", "no-retry",
    )  # fmt: skip
    assert found.severity is Severity.WARNING


def test_a_needless_retry() -> None:
    made = call(
        "ListBackendJobs", JOBS, DUE, DUE, replies=(reply(404), reply()), outcome=Outcome.ERROR,
        error=ExpectedError(404), result=ClientResult({}),
    )  # fmt: skip
    (found,) = findings(made)
    assert (found.check, found.where, found.constraint, found.severity) == (
        "retries", "retry after 404", "retried", Severity.ERROR,
    )  # fmt: skip


def test_a_success_that_is_requested_twice() -> None:
    assert lines(call("ListBackendJobs", JOBS, DUE, DUE)) == [
        ("retries", "retry after 200", "retried")
    ]


def test_an_error_that_stays_is_reported_after_any_number_of_requests() -> None:
    error = expected_error(status=429)
    kinds: dict[str, Any] = {"replies": (reply(429),), "outcome": Outcome.ERROR, "error": error}
    for sent in ((DUE,), (DUE, DUE), (DUE,) * 5):
        assert lines(call("ListBackendJobs", JOBS, *sent, attempts=(1, None), **kinds)) == []
    wrong = call("ListBackendJobs", JOBS, DUE, attempts=(1, None), result=ClientResult({}), **kinds)
    assert lines(wrong) == [("error", "error NotFoundException", "not-raised")]


CHANGES: dict[str, tuple[Any, list[Line]]] = {
    "same": (lambda r: r, []),
    "other-headers": (lambda r: with_header(r, "amz-sdk-request", "attempt=2"), []),
    "same-json": (
        lambda r: replace(r, body=b'{"status":"x",  "maxResults":5}'),
        [],
    ),
    "method": (
        lambda r: replace(r, method="GET"),
        [("retry_body", "retried request method", "method")],
    ),
    "target": (
        lambda r: replace(r, target=r.target + "?retry=1"),
        [("retry_body", "retried request target", "target")],
    ),
    "no-body": (
        lambda r: replace(r, body=b""),
        [("retry_body", "retried request body", "body")],
    ),
    "half-a-body": (
        lambda r: replace(r, body=r.body[7:]),
        [("retry_body", "retried request body", "body")],
    ),
    "other-body": (
        lambda r: with_body(r, lambda b: b.update(maxResults=6)),
        [("retry_body", "retried request body", "body")],
    ),
    "content-type": (
        lambda r: with_header(r, "Content-Type", None),
        [("retry_body", "retried request content type", "content-type")],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_retry_is_the_same_request(name: str) -> None:
    change, expected = CHANGES[name]
    assert lines(retry(reply(503), DUE, change(DUE))) == expected


def test_a_redirect_may_change_the_request() -> None:
    made = call(
        "ListBackendJobs", JOBS, DUE, replace(DUE, method="GET", target="/else", body=b""),
        replies=(reply(302),), outcome=Outcome.FAILURE, family=ClientFamily.ROBUSTNESS,
        result=ClientResult(error=ClientError("transport")), attempts=(1, None),
    )  # fmt: skip
    assert lines(made) == []


def test_the_same_defect_has_the_same_id() -> None:
    one, other = (
        findings(retry(reply(503), DUE, replace(DUE, body=each)))[0] for each in (b"1", b"2")
    )
    assert one.id == other.id
    assert one.call is not None
    assert one.call.case.replies


OBJECT, BUCKET = HttpRequest("HEAD", "/bucket/key"), HttpRequest("HEAD", "/bucket")


@pytest.mark.parametrize(
    ("status", "sent", "found"),
    [
        (400, [OBJECT, BUCKET], []),
        (301, [OBJECT, BUCKET], []),
        (400, [OBJECT, BUCKET, OBJECT], ["retried"]),
        (400, [OBJECT, OBJECT], ["retried"]),
        (503, [OBJECT, BUCKET], ["retried", "target"]),
        (200, [OBJECT, BUCKET], ["retried", "target"]),
    ],
)
def test_a_request_for_another_operation_after_a_refusal_is_no_retry(
    status: int, sent: list[HttpRequest], found: list[str]
) -> None:
    contract = compile_service("s3")
    operation = contract.operations["HeadObject"]
    said = ExpectedError(status)
    case = ClientCase(
        "id", operation.name, ClientFamily.RETRY, "", {"Bucket": "bucket", "Key": "key"},
        (reply(status),), Outcome.ERROR, error=said,
    )  # fmt: skip
    failed = ClientResult(error=ClientError("service", str(status), "", status))
    made = ClientExchange(case, tuple(sent), failed)
    seen = ClientObservation(contract, operation, codec_for("rest-xml"), made)
    checks = (Retries(), RetryBody())
    assert [each.constraint for check in checks for each in check.check(seen)] == found
