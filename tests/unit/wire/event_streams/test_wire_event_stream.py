"""Event streams: frames and events, judged by botocore's own reader."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from typing import Any
from zlib import crc32

import botocore.session
import pytest
from botocore.eventstream import EventStreamBuffer, ParserError
from botocore.exceptions import EventStreamError
from botocore.model import ServiceModel
from botocore.parsers import create_parser
from jsonschema import Draft202012Validator

from shapeproof.compile import compile_service
from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.shape import Shape
from shapeproof.exchange import HttpResponse
from shapeproof.generate.values.plain import PlainValues
from shapeproof.wire import codec_for
from shapeproof.wire.event_streams.event_bodies import event_stream, has_events
from shapeproof.wire.event_streams.event_frames import (
    Frame,
    Header,
    HeaderType,
    read_frames,
    text_header,
    write_frame,
)
from shapeproof.wire.event_streams.event_stream import EVENT_STREAM
from shapeproof.wire.interface import MessageKind, UnreadableError
from shapeproof.wire.rpc_v2.cbor_writing import write_cbor
from tests.unit.wire.rpc_v2.test_wire_rpc_v2_cbor import SERVICE as CBOR_SERVICE
from tests.unit.wire.wire_samples import BLOB, STRING, TIMESTAMP, operation, structure, with_payload

HEADERS = (
    Header("yes", HeaderType.TRUE, True),
    Header("no", HeaderType.FALSE, False),
    Header("byte", HeaderType.BYTE, -1),
    Header("short", HeaderType.SHORT, 300),
    Header("integer", HeaderType.INTEGER, -70_000),
    Header("long", HeaderType.LONG, 2**40),
    Header("bytes", HeaderType.BYTES, b"\x00\xff"),
    Header("text", HeaderType.STRING, "é"),
    Header("when", HeaderType.TIMESTAMP, 1_422_172_800_000),
    Header("id", HeaderType.UUID, bytes(range(16))),
)
WHOLE = write_frame(Frame(HEADERS, b"payload"))
EMPTY = write_frame(Frame(()))


def test_botocore_reads_the_frames_that_are_written() -> None:
    buffer = EventStreamBuffer()
    buffer.add_data(WHOLE + EMPTY)
    first, second = list(buffer)
    assert first.headers == {each.name: each.value for each in HEADERS}
    assert (first.payload, second.headers, second.payload) == (b"payload", {}, b"")
    assert list(read_frames(WHOLE + EMPTY)) == [Frame(HEADERS, b"payload"), Frame(())]
    assert list(read_frames(b"")) == []


def frame_of(headers: bytes, *, total: int | None = None) -> bytes:
    """A frame of raw headers, with right CRCs."""
    lengths = struct.pack("!II", 16 + len(headers) if total is None else total, len(headers))
    start = lengths + struct.pack("!I", crc32(lengths)) + headers
    return start + struct.pack("!I", crc32(start))


BROKEN = {
    "prelude CRC": (WHOLE[:8] + b"\0\0\0\0" + WHOLE[12:], "the CRC of its prelude is wrong"),
    "message CRC": (WHOLE[:-4] + b"\0\0\0\0", "the CRC of the message is wrong"),
    "one bit": (WHOLE[:20] + bytes([WHOLE[20] ^ 1]) + WHOLE[21:], "the CRC of the message"),
    "cut": (WHOLE[:-1], f"it has {len(WHOLE) - 1} of {len(WHOLE)} bytes"),
    "cut prelude": (WHOLE[:7], "its prelude is cut off"),
    "one gigabyte": (frame_of(b"", total=2**30), "are not possible"),
    "too short": (frame_of(b"", total=12), "are not possible"),
    "unknown type": (frame_of(b"\x01a\x0a"), "the header a has the unknown type 10"),
    "cut headers": (frame_of(b"\x01a\x07\x00\x09xx"), "its headers are cut off"),
    "not UTF-8": (frame_of(b"\x01a\x07\x00\x01\xff"), "is not UTF-8"),
    "twice": (frame_of(b"\x01a\x00\x01a\x00"), "the header a stands twice"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_frames(case: str) -> None:
    data, reason = BROKEN[case]
    with pytest.raises(UnreadableError) as caught:
        list(read_frames(EMPTY + data))
    assert caught.value.reason.startswith("frame 2 of the event stream: ")
    assert reason in caught.value.reason


@pytest.mark.parametrize("case", ["prelude CRC", "message CRC", "one bit", "twice"])
def test_botocore_refuses_them_too(case: str) -> None:
    buffer = EventStreamBuffer()
    buffer.add_data(EMPTY + BROKEN[case][0])
    with pytest.raises((ParserError, UnicodeDecodeError)):
        list(buffer)


@pytest.mark.parametrize("header", [Header("a", HeaderType.BYTE, 300),
                                    Header("a", HeaderType.STRING, "x" * 40_000)])  # fmt: skip
def test_values_that_do_not_fit(header: Header) -> None:
    with pytest.raises(ValueError, match="header a: "):
        write_frame(Frame((header,)))


# Whole operations of real services, by botocore's parser.

SERVICES = ("bedrock-runtime", "kinesis", "lexv2-runtime", "logs", "s3")


@cache
def service(name: str) -> tuple[Contract, ServiceModel]:
    return compile_service(name), botocore.session.Session().get_service_model(name)


def all_events(schema: Schema) -> list[Any]:
    """Each event once, with all its members."""
    stream = event_stream(schema)
    assert stream is not None
    members = stream.shape.item.members.items()
    values = PlainValues(schema, full=True)
    return [{name: values.value(each)} for name, each in members if each.schema.get("x-event")]


class Stream:
    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self) -> Iterator[bytes]:
        yield self.body

    def close(self) -> None:
        pass


def parsed(model: ServiceModel, name: str, response: HttpResponse) -> Any:
    parser: Any = create_parser(model.resolved_protocol)
    stated = {"headers": dict(response.headers), "body": Stream(response.body),
              "status_code": 200, "context": {"operation_name": name}}  # fmt: skip
    return parser.parse(stated, model.operation_model(name).output_shape)


def streaming(contract: Contract, part: str) -> Iterator[Operation]:
    for each in contract.operations.values():
        if has_events(getattr(each, part)):
            yield each


@pytest.mark.slow
@pytest.mark.parametrize("name", SERVICES)
def test_responses_of_real_services(name: str) -> None:
    contract, model = service(name)
    codec = codec_for(contract.protocol)
    operations = [*streaming(contract, "response")]
    assert operations
    for each in operations:
        member = event_stream(each.response)
        assert member is not None
        output = {**PlainValues(each.response, full=True).value(),
                  member.name: all_events(each.response)}  # fmt: skip
        response = codec.encode_response(contract, each, output)
        assert response.header("Content-Type") == EVENT_STREAM
        assert codec.decode_response(each, response) == output
        found = codec.response_deviations(
            contract, each, response, each.response, MessageKind.OUTPUT
        )
        assert list(found) == []
        described = codec.body_schema(each.response)
        assert described is not None
        tree = codec.parse_body(each.response, response.body, MessageKind.OUTPUT)
        assert list(Draft202012Validator(dict(described)).iter_errors(tree)) == []
        read = list(parsed(model, each.name, response)[member.name])
        assert [list(event) for event in read] == [list(event) for event in output[member.name]]


@pytest.mark.parametrize("name", ["bedrock-runtime", "lexv2-runtime"])
def test_requests_of_real_services(name: str) -> None:
    contract, _ = service(name)
    codec = codec_for(contract.protocol)
    operations = [*streaming(contract, "request")]
    assert operations
    for each in operations:
        params = PlainValues(each.request, full=True).value()
        request = codec.encode_request(contract, each, params)
        assert request.header("Content-Type") == EVENT_STREAM
        assert codec.decode_request(each, request) == params
        assert list(codec.request_deviations(contract, each, request)) == []


def test_exceptions_reach_botocore_as_errors() -> None:
    contract, model = service("bedrock-runtime")
    each = contract.operations["ConverseStream"]
    codec = codec_for(contract.protocol)
    output = {"stream": [{"throttlingException": {"message": "slow"}}]}
    response = codec.encode_response(contract, each, output)
    assert codec.decode_response(each, response) == output
    with pytest.raises(EventStreamError) as caught:
        list(parsed(model, each.name, response)["stream"])
    assert caught.value.response["Error"] == {"Code": "throttlingException", "Message": "slow"}


# One union with every binding, in four protocols.

UNION: Schema = {
    "type": "array",
    "x-eventstream": True,
    "items": {
        **structure(
            "Events",
            Bytes={**structure("B", Data={**BLOB, "x-event-payload": True}), "x-event": True},
            Text={**structure("T", Data={**STRING, "x-event-payload": True}), "x-event": True},
            Deep={
                **structure("D", Inner={**structure("I", At=TIMESTAMP), "x-event-payload": True}),
                "x-event": True,
            },
            Rest={
                **structure(
                    "R",
                    A=STRING,
                    When={**TIMESTAMP, "x-event-header": True},
                    Count={"type": "integer", "x-integer": "long", "x-event-header": True},
                    Raw={**BLOB, "x-event-header": True},
                    On={"type": "boolean", "x-event-header": True},
                    Name={**STRING, "x-event-header": True},
                ),
                "x-event": True,
            },
            None_={**structure("N"), "x-event": True},
            Failed=structure("F", message=STRING),
        ),
        "x-union": True,
        "minProperties": 1,
        "maxProperties": 1,
    },
}
EVENTS = [
    {"Bytes": {"Data": "AP8="}},
    {"Text": {"Data": "é"}},
    {"Deep": {"Inner": {"At": "2020-01-01T00:00:00Z"}}},
    {"Rest": {"A": "a", "When": "2020-01-01T00:00:00.5Z", "Count": 5, "Raw": "AA==",
              "On": False, "Name": "n"}},
    {"None_": {}},
    {"Failed": {"message": "m"}},
]  # fmt: skip
PROTOCOLS = ("rest-json", "rest-xml", "json", "smithy-rpc-v2-cbor")
METADATA = {"targetPrefix": "Sample", "jsonVersion": "1.0"}


def sample(protocol: str) -> tuple[Contract, Operation, str]:
    rpc = not codec_for(protocol).traits.http_bindings
    schema = structure("Out", A=STRING, P=UNION) if rpc else with_payload("P", P=UNION)
    contract = Contract("sample", "2020-01-01", protocol, "Sample", "Sample", {}, metadata=METADATA)
    return contract, operation(schema, schema), "/P" if rpc else ""


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_each_binding_travels(protocol: str) -> None:
    contract, of, _ = sample(protocol)
    codec = codec_for(protocol)
    output = {"P": EVENTS} if codec.traits.http_bindings else {"A": "x", "P": EVENTS}
    response = codec.encode_response(contract, of, output)
    assert codec.decode_response(of, response) == output
    assert codec.decode_request(of, codec.encode_request(contract, of, output)) == output
    tree = codec.parse_body(of.response, response.body, MessageKind.OUTPUT)
    described = codec.body_schema(of.response)
    assert described is not None
    assert list(Draft202012Validator(dict(described)).iter_errors(tree)) == []
    assert codec.decode_response(of, HttpResponse(200)) == {"P": []}


def event(*headers: tuple[str, str], payload: bytes = b"") -> bytes:
    return write_frame(Frame(tuple(text_header(*each) for each in headers), payload))


KIND, NAME = (":message-type", "event"), (":event-type", "None_")
FORM = (":content-type", "application/octet-stream")
DEVIATIONS: dict[str, tuple[bytes, list[tuple[str, bool]]]] = {
    "right": (event(KIND, NAME), []),
    "no message type": (event(NAME), [(":message-type", True)]),
    "unknown message type": (event((":message-type", "x"), NAME), [(":message-type", True)]),
    "no event type": (event(KIND), [(":event-type", True)]),
    "unknown event": (event(KIND, (":event-type", "Other")), [(":event-type", True)]),
    "event for exception": (event(KIND, (":event-type", "Failed")), [(":message-type", True)]),
    "unnamed exception": (event((":message-type", "exception")), [(":exception-type", True)]),
    "unmodeled error": (event((":message-type", "error"), (":error-code", "Oops")), []),
    "nameless error": (event((":message-type", "error")), [(":error-code", True)]),
    "other form": (
        event(KIND, (":event-type", "Bytes"), (":content-type", "text/html"), payload=b"x"),
        [(":content-type", False)],
    ),
    "no form": (event(KIND, (":event-type", "Bytes"), payload=b"x"), [(":content-type", False)]),
    "form": (event(KIND, (":event-type", "Bytes"), FORM, payload=b"x"), []),
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("case", DEVIATIONS)
def test_what_is_wrong_with_frames(case: str, protocol: str) -> None:
    contract, of, at = sample(protocol)
    codec = codec_for(protocol)
    body, expected = DEVIATIONS[case]
    start = event(KIND, (":event-type", "initial-response")) if at else event(KIND, NAME)
    head = (("smithy-protocol", "rpc-v2-cbor"),)
    response = HttpResponse(200, head, start + body)
    found = codec.response_deviations(contract, of, response, of.response, MessageKind.OUTPUT)
    assert [(each.pointer, each.constraint, each.is_misread) for each in found] == [
        (f"{at}/1", constraint, misread) for constraint, misread in expected
    ]
    codec.decode_response(of, response)


def test_rpc_streams_begin_with_the_other_members() -> None:
    _, of, _ = sample("json")
    response = HttpResponse(200, (), event(KIND, NAME))
    found = codec_for("json").response_deviations(
        CBOR_SERVICE, of, response, of.response, MessageKind.OUTPUT
    )
    assert [(each.pointer, each.constraint) for each in found] == [("/P", "initial message")]


def test_documents_are_read_as_strictly_as_bodies() -> None:
    contract, of, _ = sample("smithy-rpc-v2-cbor")
    codec = codec_for("smithy-rpc-v2-cbor")
    start = event(KIND, (":event-type", "initial-response"))
    named = (KIND, (":event-type", "Rest"), (":content-type", "application/cbor"))
    body = start + event(*named, payload=write_cbor({"A": b"x"}))
    response = HttpResponse(200, (("smithy-protocol", "rpc-v2-cbor"),), body)
    found = codec.response_deviations(contract, of, response, of.response, MessageKind.OUTPUT)
    assert [(each.pointer, each.constraint) for each in found] == [("/P/1/Rest/A", "major type")]
    broken = HttpResponse(200, (), start + event(*named, payload=b"\xa1"))
    with pytest.raises(UnreadableError) as caught:
        codec.decode_response(of, broken)
    assert (caught.value.part, caught.value.pointer) == ("body", "/1")


def test_unions_of_real_contracts_say_which_members_are_events() -> None:
    contract, _ = service("bedrock-runtime")
    stream = Shape.of(contract.operations["ConverseStream"].response).member("stream")
    kinds = {name: bool(each.schema.get("x-event")) for name, each in stream.item.members.items()}
    assert kinds["messageStart"]
    assert not kinds["throttlingException"]
