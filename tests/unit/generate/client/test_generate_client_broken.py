"""Replies that no contract allows, and unusual ways of sending those that it does."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from shapeproof.exchange import ClientCase, Outcome

from .client_samples import cases_of, operation, service
from .reply_reader import Unreadable, read_reply


@pytest.fixture(scope="module")
def found() -> dict[str, ClientCase]:
    return cases_of(service(operation()))


@pytest.mark.parametrize(
    ("label", "after"),
    [
        ("reset-in-head", "reset"),
        ("reset-before-body", "reset"),
        ("reset-in-body", "reset"),
        ("status-line", "close"),
        ("no-status", "close"),
        ("bad-chunks", "close"),
        ("endless-head", "close"),
        ("length-over", "close"),
        ("stall", "stall"),
    ],
)
def test_no_response_at_all(found: dict[str, ClientCase], label: str, after: str) -> None:
    case = found[f"robustness:{label}"]
    assert case.outcome is Outcome.FAILURE
    assert case.replies[0].after == after
    assert case.replies[0].response is None
    with pytest.raises(Unreadable):
        read_reply(case.replies[0])


@pytest.mark.parametrize(
    "label", ["truncated", "half", "trailing-comma", "trailing-text", "no-json", "html-200",
              "length-under"]
)  # fmt: skip
def test_a_success_whose_body_is_no_json(found: dict[str, ClientCase], label: str) -> None:
    response = read_reply(found[f"robustness:{label}"].replies[0])
    assert response.status == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(response.body)


@pytest.mark.parametrize(
    ("label", "status", "value"),
    [
        ("list", 200, []),
        ("text", 200, "text"),
        ("number", 200, 5),
        ("error-list", 400, []),
        ("error-null", 400, None),
        ("error-text", 400, "text"),
    ],
)
def test_json_that_is_no_object(
    found: dict[str, ClientCase], label: str, status: int, value: object
) -> None:
    response = read_reply(found[f"robustness:{label}"].replies[0])
    assert response.status == status
    assert json.loads(response.body) == value
    assert response.header("x-amzn-errortype") is None


def test_redirects_lead_to_another_path_and_on(found: dict[str, ClientCase]) -> None:
    for status in (301, 302, 307):
        case = found[f"robustness:redirect-{status}"]
        response = read_reply(case.replies[0])
        assert response.status == status
        assert (response.header("location") or "").startswith("/")
        assert len(case.replies) == 1


def test_a_wrong_type_is_open(found: dict[str, ClientCase]) -> None:
    wrong = [case for id_, case in found.items() if id_.startswith("robustness:/")]
    assert {case.pointer for case in wrong} >= {"/Count", "/Items", "/Items/0", "/Tags", "/Name"}
    assert all(case.outcome is Outcome.OPEN for case in wrong)


def test_nothing_that_is_given_up_is_bounded_in_requests(found: dict[str, ClientCase]) -> None:
    for case in found.values():
        if case.family == "robustness":
            assert case.attempts == (1, None), case.id


def test_other_operations_have_some_in_turn() -> None:
    made = service(*(operation(name) for name in ("A", "B", "C", "D")))
    some = [
        {id_ for id_ in cases_of(made, name) if id_.startswith("robustness:")} for name in "BCD"
    ]
    assert [len(each) for each in some] == [3, 3, 3]
    assert all(one != other for one, other in pairwise(some))


def test_ways_of_travelling() -> None:
    response = {"type": "object", "properties": {"Name": {"type": "string"}}}
    found = cases_of(service(operation(response=response)))
    ways = {id_.partition(":")[2]: each for id_, each in found.items() if "transfer" in id_}
    assert len(ways) == 14
    for case in ways.values():
        read = read_reply(case.replies[0])
        assert json.loads(read.body) == case.output, case.id
        in_pieces = case.label in ("small-chunks", "drip", "dripped-chunks")
        assert (case.output == {"Name": "sample"}) is not in_pieces, case.id
    data = {label: case.replies[0].data for label, case in ways.items()}
    assert b"content-type: application/json\r\n" in data["lower-case-headers"]
    assert b"CONTENT-LENGTH: " in data["upper-case-headers"]
    assert b"Transfer-Encoding: chunked" in data["one-chunk"]
    assert data["small-chunks"].count(b";shapeproof=1\r\n") > 1
    assert "漢".encode() in data["drip"]
    assert "漢".encode() not in data["small-chunks"]
    assert b"ontent-" not in data["until-close"].replace(b"Content-Type", b"")
    assert b"application/json; charset=utf-8" in data["charset"]
    assert b"Content-Type" not in data["no-content-type"]
    assert data["interim"].startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")
    assert data["no-reason"].startswith(b"HTTP/1.1 200 \r\n")
    for label in ("until-close", "closing"):
        assert ways[label].replies[0].after == "close"
        assert b"Connection: close" in data[label]
    drip = ways["drip"].replies[0]
    assert 0 < drip.piece < len(drip.data)
    assert len(drip.data) / drip.piece * drip.pause < 1
    everything = "".join(map(str, data.values()))
    assert everything.count("x-amzn-RequestId") >= 12
