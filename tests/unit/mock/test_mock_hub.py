"""Several services behind one address, errors on demand, and the mock's own pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shapeproof.exceptions import BadUsage
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.mock.app import mock_hub
from shapeproof.mock.faults import FAIL_HEADER, FaultPlan
from shapeproof.mock.hub import MockHub, signing_name
from shapeproof.mock.running import start
from tests.unit.compile.smithy.boxes import boxes, compiled

SIGNED = "AWS4-HMAC-SHA256 Credential=KEY/20200811/us-east-1/{}/aws4_request, Signature=0"


def hub(*services: str, **faults: Any) -> MockHub:
    return mock_hub(services, faults=FaultPlan(**faults))


def sqs_request(operation: str, params: dict[str, Any], *more: tuple[str, str]) -> HttpRequest:
    headers = (
        ("X-Amz-Target", f"AmazonSQS.{operation}"),
        ("Content-Type", "application/x-amz-json-1.0"),
        ("Host", "127.0.0.1:1"),
    )
    return HttpRequest("POST", "/", (*headers, *more), json.dumps(params).encode())


def sns_request(text: str) -> HttpRequest:
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    return HttpRequest("POST", "/", headers, f"{text}&Version=2010-03-31".encode())


def error_of(answer: HttpResponse) -> tuple[int, str]:
    return answer.status, json.loads(answer.body)["__type"].rpartition("#")[2]


@pytest.mark.parametrize(
    ("headers", "target", "name"),
    [
        ((("Authorization", SIGNED.format("sqs")),), "/", "sqs"),
        ((), "/?X-Amz-Credential=K%2F20200811%2Fus-east-1%2Fs3%2Faws4_request", "s3"),
        ((), "/", None),
        ((("Authorization", "Bearer x"),), "/", None),
    ],
)
def test_the_service_that_a_request_is_signed_for(
    headers: tuple[tuple[str, str], ...], target: str, name: str | None
) -> None:
    assert signing_name(HttpRequest("GET", target, headers)) == name


@pytest.mark.parametrize(
    ("host", "signed", "service"),
    [
        ("127.0.0.1:5000", "sqs", "sqs"),
        ("127.0.0.1:5000", "dynamodb", "dynamodb"),
        ("sqs.us-east-1.amazonaws.com", None, "sqs"),
        ("127.0.0.1:5000", None, "sqs"),  # as its header field names an operation of that service
    ],
)
def test_a_request_goes_to_its_service(host: str, signed: str | None, service: str) -> None:
    more = (("Authorization", SIGNED.format(signed)),) if signed else ()
    request = HttpRequest("POST", "/", (("Host", host), ("X-Amz-Target", "AmazonSQS.ListQueues"),
                                        *more))  # fmt: skip
    assert hub("dynamodb", "sqs", "s3").mock_of(request).service == service


def test_a_query_service_is_told_by_action_and_version() -> None:
    assert hub("iam", "sns").mock_of(sns_request("Action=ListTopics")).service == "sns"


def test_state_reset_and_health() -> None:
    both = hub("sqs", "sns")
    both.answer(sqs_request("CreateQueue", {"QueueName": "jobs"}))

    state = json.loads(both.answer(HttpRequest("GET", "/_shapeproof/state")).body)
    assert [each["QueueName"] for each in state["sqs"]["resources"]["Queue"]] == ["jobs"]
    both.answer(HttpRequest("POST", "/_shapeproof/reset"))
    state = json.loads(both.answer(HttpRequest("GET", "/_shapeproof/state")).body)
    assert state["sqs"] == {"resources": {}}
    health = json.loads(both.answer(HttpRequest("GET", "/_shapeproof/health")).body)
    assert health["services"] == ["sqs", "sns"]
    assert both.answer(HttpRequest("GET", "/_shapeproof/else")).status == 404


def test_the_page_is_for_people_only() -> None:
    one = hub("s3")
    page = one.answer(HttpRequest("GET", "/", (("Accept", "text/html,*/*"),)))

    assert b"<td>CreateBucket<td>makes Bucket" in page.body
    signed = (("Accept", "text/html"), ("Authorization", SIGNED.format("s3")))
    assert b"<Buckets" in one.answer(HttpRequest("GET", "/", signed)).body


def test_errors_on_demand() -> None:
    one = hub("sqs")
    order = {"operation": "ListQueues", "error": "OverLimit", "times": 2}
    assert one.answer(HttpRequest("POST", "/_shapeproof/fail", (), json.dumps(order).encode()))

    listing = sqs_request("ListQueues", {})
    codes = [one.answer(listing).status for _ in range(3)]
    assert codes == [400, 400, 200]
    named = sqs_request("ListQueues", {}, (FAIL_HEADER, "RequestThrottled"))
    assert error_of(one.answer(named)) == (400, "RequestThrottled")


@pytest.mark.parametrize(
    "order", [[], {}, {"error": 1}, {"error": "x", "times": 0}, {"error": "x", "tmes": 1},
              {"error": "x", "operation": "No"}, {"error": "x", "service": "no"}],
)  # fmt: skip
def test_an_order_that_makes_no_sense(order: object) -> None:
    body = json.dumps(order).encode()
    assert hub("sqs").answer(HttpRequest("POST", "/_shapeproof/fail", (), body)).status == 400


def test_throttling_and_failures() -> None:
    clock = iter([0.0, 0.0, 0.0, 10.0])
    slow = hub("sqs", throttle=2.0, now=lambda: next(clock))
    listing = sqs_request("ListQueues", {})
    assert [slow.answer(listing).status for _ in range(4)] == [200, 200, 400, 200]

    failing = [hub("sqs", error_rate=0.5, seed=1) for _ in range(2)]
    seen = [[each.answer(listing).status for _ in range(20)] for each in failing]
    assert seen[0] == seen[1]
    assert set(seen[0]) == {200, 500}


@pytest.mark.parametrize(
    ("services", "options", "words"),
    [
        ((), {}, "no service is named"),
        (("sqs", "sqs"), {}, "named twice"),
        (("sqs",), {"error_rate": 2.0}, "error_rate 0 to 1"),
        (("sqs",), {"throttle": 0.0}, "throttle above 0"),
    ],
)
def test_bad_use(services: tuple[str, ...], options: dict[str, Any], words: str) -> None:
    with pytest.raises(BadUsage, match=words):
        start(*services, **options)


def test_the_bundled_mock_is_one_among_others() -> None:
    both = hub("amplifybackend", "sqs")
    got = HttpRequest(
        "POST", "/backend/app/details", (("Content-Type", "application/json"),), b"{}"
    )

    assert both.answer(got).header("x-amzn-errortype") == "NotFoundException"
    with start("amplifybackend", "sqs") as running:
        running.fail("sqs", None, "OverLimit")
        assert running.services == ("amplifybackend", "sqs")
        assert running.endpoint_url.startswith("http://127.0.0.1:")
        running.reset()
        with pytest.raises(BadUsage, match="no operation"):
            running.fail("sqs", "Nothing", "OverLimit")


def test_a_mock_keeps_to_the_contract_that_is_given() -> None:
    contract = compiled(boxes())
    mock = mock_hub(["box-keeper"], contracts=[contract])

    made = mock.answer(HttpRequest("PUT", "/boxes", (("Content-Type", "application/json"),), b"{}"))

    assert made.status == 201
    for services, protocol in ((["sqs"], None), (["box-keeper"], "json")):
        with pytest.raises(BadUsage, match="contracts"):
            start(*services, protocol=protocol, contracts=[contract])
