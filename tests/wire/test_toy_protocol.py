"""A protocol that is registered from outside gets cases, checks, a mock and a client run.

Its messages are lines of ``key=value``, percent-encoded; an error begins with a line ``!CODE``.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from jsonschema import Draft202012Validator

from shapeproof.contract.model import Contract, ErrorContract, HttpBinding, Operation, Schema
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Distortion, Expect, Fault, Finding, How, HttpRequest, HttpResponse
from shapeproof.exchange.events import FindingFound, RunFinished, Stats
from shapeproof.generate.cases.coverage import coverage_cases
from shapeproof.mock.contract_app import ContractMock
from shapeproof.run.client.runner import ClientRunner
from shapeproof.run.plan import Plan
from shapeproof.run.server.runner import Runner
from shapeproof.targets.client import CallableClient, ServiceFailure, ValidationFailure
from shapeproof.targets.wsgi_app import WsgiTarget
from shapeproof.wire import Codec, codec_for, register_codec, registry, supported_protocols
from shapeproof.wire.interface import (
    ErrorNaming,
    MessageKind,
    ProtocolTraits,
    UnreadableError,
    WireError,
)
from shapeproof.wire.members import members_of
from shapeproof.wire.variants import BodyDistortion, BodyVariants

PROTOCOL = "lines"
MEDIA_TYPE = "text/x-lines"
OPERATION_HEADER = "X-Lines-Operation"


def written(value: Any) -> str:
    """A value as text; what the protocol has no text for is written as JSON."""
    return value if isinstance(value, str) else json.dumps(value)


def read(schema: Schema, text: str) -> Any:
    """The value that a schema sees in a text, else the text."""
    if schema.get("type") == "integer":
        return int(text) if text.lstrip("-").isdigit() else text
    if schema.get("type") == "boolean":
        return {"true": True, "false": False}.get(text, text)
    return text


def lines_of(tree: Mapping[str, Any]) -> bytes:
    given = {key: written(value) for key, value in tree.items() if value is not None}
    lines = (f"{_escaped(key)}={_escaped(text)}\n" for key, text in given.items())
    return "".join(lines).encode()


def _escaped(text: str) -> str:
    return quote(text, safe=" ", errors="surrogatepass")


def _unnamed(response: HttpResponse) -> HttpResponse:
    is_named = response.body.startswith(b"!")
    return replace(response, body=response.body.partition(b"\n")[2]) if is_named else response


def _with_two_marks(response: HttpResponse, code: str) -> HttpResponse:
    """The mark of an error is ``!`` or ``!!``."""
    return replace(response, body=f"!!{code}\n".encode() + _unnamed(response).body)


class LinesCodec(Codec):
    """The codec of the protocol."""

    protocol = PROTOCOL
    traits = ProtocolTraits(
        body_form="lines",
        body_description="lines of key=value",
        typed_values=False,
        own_media_type=True,
        operation_header=OPERATION_HEADER,
        error_code_places="a first line that begins with !",
    )
    variants = BodyVariants(
        distortions=lambda _: (
            BodyDistortion(
                "no-equals",
                Expect.REJECT,
                Distortion(rewrite=lambda body: body + b"nonsense\n"),
                Fault("", "body", How.MALFORMED_BODY, "server", sent="a line without ="),
            ),
        ),
        encodings=lambda body: (("reversed", b"".join(reversed(body.splitlines(keepends=True)))),),
    )

    def media_type(self, contract: Contract, kind: MessageKind = MessageKind.OUTPUT) -> str:
        return MEDIA_TYPE

    def is_own_form(self, media_type: str) -> bool:
        return media_type == MEDIA_TYPE

    def route(self, contract: Contract, request: HttpRequest) -> Operation | None:
        return contract.operations.get(request.header(OPERATION_HEADER) or "")

    def encode_request(
        self, contract: Contract, operation: Operation, params: Mapping[str, Any]
    ) -> HttpRequest:
        headers = ((OPERATION_HEADER, operation.name), ("Content-Type", MEDIA_TYPE))
        return HttpRequest("POST", "/", headers, self._encoded(operation.request, params))

    def decode_request(self, operation: Operation, request: HttpRequest) -> dict[str, Any]:
        return self._decoded(operation.request, request.body, MessageKind.REQUEST)

    def encode_response(
        self, contract: Contract, operation: Operation, output: Mapping[str, Any]
    ) -> HttpResponse:
        body = self._encoded(operation.response, output)
        return HttpResponse(operation.http.status, (("Content-Type", MEDIA_TYPE),), body)

    def decode_output(self, schema: Schema, response: HttpResponse) -> dict[str, Any]:
        return self._decoded(schema, response.body, MessageKind.OUTPUT)

    def encode_error(
        self, contract: Contract, error: ErrorContract, fields: Mapping[str, Any]
    ) -> HttpResponse:
        body = f"!{error.code}\n".encode() + self._encoded(error.schema, fields)
        return HttpResponse(error.status or 400, (("Content-Type", MEDIA_TYPE),), body)

    def decode_error(self, response: HttpResponse) -> WireError:
        first = response.body.partition(b"\n")[0].decode("utf-8", "replace")
        try:
            fields = self.parse_body({}, response.body, MessageKind.ERROR)
        except UnreadableError:
            fields = {}
        code = first.lstrip("!") if first.startswith("!") else None
        return WireError(code, fields.get("message"), "first line" if code else "", fields)

    def error_namings(self, members: Collection[str]) -> tuple[ErrorNaming, ...]:
        return (
            ErrorNaming("mark", lambda response, _: response, in_body=True),
            ErrorNaming("marks", _with_two_marks, in_body=True),
        )

    def unnamed_error(self, response: HttpResponse) -> HttpResponse:
        return _unnamed(response)

    def body_schema(self, schema: Schema, kind: MessageKind = MessageKind.OUTPUT) -> Schema | None:
        names = {each.name: each for each in members_of(Shape.of(schema))}
        required = [names[each].wire_name for each in schema.get("required", ())]
        properties = {
            each.wire_name: {**each.schema, "x-member": each.name} for each in names.values()
        }
        return {"type": "object", "properties": properties, "required": required}

    def parse_body(self, schema: Schema, body: bytes, kind: MessageKind) -> dict[str, Any]:
        known = {each.wire_name: each.schema for each in members_of(Shape.of(schema))}
        lines = body.decode("utf-8", "replace").splitlines()
        if kind is MessageKind.ERROR and lines and lines[0].startswith("!"):
            lines = lines[1:]
        tree: dict[str, Any] = {}
        for line in lines:
            key, equals, text = line.partition("=")
            if not equals:
                raise UnreadableError("a line without =", part="body")
            name = unquote(key)
            tree[name] = read(known.get(name, {}), unquote(text))
        return tree

    def write_body(self, schema: Schema, tree: Any, kind: MessageKind) -> bytes:
        return lines_of(tree)

    def canonical_body(self, body: bytes) -> object:
        return sorted(body.splitlines())

    def _encoded(self, schema: Schema, values: Mapping[str, Any]) -> bytes:
        names = {each.name: each.wire_name for each in members_of(Shape.of(schema))}
        return lines_of({names.get(name, name): each for name, each in values.items()})

    def _decoded(self, schema: Schema, body: bytes, kind: MessageKind) -> dict[str, Any]:
        tree = self.parse_body(schema, body, kind)
        members = members_of(Shape.of(schema))
        return {each.name: tree[each.wire_name] for each in members if each.wire_name in tree}


def structure(*required: str, **members: Schema) -> Schema:
    return {"type": "object", "properties": members, "required": list(required)}


NAME = {"type": "string", "minLength": 1, "maxLength": 40, "x-location-name": "name"}
SIZE = {"type": "integer", "minimum": 1, "maximum": 9}
COLOR = {"type": "string", "enum": ["RED", "BLUE"], "x-location-name": "color"}
THING = structure("Name", "Size", Name=NAME, Size=SIZE, Color=COLOR, Round={"type": "boolean"})
MESSAGE = {"type": "string", "x-location-name": "message"}
CONTRACT = Contract(
    service="things",
    api_version="2020-01-01",
    protocol=PROTOCOL,
    full_name="Things",
    service_id="Things",
    operations={
        "PutThing": Operation(
            "PutThing", "put_thing", HttpBinding("POST", "/"), THING, THING,
            ("NoRoom", "ValidationException"),
        ),
        "CountThings": Operation(
            "CountThings", "count_things", HttpBinding("POST", "/"),
            structure(Color=COLOR), structure("Count", Count={"type": "integer"}),
            ("ValidationException",),
        ),
    },
    errors={
        name: ErrorContract(name, name, status, "client", structure(Message=MESSAGE))
        for name, status in (("NoRoom", 409), ("ValidationException", 400))
    },
)  # fmt: skip
PLAN = Plan(seed=1, phases=("coverage", "fuzz"), max_examples=40)


@pytest.fixture(autouse=True)
def _registered() -> Iterator[None]:
    register_codec(PROTOCOL, LinesCodec)
    yield
    registry.forget_codec(PROTOCOL)


def outcome(events: Any) -> tuple[list[Finding], Stats]:
    findings: list[Finding] = []
    for event in events:
        if isinstance(event, FindingFound):
            findings.append(event.finding)
        elif isinstance(event, RunFinished):
            return findings, event.stats
    raise AssertionError("the run did not finish")


def server_findings(app: Any) -> tuple[list[Finding], Stats]:
    target = WsgiTarget(app, "things")
    return outcome(Runner(CONTRACT, codec_for(PROTOCOL), target, PLAN).events())


def changing(change: Callable[[bytes], bytes]) -> Any:
    """The mock with other bodies of successes."""
    mock = ContractMock.of(CONTRACT)

    def app(environ: Any, start_response: Any) -> Any:
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], _: object = None) -> None:
            started.append((status, headers))

        body = b"".join(mock(environ, start))
        status, headers = started[0]
        body = change(body) if status.startswith("200") else body
        kept = [each for each in headers if each[0].lower() != "content-length"]
        start_response(status, [*kept, ("Content-Length", str(len(body)))])
        return [body]

    return app


def test_it_is_known() -> None:
    assert PROTOCOL in supported_protocols()
    assert codec_for(PROTOCOL) is codec_for(PROTOCOL)


def test_its_cases_are_those_that_it_can_express() -> None:
    ids = {each.id for each in coverage_cases(CONTRACT, CONTRACT.operations["PutThing"])}

    assert "PutThing:invalid:/Size:maximum" in ids
    assert "PutThing:invalid:/Size:type-boolean" in ids
    assert "PutThing:invalid:/Color:enum-unknown" in ids
    assert "PutThing:invalid:/Name:left-out" in ids
    assert "PutThing:body:no-equals" in ids
    assert "PutThing:invalid:/Size:type-string" not in ids, "the text 1 is the number 1"
    assert "PutThing:invalid:/Name:type-number" not in ids
    assert not any("trailing-comma" in each for each in ids)


def test_a_conforming_server_has_no_findings() -> None:
    findings, stats = server_findings(ContractMock.of(CONTRACT))

    assert [str(each.message) for each in findings] == []
    assert stats.operations_reached == 2


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (lambda body: body.replace(b"color=RED", b"color=PINK"), "response_schema"),
        (lambda body: body.replace(b"Count=", b"count="), "response_schema"),
        (lambda body: body.replace(b"=", b":"), "malformed_json"),
    ],
)
def test_a_defect_of_a_server_is_found(change: Any, check: str) -> None:
    findings, _ = server_findings(changing(change))

    assert check in {each.check for each in findings}


def call(endpoint: str, operation: str, body: bytes) -> tuple[int, bytes]:
    """One request over HTTP."""
    connection = http.client.HTTPConnection(urlsplit(endpoint).netloc, timeout=1)
    try:
        headers = {OPERATION_HEADER: operation, "Content-Type": MEDIA_TYPE}
        connection.request("POST", "/", body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


class LinesClient:
    """A client of its own: it shares no code with the codec but the reading of one line."""

    attempts = 3

    def __call__(self, operation: str, params: dict[str, Any], endpoint: str) -> dict[str, Any]:
        root = CONTRACT.operations[operation].request
        if not Draft202012Validator(root).is_valid(params):
            raise ValidationFailure(operation)
        body = self.written(root, params)
        for attempt in range(self.attempts):
            status, answer = self._sent(endpoint, operation, body, attempt)
            if status is not None:
                break
        if status == 200:
            return self.read(CONTRACT.operations[operation].response, answer)
        if status is None or not 400 <= status < 600:
            raise ValueError("no answer of the service")
        first, _, rest = answer.partition(b"\n")
        code = first.lstrip(b"!").decode() if first.startswith(b"!") else None
        error = CONTRACT.errors.get(code or "")
        fields = self.read(error.schema, rest) if error else {}
        message = fields.pop("Message", None)
        if not error and code:
            message = dict(_pairs(rest)).get("message")
        raise ServiceFailure(code, message, status, fields)

    def _sent(
        self, endpoint: str, operation: str, body: bytes, attempt: int
    ) -> tuple[int | None, bytes]:
        try:
            status, answer = call(endpoint, operation, body)
        except ConnectionError:
            if attempt + 1 == self.attempts:
                raise
            return None, b""
        last = attempt + 1 == self.attempts
        retried = status >= 500 or status in (408, 425, 429) or b"Thrott" in answer[:40]
        return (None, b"") if retried and not last else (status, answer)

    def written(self, schema: Schema, params: Mapping[str, Any]) -> bytes:
        members = schema["properties"]
        given = {
            members.get(name, {}).get("x-location-name", name): value
            for name, value in params.items()
        }
        return lines_of(given)

    def read(self, schema: Schema, body: bytes) -> dict[str, Any]:
        names = {
            member.get("x-location-name", name): (name, member)
            for name, member in schema["properties"].items()
        }
        found = ((names[key], text) for key, text in _pairs(body) if key in names)
        return {name: read(member, text) for (name, member), text in found}


def _pairs(body: bytes) -> Iterator[tuple[str, str]]:
    if body and not body.endswith(b"\n"):
        raise ValueError("the last line is cut")
    for line in body.decode().splitlines():
        key, equals, text = line.partition("=")
        if not equals:
            raise ValueError("a line without =")
        yield unquote(key), unquote(text)


class OffByOne(LinesClient):
    def written(self, schema: Schema, params: Mapping[str, Any]) -> bytes:
        sizes = {"Size": params["Size"] + 1} if isinstance(params.get("Size"), int) else {}
        return super().written(schema, {**params, **sizes})


class Deaf(LinesClient):
    def read(self, schema: Schema, body: bytes) -> dict[str, Any]:
        return {**super().read(schema, body), "Count": 0}


class Nameless(OffByOne):
    def written(self, schema: Schema, params: Mapping[str, Any]) -> bytes:
        return LinesClient.written(self, schema, params).replace(b"name=", b"Name=")


def client_findings(client: LinesClient) -> tuple[list[Finding], Stats]:
    target = CallableClient(client, address="lines")
    runner = ClientRunner(CONTRACT, codec_for(PROTOCOL), target, PLAN, seconds=10)
    try:
        return outcome(runner.events())
    finally:
        runner.close()


def test_a_correct_client_has_no_findings() -> None:
    findings, stats = client_findings(LinesClient())

    shown = [f"{each.check} {each.operation} {each.message} {each.actual}" for each in findings]
    assert shown == []
    assert stats.operations_reached == 2


@pytest.mark.parametrize(
    ("client", "check"),
    [(OffByOne(), "wire_request"), (Nameless(), "wire_request"), (Deaf(), "output")],
)
def test_a_defect_of_a_client_is_found(client: LinesClient, check: str) -> None:
    findings, _ = client_findings(client)

    assert check in {each.check for each in findings}
