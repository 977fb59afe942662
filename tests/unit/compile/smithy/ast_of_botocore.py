"""A ``service-2`` document as a Smithy JSON AST: written for tests, apart from the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Raw = Mapping[str, Any]
_PROTOCOLS = {"rest-json": "restJson1", "rest-xml": "restXml", "query": "awsQuery"}
_PLAIN = {"sensitive", "sparse", "requiresLength", "idempotencyToken", "hostLabel"}
_LOCATIONS = {"header": "httpHeader", "headers": "httpPrefixHeaders", "querystring": "httpQuery"}
_FORMATS = {"iso8601": "date-time", "rfc822": "http-date", "unixTimestamp": "epoch-seconds"}
_OPERATION = {"idempotent", "readonly", "httpChecksumRequired", "endpoint", "auth"}


def ast_of(model: Raw) -> dict[str, Any]:
    """The AST of a model in one of the protocols json, rest-json, rest-xml and query.

    It has all that says how requests, responses and errors look, but no pages and no waiters.
    """
    metadata = model["metadata"]
    protocol = metadata["protocol"]
    json = f"awsJson{metadata.get('jsonVersion', '1.0').replace('.', '_')}"
    service = {
        "type": "service",
        "version": metadata["apiVersion"],
        "operations": [{"target": f"the.calls#{name}"} for name in model["operations"]],
        "traits": {
            f"aws.protocols#{_PROTOCOLS.get(protocol, json)}": {},
            "aws.api#service": {
                "sdkId": metadata["serviceId"],
                "endpointPrefix": metadata["endpointPrefix"],
            },
            "smithy.api#title": metadata["serviceFullName"],
        },
    }
    shapes: dict[str, Any] = {"the.service#It": service}
    for name, operation in model["operations"].items():
        shapes[f"the.calls#{name}"] = _operation(operation)
    for name, shape in model["shapes"].items():
        shapes[f"the.service#{name}"] = _shape(model, shape, protocol)
    return {"smithy": "2.0", "shapes": shapes}


def _to(name: str, **traits: Any) -> dict[str, Any]:
    return {"target": f"the.service#{name}", "traits": _named(traits)}


def _named(traits: Raw) -> dict[str, Any]:
    return {key if "#" in key else f"smithy.api#{key}": value for key, value in traits.items()}


def _operation(raw: Raw) -> dict[str, Any]:
    http = raw["http"]
    traits: dict[str, Any] = {"http": {
        "method": http["method"], "uri": http["requestUri"], "code": http.get("responseCode", 200),
    }}  # fmt: skip
    traits |= {key: raw[key] for key in _OPERATION & raw.keys()}
    if raw.get("deprecated"):
        traits["deprecated"] = {}
    if "httpChecksum" in raw:
        traits["aws.protocols#httpChecksum"] = raw["httpChecksum"]
    for key in ("staticContextParams", "operationContextParams"):
        traits |= {f"smithy.rules#{key}": raw[key]} if key in raw else {}
    return {
        "type": "operation",
        **{part: _to(raw[part]["shape"]) for part in ("input", "output") if part in raw},
        "errors": [_to(each["shape"]) for each in raw.get("errors", ())],
        "traits": _named(traits),
    }


def _shape(model: Raw, raw: Raw, protocol: str) -> dict[str, Any]:
    kind = raw["type"]
    found: dict[str, Any] = {"type": kind, "traits": _named(dict(_shape_traits(raw, protocol)))}
    if kind == "structure":
        found["type"] = "union" if raw.get("union") or raw.get("eventstream") else kind
        found["members"] = {
            name: _member(model, name, each, raw, protocol) for name, each in raw["members"].items()
        }
        if raw.get("document"):
            found = {**found, "type": "document", "members": {}}
    for part in ("member", "key", "value"):
        if part in raw:
            found[part] = _member(model, part, raw[part], {}, protocol)
    return found


def _shape_traits(raw: Raw, protocol: str) -> Iterator[tuple[str, Any]]:
    bounds = {key: raw[key] for key in ("min", "max") if key in raw}
    if bounds:
        is_number = raw["type"] in ("integer", "long", "float", "double")
        yield "range" if is_number else "length", bounds
    if raw.get("enum"):
        yield "enum", [{"value": each} for each in raw["enum"]]
    if "pattern" in raw:
        yield "pattern", raw["pattern"]
    if "timestampFormat" in raw:
        yield "timestampFormat", _FORMATS.get(raw["timestampFormat"], raw["timestampFormat"])
    yield from ((key, {}) for key in _PLAIN & raw.keys() if raw[key])
    if raw.get("streaming") or raw.get("eventstream"):
        yield "streaming", {}
    if raw.get("deprecated"):
        said = {"message": "deprecatedMessage", "since": "deprecatedSince"}
        yield "deprecated", {key: raw[each] for key, each in said.items() if each in raw}
    if raw.get("exception"):
        error = raw.get("error", {})
        is_server = raw.get("fault") or error.get("httpStatusCode", 400) >= 500
        yield "error", "server" if is_server and not error.get("senderFault") else "client"
        if protocol == "query":
            fields = {"code": error.get("code"), "httpResponseCode": error.get("httpStatusCode")}
            stated = {key: value for key, value in fields.items() if value is not None}
            yield "aws.protocols#awsQueryError", stated
        elif "httpStatusCode" in error:
            yield "httpError", error["httpStatusCode"]
        if "retryable" in raw:
            yield "retryable", raw["retryable"]


def _member(model: Raw, name: str, raw: Raw, holder: Raw, protocol: str) -> dict[str, Any]:
    traits = dict(_shape_traits({"type": model["shapes"][raw["shape"]]["type"], **raw}, protocol))
    if name in holder.get("required", ()):
        traits["required"] = {}
    if holder.get("payload") == name:
        traits["httpPayload"] = {}
    if raw.get("eventpayload"):
        traits["eventPayload"] = {}
    if raw.get("eventheader"):
        traits["eventHeader"] = {}
    if raw.get("jsonvalue"):
        traits["mediaType"] = "application/json"
    if "contextParam" in raw:
        traits["smithy.rules#contextParam"] = raw["contextParam"]
    location = raw.get("location")
    if location == "uri":
        traits["httpLabel"] = {}
    elif location == "statusCode":
        traits["httpResponseCode"] = {}
    elif location in _LOCATIONS:
        is_map = model["shapes"][raw["shape"]]["type"] == "map"
        trait = "httpQueryParams" if is_map and location == "querystring" else _LOCATIONS[location]
        traits[trait] = raw.get("locationName", name)
    elif "locationName" in raw:
        traits["jsonName" if protocol == "rest-json" else "xmlName"] = raw["locationName"]
    return _to(raw["shape"], **traits)
