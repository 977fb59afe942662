"""What is wrong with answers in CBOR and with event streams, by all checks."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest

from shapeproof.checks.interface import Observation
from shapeproof.checks.registry import answer_checks
from shapeproof.checks.schemas import OperationSchemas
from shapeproof.compile import compile_service
from shapeproof.exchange import Exchange, HttpRequest, HttpResponse
from shapeproof.wire.event_streams.event_frames import Frame, text_header, write_frame
from shapeproof.wire.registry import codec_for
from shapeproof.wire.rpc_v2.cbor_writing import CborStyle, write_cbor

from .check_samples import Line, lines

CBOR = compile_service("cloudwatch", "smithy-rpc-v2-cbor")
STREAMS = compile_service("bedrock-runtime")
ID = ("x-amzn-RequestId", "5b1b9f3e-0000-4000-8000-000000000000")
HEAD = (("smithy-protocol", "rpc-v2-cbor"), ("Content-Type", "application/cbor"), ID)
EVENTS = (("Content-Type", "application/vnd.amazon.eventstream"), ID)


def found_in(contract: Any, of: str, headers: Any, body: bytes, status: int = 0) -> list[Line]:
    operation, codec = contract.operations[of], codec_for(contract.protocol)
    answer = HttpResponse(status or operation.http.status, headers, body)
    seen = Observation(
        contract=contract,
        operation=operation,
        exchange=Exchange(of, {}, HttpRequest("POST", "/"), answer),
        codec=codec,
        schemas=OperationSchemas(contract, operation, codec),
    )
    return lines([found for check in answer_checks() for found in check.check(seen)])


METRIC = {"Namespace": "n", "MetricName": "m", "Dimensions": [{"Name": "a", "Value": "b"}]}


@pytest.mark.parametrize(
    "body",
    [
        write_cbor({"Metrics": [METRIC]}),
        write_cbor({"Metrics": [METRIC]}, CborStyle(indefinite=True, chunked=True, width=4)),
        write_cbor({"Metrics": [METRIC], "NextToken": None}, CborStyle(reordered=True)),
    ],
)
def test_right_answers_in_cbor(body: bytes) -> None:
    assert found_in(CBOR, "ListMetrics", HEAD, body) == []


FAULTS: dict[str, tuple[Any, Any, tuple[str, str]]] = {
    "bytes for a text": (HEAD, {"NextToken": b"t"}, ("wire_form", "major type")),
    "number for a text": (HEAD, {"NextToken": 5}, ("response_schema", "type")),
    "map for a list": (HEAD, {"Metrics": {}}, ("response_schema", "type")),
    "tag": (HEAD, {"NextToken": cbor2.CBORTag(1000, "t")}, ("wire_form", "tag")),
    "no header": (HEAD[1:], {}, ("wire_form", "smithy-protocol")),
    "JSON": (HEAD, b'{"Metrics": []}', ("malformed_cbor", "cbor")),
    "two values": (HEAD, b"\xa0\xa0", ("malformed_cbor", "cbor")),
    "cut": (HEAD, b"\xa1\x61a", ("malformed_cbor", "cbor")),
    "list": (HEAD, b"\x80", ("response_schema", "type")),
    "media type": (
        (HEAD[0], ("Content-Type", "application/json"), ID), {}, ("content_type", "success"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_faults_in_cbor(case: str) -> None:
    headers, value, expected = FAULTS[case]
    body = value if isinstance(value, bytes) else cbor2.dumps(value)
    found = found_in(CBOR, "ListMetrics", headers, body)
    assert [(each[0], each[3]) for each in found] == [expected]


@pytest.mark.parametrize(
    "body, expected",
    [
        (b"", []),
        (b"\xa0", []),
        (b"\xbf\xff", []),
        (b"{}", [("malformed_cbor", "cbor")]),
        (b"\xa0\xa0", [("malformed_cbor", "cbor")]),
        (b"\x80", [("wire_form", "type")]),
    ],
)
@pytest.mark.parametrize("operation", ["DeleteAlarms", "TagResource"])
def test_an_output_without_members(operation: str, body: bytes, expected: Any) -> None:
    found = found_in(CBOR, operation, HEAD, body)
    assert [(each[0], each[3]) for each in found] == expected


def test_a_header_does_not_stand_for_the_type_of_an_error() -> None:
    headers = (*HEAD, ("x-amzn-query-error", "ResourceNotFound;Sender"))
    named = {"__type": "com.amazonaws.cloudwatch#ResourceNotFound", "message": "m"}
    for body, expected in ((named, []), ({"message": "m"}, [("wire_form", "required")])):
        found = found_in(CBOR, "GetDashboard", headers, cbor2.dumps(body), status=404)
        assert [(each[0], each[3]) for each in found if each[0] == "wire_form"] == expected


def test_a_timestamp_without_its_tag() -> None:
    mute = {"AlarmMuteRuleArn": "a", "Name": "n", "Rule": {"Schedule": {"Expression": "e",
            "Duration": "P"}}, "Status": "ACTIVE", "LastUpdatedTimestamp": 5}  # fmt: skip
    found = found_in(CBOR, "GetAlarmMuteRule", HEAD, cbor2.dumps(mute))
    assert ("wire_form", "timestamp tag") in {(each[0], each[3]) for each in found}
    mute["LastUpdatedTimestamp"] = cbor2.CBORTag(1, 5)
    found = found_in(CBOR, "GetAlarmMuteRule", HEAD, cbor2.dumps(mute))
    assert "wire_form" not in {each[0] for each in found}


def event(payload: bytes, *headers: tuple[str, str]) -> bytes:
    return write_frame(Frame(tuple(text_header(*each) for each in headers), payload))


KIND, START = (":message-type", "event"), (":event-type", "messageStart")
JSON = (":content-type", "application/json")
RIGHT = event(b'{"role": "user"}', KIND, START, JSON)
STREAM_FAULTS: dict[str, tuple[bytes, list[tuple[str, str]]]] = {
    "right": (RIGHT, []),
    "none": (b"", []),
    "message CRC": (RIGHT[:-1] + b"\0", [("malformed_json", "json")]),
    "prelude CRC": (RIGHT + RIGHT[:8] + b"\0\0\0\0" + RIGHT[12:], [("malformed_json", "json")]),
    "cut": (RIGHT[:-3], [("malformed_json", "json")]),
    "payload": (event(b"{", KIND, START, JSON), [("malformed_json", "json")]),
    "no event type": (event(b"{}", KIND, JSON), [("wire_form", ":event-type")]),
    "unknown event": (
        event(b"{}", KIND, (":event-type", "x"), JSON), [("wire_form", ":event-type")],
    ),
    "no message type": (event(b'{"role": "user"}', START, JSON), [("wire_form", ":message-type")]),
    "member missing": (event(b"{}", KIND, START, JSON), [("response_schema", "required")]),
    "outside the enum": (
        event(b'{"role": "nobody"}', KIND, START, JSON), [("response_schema", "enum")],
    ),
    "no content type": (event(b'{"role": "user"}', KIND, START), [("wire_form", ":content-type")]),
}  # fmt: skip


@pytest.mark.parametrize("case", STREAM_FAULTS)
def test_faults_in_event_streams(case: str) -> None:
    body, expected = STREAM_FAULTS[case]
    found = found_in(STREAMS, "ConverseStream", EVENTS, body)
    assert [(each[0], each[3]) for each in found] == expected


def test_the_media_type_of_a_stream() -> None:
    found = found_in(STREAMS, "ConverseStream", (("Content-Type", "application/json"), ID), RIGHT)
    assert [(each[0], each[3]) for each in found] == [("content_type", "success")]
