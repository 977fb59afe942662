"""How botocore's protocol tests judge a codec: each check raises AssertionError."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from shapeproof.checks.schemas import without_nulls
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.wire import Codec, codec_for
from shapeproof.wire.interface import Deviation, MessageKind
from shapeproof.wire.rest.host_prefix import host_prefix

from .body_comparison import READERS
from .protocol_cases import ProtocolCase
from .protocol_values import comparable, to_api_view
from .strictness import of_error, of_request, of_response

OF_THE_TARGET = ("content-length",)
"""Header fields that the target adds when it sends."""


def codec(case: ProtocolCase) -> Codec:
    return codec_for(case.protocol)


def check_encoded_request(case: ProtocolCase) -> None:
    """A client writes the request that is due."""
    due = case.case["serialized"]
    request = codec(case).encode_request(case.contract, case.operation, params(case))
    same(case.base_path.rstrip("/") + request.target, due["uri"])
    same(request.method, due.get("method", request.method))
    host = host_prefix(case.operation, params(case)) + case.host
    same(host, due.get("host", host).partition("/")[0])
    check_headers(request, due)
    if "body" in due:
        read = READERS[case.protocol]
        if request.body != wire_body(case):
            same(read(request.body), read(wire_body(case)))


def check_decoded_request(case: ProtocolCase) -> None:
    """A server reads the parameters out of a right request, and nothing is wrong with it."""
    due = case.case["serialized"]
    if "body" not in due:
        return
    request = HttpRequest(
        due.get("method", case.operation.http.method),
        due["uri"].removeprefix(case.base_path.rstrip("/")),
        due_headers(case),
        wire_body(case),
    )
    found = codec(case).decode_request(case.operation, request)
    same(*map(comparable, without_moot_members(case, found)))
    same(unskipped(of_request(codec(case), case.contract, case.operation, request)), [])


def without_moot_members(case: ProtocolCase, found: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was found and what was given, without what no server can tell.

    Nulls and some empty members are not sent; the media type of a body counts as the member that is
    bound to it; a field of the query counts as the member of its name, if there is one, rather than
    as an entry of the map of all fields.
    """
    given, members = without_nulls(params(case)), case.operation.request["properties"]
    filled = {key for key, each in members.items() if each.get("x-location-name") == "Content-Type"}
    named = {each.get("x-location-name") for each in members.values()}
    for key, member in members.items():
        if member.get("x-location") == "querystring" and member.get("x-map") and key in given:
            given[key] = {name: each for name, each in given[key].items() if name not in named}
    return (
        {key: each for key, each in found.items() if key in given or (each and key not in filled)},
        {
            key: each
            for key, each in given.items()
            if key in found or each not in (None, [], {}, "")
        },
    )


def check_decoded_response(case: ProtocolCase) -> None:
    """A client reads the result, or the error, out of a response."""
    if "error" in case.case:
        check_error(case, case.response)
        return
    schema = case.operation.response
    due = to_api_view(schema, schema, case.case["result"])
    found = codec(case).decode_response(case.operation, case.response)
    same(comparable(found), comparable(due))


def check_error(case: ProtocolCase, response: HttpResponse) -> None:
    found = codec(case).decode_error(response)
    same(found.reported_code, case.case["errorCode"])
    if "errorMessage" in case.case:
        same((found.message or ""), (case.case["errorMessage"] or ""))
    modeled = case.error(found.code)
    if modeled is not None:
        due = to_api_view(modeled.schema, modeled.schema, case.case["error"])
        members = codec(case).decode_output(modeled.schema, response)
        same(comparable(members), comparable(due))


def check_strict_response(case: ProtocolCase) -> None:
    """Nothing is wrong with a response that a service may send, but for what clients skip."""
    judged = codec(case), case.contract, case.operation, case.response
    if "error" not in case.case:
        same(unskipped(of_response(*judged)), [])
        return
    modeled = case.error(codec(case).decode_error(case.response).code)
    if modeled is not None:
        same(unskipped(of_error(*judged, modeled.schema)), [])


def unskipped(found: list[Any]) -> list[Any]:
    """What is wrong, without members that are not known and what clients do not look at."""
    return [
        each
        for each in found
        if (each.is_misread if isinstance(each, Deviation) else "unknown" not in each)
    ]


TOKEN = "00000000-0000-4000-8000-000000000000"
"""What the cases expect as a token that nobody has given."""


def params(case: ProtocolCase) -> dict[str, Any]:
    """The parameters that are encoded: a client has filled idempotency tokens in."""
    schema = case.operation.request
    members = schema["properties"]
    tokens = {key: TOKEN for key in members if members[key].get("x-idempotency-token")}
    found: dict[str, Any] = to_api_view(schema, schema, case.case.get("params", {}))
    return {**tokens, **found}


def wire_body(case: ProtocolCase) -> bytes:
    """The bytes of the request; legacy cases state the fields of a form."""
    body = case.case["serialized"]["body"]
    if isinstance(body, dict):
        return urlencode(sorted(body.items()), safe="~").replace("+", "%20").encode()
    return case.bytes_of(body)


def due_headers(case: ProtocolCase) -> tuple[tuple[str, str], ...]:
    """The header fields of a request; the operation and the media type are not always stated."""
    stated = case.case["serialized"].get("headers", {})
    name = codec(case).traits.operation_header
    prefix = case.contract.metadata.get("targetPrefix")
    named = {name: f"{prefix}.{case.operation.name}"} if name else {}
    media_type = codec(case).media_type(case.contract, MessageKind.REQUEST)
    return tuple({"Content-Type": media_type, **named, **stated}.items())


def check_headers(request: HttpRequest, due: dict[str, Any]) -> None:
    """List values differ in blanks between SDKs; a media type is moot where there is no body."""
    actual = {name.lower(): value for name, value in request.headers}
    for name, value in due.get("headers", {}).items():
        if name == "Content-Type" and due.get("body") == "":
            continue
        same(alike(actual.get(name.lower(), "absent")), alike(value))
    for name in due.get("forbidHeaders", ()):
        assert name.lower() not in actual
    for name in due.get("requireHeaders", ()):
        assert name.lower() in (*actual, *OF_THE_TARGET)


def same(actual: Any, due: Any) -> None:
    """Both are equal. Without pytest, an assertion has no text of its own."""
    assert actual == due, f"{actual!r} is not {due!r}"


def alike(value: str) -> str:
    """A field value without blanks in lists, and without the one character set that there is."""
    return value.replace(", ", ",").removesuffix("; charset=utf-8")


@dataclass(frozen=True)
class Check:
    """A check, and whether its cases are about requests."""

    is_of_input: bool
    judge: Callable[[ProtocolCase], None]


CHECKS = {
    "client writes": Check(True, check_encoded_request),
    "server reads": Check(True, check_decoded_request),
    "client reads": Check(False, check_decoded_response),
    "nothing is wrong": Check(False, check_strict_response),
}
