"""Calls of a client, made by hand: parameters, requests and answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.registry import client_checks
from shapeproof.contract.model import Contract, HttpBinding, Operation, Schema
from shapeproof.contract.store import find_pinned, read_pinned, shipped_contracts
from shapeproof.exchange import (
    ClientCase,
    ClientError,
    ClientExchange,
    ClientFamily,
    ClientResult,
    ExpectedError,
    Finding,
    HttpRequest,
    HttpResponse,
    Outcome,
    Reply,
)
from shapeproof.wire.registry import codec_for

CODEC = codec_for("rest-json")
Line = tuple[str, str, str]
"""Check, where and constraint of a finding."""


def _pinned() -> Contract:
    shipped = shipped_contracts()
    assert shipped is not None
    folder = find_pinned("amplifybackend", shipped)
    assert folder is not None
    return read_pinned(folder)


AMPLIFY = _pinned()

STRING: Schema = {"type": "string"}
TIME: Schema = {"type": "string", "format": "date-time", "x-timestamp": True}


def bound(schema: Schema, location: str, name: str) -> dict[str, Any]:
    """A member bound to a place outside of the body."""
    return {**schema, "x-location": location, "x-location-name": name}


def map_of(schema: Schema) -> dict[str, Any]:
    """A map of strings to some values."""
    return {
        "type": "object", "x-map": True, "propertyNames": STRING, "additionalProperties": schema,
    }  # fmt: skip


NODE: Schema = {
    "type": "object",
    "properties": {
        "Label": {**STRING, "x-location-name": "label"},
        "Weight": {"type": "number", "x-number": "float", "x-location-name": "weight"},
        "Made": {**TIME, "x-location-name": "made"},
        "Raw": {**STRING, "x-blob": True, "x-location-name": "raw"},
        "Children": {
            "type": "array", "items": {"$ref": "#/$defs/Node"}, "x-location-name": "children",
        },
    },
}  # fmt: skip
BODY: dict[str, Schema] = {
    "Root": {"$ref": "#/$defs/Node", "x-location-name": "root"},
    "Count": {"type": "integer", "x-integer": "long", "x-location-name": "count"},
    "Tags": {**map_of(STRING), "x-location-name": "tags"},
    "Anything": {"x-document": True, "x-location-name": "anything"},
    "Policy": {"x-jsonvalue": True, "x-location-name": "policy"},
    "Day": {**TIME, "x-timestamp-format": "iso8601", "x-location-name": "day"},
    "Token": {**STRING, "x-idempotency-token": True, "x-location-name": "token"},
    "Either": {
        "type": "object", "x-union": True, "x-location-name": "either",
        "properties": {"A": STRING, "B": STRING},
    },
}  # fmt: skip
REQUEST: Schema = {
    "type": "object",
    "properties": {
        "AppId": bound(STRING, "uri", "appId"),
        "Path": bound(STRING, "uri", "path"),
        "Limit": bound({"type": "integer"}, "querystring", "limit"),
        "Ratio": bound({"type": "number"}, "querystring", "ratio"),
        "Names": bound({"type": "array", "items": STRING}, "querystring", "name"),
        "Since": bound(TIME, "querystring", "since"),
        "Once": bound({**STRING, "x-idempotency-token": True}, "querystring", "once"),
        "Trace": bound(STRING, "header", "X-Trace"),
        "Until": bound(TIME, "header", "X-Until"),
        "Flags": bound({"type": "array", "items": STRING}, "header", "X-Flags"),
        "Meta": bound(map_of(STRING), "headers", "X-Meta-"),
        **BODY,
    },
    "required": ["AppId", "Path"],
    "$defs": {"Node": NODE},
}
RESPONSE: Schema = {
    "type": "object",
    "properties": {
        "Status": bound({"type": "integer"}, "statusCode", "Status"),
        "Trace": bound(STRING, "header", "X-Trace"),
        "Meta": bound(map_of(STRING), "headers", "X-Meta-"),
        **BODY,
    },
    "$defs": {"Node": NODE},
}
PUT = Operation(
    "Put", "put", HttpBinding("PUT", "/apps/{appId}/files/{path+}?mode=x"), REQUEST, RESPONSE
)
BLOB = Operation(
    "Upload", "upload", HttpBinding("POST", "/upload"),
    {
        "type": "object", "x-payload": "Data",
        "properties": {"Data": {**STRING, "x-blob": True}},
    },
    {
        "type": "object", "x-payload": "Data",
        "properties": {"Data": {**STRING, "x-blob": True}},
    },
)  # fmt: skip
SAMPLE = Contract(
    "sample", "2020-01-01", "rest-json", "Sample", "Sample", {"Put": PUT, "Upload": BLOB}
)
EVERYTHING: dict[str, Any] = {
    "AppId": "a b/c%2F+é?#",
    "Path": "x/y z/漢",
    "Limit": 0,
    "Ratio": 2.0,
    "Names": ["b", "a", "b&=+ %"],
    "Since": "2020-01-02T03:04:05Z",
    "Trace": "a, b",
    "Until": "2020-01-02T03:04:05Z",
    "Flags": ["a", "b, c"],
    "Meta": {"one": "1"},
    "Root": {
        "Label": "",
        "Weight": 0.1,
        "Made": "2020-01-02T03:04:05.25Z",
        "Raw": "/+8=",
        "Children": [{"Label": "x"}, {}, {"Children": []}],
    },
    "Count": 2**53 + 1,
    "Tags": {"k": "v", "Käse": ""},
    "Anything": {"a": [1, None, {"b": False}]},
    "Policy": {"x": [1]},
    "Day": "2020-01-02T03:04:05Z",
    "Either": {"A": "a"},
}
"""Parameters of ``Put`` with every binding."""

CONTRACTS = {**dict.fromkeys(AMPLIFY.operations, AMPLIFY), "Put": SAMPLE, "Upload": SAMPLE}


def due_request(operation: str, params: Mapping[str, Any]) -> HttpRequest:
    """The request that a correct client sends."""
    contract = CONTRACTS[operation]
    return CODEC.encode_request(contract, contract.operations[operation], params)


def reply(status: int = 200, body: Any = None, **kinds: Any) -> Reply:
    """A reply; ``kinds`` are further fields of it."""
    content = b"" if body is None else json.dumps(body).encode()
    return Reply(b"", HttpResponse(status, (), content), **kinds)


def call(
    operation: str,
    params: Mapping[str, Any],
    *sent: HttpRequest,
    result: ClientResult | None = None,
    **case: Any,
) -> ClientExchange:
    """A call; without requests and result what a correct client makes of it."""
    fields: dict[str, Any] = {
        "id": f"{operation}:request:/X:label",
        "family": ClientFamily.REQUEST,
        "pointer": "",
        "replies": (reply(),),
        "outcome": Outcome.OUTPUT,
        "output": {},
        **case,
    }
    made = ClientCase(operation=operation, params=params, **fields)
    if result is None:
        error = made.error
        failure = error and ClientError(
            "service", error.code, error.message, error.status, error.fields
        )
        result = ClientResult(None if failure else made.output, failure)
    return ClientExchange(made, sent or (due_request(operation, params),), result)


def unsent(made: ClientExchange) -> ClientExchange:
    """The call without any request."""
    return replace(made, requests=())


def seen(made: ClientExchange, previous: ClientExchange | None = None) -> ClientObservation:
    """What the checks see of a call."""
    contract = CONTRACTS[made.case.operation]
    operation = contract.operations[made.case.operation]
    return ClientObservation(contract, operation, CODEC, made, previous)


def findings(made: ClientExchange, previous: ClientExchange | None = None) -> list[Finding]:
    """What all checks find in a call."""
    observation = seen(made, previous)
    found: list[Finding] = []
    for check in client_checks():
        own = list(check.check(observation))
        assert all(each.severity <= check.severity for each in own), check.name
        found += own
    return found


def lines(made: ClientExchange, previous: ClientExchange | None = None) -> list[Line]:
    """The same in short."""
    return [(each.check, each.where, each.constraint) for each in findings(made, previous)]


def with_body(request: HttpRequest, change: Callable[[Any], Any]) -> HttpRequest:
    """The request with the JSON of its body changed; a change may return None or the value."""
    value = json.loads(request.body)
    changed = change(value)
    text = json.dumps(value if changed is None else changed, ensure_ascii=False)
    return replace(request, body=text.encode())


def with_header(request: HttpRequest, name: str, value: str | None) -> HttpRequest:
    """The request with another value of a field; None takes it away."""
    kept = tuple(each for each in request.headers if each[0].lower() != name.lower())
    return replace(request, headers=kept if value is None else (*kept, (name, value)))


def expected_error(**parts: Any) -> ExpectedError:
    """A modeled error."""
    return ExpectedError(
        **{
            "status": 404,
            "code": "NotFoundException",
            "message": "no such thing",
            "fields": {"ResourceType": "Token"},
            **parts,
        }
    )
