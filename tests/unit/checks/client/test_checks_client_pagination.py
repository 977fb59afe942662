"""Listings: items lost, repeated or out of order, and what is requested for each page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shapeproof.checks.registry import client_checks
from shapeproof.contract.model import Paginator
from shapeproof.exchange import (
    ClientError,
    ClientExchange,
    ClientResult,
    HttpRequest,
    HttpResponse,
    Outcome,
    Reply,
)

from .client_call_samples import (
    AMPLIFY,
    CODEC,
    Line,
    call,
    due_request,
    expected_error,
    lines,
    seen,
    unsent,
    with_body,
)

ASKED = {"AppId": "a", "BackendEnvironmentName": "dev", "Status": "x"}
JOBS = [{"AppId": "a", "BackendEnvironmentName": "dev", "JobId": str(index)} for index in range(5)]


def page(jobs: list[dict[str, str]] | None, token: str | None) -> Reply:
    output = {"Jobs": jobs, "NextToken": token}
    given = {name: each for name, each in output.items() if each is not None}
    return Reply(b"", CODEC.encode_response(AMPLIFY, AMPLIFY.operations["ListBackendJobs"], given))


PAGES = (page(JOBS[:2], "t1"), page([], "t2"), page(JOBS[2:], None))


def request(token: str | None = None, **params: Any) -> HttpRequest:
    given = {**ASKED, **params, **({"NextToken": token} if token else {})}
    return due_request("ListBackendJobs", given)


ALL_REQUESTS = (request(), request("t1"), request("t2"))


def walk(answered: Any, *sent: HttpRequest, **case: Any) -> ClientExchange:
    kinds: dict[str, Any] = {"replies": PAGES, "attempts": (3, 3), "output": {"Jobs": JOBS}, **case}
    result = answered if isinstance(answered, ClientResult) else ClientResult({"Jobs": answered})
    return call(
        "ListBackendJobs", ASKED, *(sent or ALL_REQUESTS), paginate=True, result=result, **kinds
    )


def pages(constraint: str, where: str = "pages /Jobs") -> list[Line]:
    return [("pages", where, constraint)]


ITEMS: dict[str, tuple[Any, list[Line]]] = {
    "all": (JOBS, []),
    "first-page-only": (JOBS[:2], pages("lost")),
    "last-page-lost": (JOBS[:2], pages("lost")),
    "none": ([], pages("lost")),
    "absent": (None, pages("lost")),
    "first-of-page-lost": ([*JOBS[:2], *JOBS[3:]], pages("lost")),
    "one-twice": ([*JOBS, JOBS[0]], pages("repeated")),
    "page-twice": ([*JOBS[:2], *JOBS], pages("repeated")),
    "backwards": ([*JOBS[2:], *JOBS[:2]], pages("order")),
    "strange": ([*JOBS, {**JOBS[0], "JobId": "?"}], pages("extra")),
    "changed": ([*JOBS[:4], {**JOBS[4], "JobId": "?"}], pages("value")),
    "unknown-member": ([*JOBS[:4], {**JOBS[4], "More": 1}], pages("value")),
    "null-for-absent": ([{**each, "Error": None} for each in JOBS], []),
    "no-list": ("jobs", pages("type")),
}


@pytest.mark.parametrize("name", ITEMS)
def test_the_items_of_all_pages(name: str) -> None:
    answered, expected = ITEMS[name]
    assert lines(walk(answered)) == expected


def test_items_that_stand_on_the_pages_twice() -> None:
    twice = [JOBS[0], JOBS[0], JOBS[1]]
    assert lines(walk(twice, output={"Jobs": twice})) == []
    assert lines(walk(twice[1:], output={"Jobs": twice})) == pages("lost")


def test_the_rest_of_the_last_page_is_not_judged() -> None:
    result = ClientResult({"Jobs": JOBS, "NextToken": "t2", "ResponseMetadata": {}})
    assert lines(walk(result)) == []


FURTHER = "request for a further page"
REQUESTS: dict[str, tuple[tuple[HttpRequest, ...], list[Line]]] = {
    "no-token": ((request(), request(), request()), pages("token", f"{FURTHER} /NextToken")),
    "old-token": (
        (request(), request("t1"), request("t1")),
        pages("token", f"{FURTHER} /NextToken"),
    ),
    "parameter-lost": (
        (request(), request("t1", Status=None), request("t2", Status=None)),
        pages("parameters", f"{FURTHER} /Status"),
    ),
    "other-label": (
        (request(), request("t1", AppId="b"), request("t2")),
        pages("parameters", f"{FURTHER} /AppId"),
    ),
    "page-size-added": (
        (request(), request("t1", MaxResults=5), request("t2", MaxResults=5)),
        pages("parameters", f"{FURTHER} /MaxResults"),
    ),
    "no-json": (
        (request(), replace(request("t1"), body=b"?"), request("t2")),
        pages("parameters", FURTHER),
    ),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_the_requests_for_further_pages(name: str) -> None:
    sent, expected = REQUESTS[name]
    assert lines(walk(JOBS, *sent)) == expected


def test_what_is_wrong_with_every_request_is_reported_once() -> None:
    sent = tuple(with_body(each, lambda b: b.pop("status") and b) for each in ALL_REQUESTS)
    assert lines(walk(JOBS, *sent)) == [("wire_request", "request body /status", "missing")]


def test_a_page_that_is_tried_again() -> None:
    busy = Reply(b"", HttpResponse(503))
    sent = (request(), request("t1"), request("t1"), request("t2"))
    replies = (PAGES[0], busy, *PAGES[1:])
    assert lines(walk(JOBS, *sent, replies=replies, attempts=(3, 4))) == []


def test_a_listing_without_parameters() -> None:
    """No parameters are no reason to forget the token."""
    buckets = AMPLIFY.operations["ListS3Buckets"]
    answers = tuple(
        Reply(b"", CODEC.encode_response(AMPLIFY, buckets, {"Buckets": [], **token}))
        for token in ({"NextToken": "t1"}, {})
    )
    paginator = Paginator("ListS3Buckets", ("NextToken",), ("NextToken",), ("Buckets",))
    contract = replace(AMPLIFY, paginators={"ListS3Buckets": paginator})

    def found(token: dict[str, str]) -> list[Line]:
        sent = (due_request("ListS3Buckets", {}), due_request("ListS3Buckets", token))
        made = call(
            "ListS3Buckets", {}, *sent,
            replies=answers, attempts=(2, 2), output={"Buckets": []}, paginate=True,
        )  # fmt: skip
        observation = replace(seen(made), contract=contract)
        findings = (each for check in client_checks() for each in check.check(observation))
        return [(each.check, each.where, each.constraint) for each in findings]

    assert found({"NextToken": "t1"}) == []
    assert found({}) == pages("token", f"{FURTHER} /NextToken")


def test_pages_that_never_end() -> None:
    sent = (*ALL_REQUESTS, request(), request("t1"))
    assert lines(walk(JOBS, *sent)) == pages("endless", "pages")
    hung = ClientResult(breakdown="hung")
    assert lines(walk(hung, *sent)) == pages("endless", "pages")
    assert lines(walk(hung, *sent, outcome=Outcome.OPEN)) == pages("endless", "pages")
    assert lines(walk(hung, *ALL_REQUESTS)) == [("hang", "reply 200", "request")]


def test_pages_that_fail() -> None:
    failed = ClientResult(error=ClientError("transport", "X"))
    assert lines(walk(failed)) == [("pages", "output", "failed")]


def test_an_error_after_a_page() -> None:
    error = expected_error()
    refusal = Reply(b"", HttpResponse(404))
    kinds: dict[str, Any] = {
        "replies": (PAGES[0], refusal), "attempts": (2, 2), "outcome": Outcome.ERROR,
        "error": error, "output": None,
    }  # fmt: skip
    answered = ClientResult(
        error=ClientError("service", error.code, error.message, error.status, error.fields)
    )
    assert lines(walk(answered, *ALL_REQUESTS[:2], **kinds)) == []
    assert lines(walk(JOBS[:2], *ALL_REQUESTS[:2], **kinds)) == [
        ("error", "error NotFoundException", "not-raised")
    ]
    assert lines(walk(JOBS[:2], ALL_REQUESTS[0], **kinds)) == pages("lost", "pages")


def test_a_listing_that_was_never_requested() -> None:
    refused = ClientResult(error=ClientError("validation", "X"))
    assert lines(unsent(walk(refused))) == [("wire_request", "request", "not-sent")]
