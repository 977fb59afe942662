"""Smithy traits, in the words of botocore's documents.

A table has what each trait becomes. What is in no table is left out: traits of prose, of
authorization in IAM, of CloudFormation, of endpoints, of code generators, and a model's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Raw = dict[str, Any]
_Writer = Callable[[Any], Raw]

XML_PROTOCOLS = frozenset({"query", "ec2", "rest-xml"})
REST_PROTOCOLS = frozenset({"rest-json", "rest-xml"})

PROTOCOLS: Mapping[str, str] = {
    "aws.protocols#awsJson1_0": "json",
    "aws.protocols#awsJson1_1": "json",
    "aws.protocols#restJson1": "rest-json",
    "aws.protocols#restXml": "rest-xml",
    "aws.protocols#awsQuery": "query",
    "aws.protocols#ec2Query": "ec2",
    "smithy.protocols#rpcv2Cbor": "smithy-rpc-v2-cbor",
}
"""The protocols that a service may speak, in botocore's names."""

LEFT_OUT: Mapping[str, str] = {
    "smithy.api#default": "what a client reads where a value is absent; nothing on the wire",
    "smithy.api#clientOptional": "how some languages' clients write a required member",
    "smithy.api#mediaType": "kept for JSON in a string; other types constrain nothing",
    "smithy.api#input, smithy.api#output": "a promise to code generators",
    "smithy.api#references, aws.api#arnReference": "which resource an identifier names",
}
"""Traits that shapes have and contracts do not, and why."""


def _flag(name: str) -> _Writer:
    return lambda _value: {name: True}


def _as_it_is(name: str) -> _Writer:
    return lambda value: {name: value}


def _bounds(value: Any) -> Raw:
    numbers = {key: value[key] for key in ("min", "max") if key in value}
    for each in numbers.values():
        float(each)  # ValueError or TypeError for what is no number
    return numbers


def text_of_enum(value: Any) -> str:
    """A value of an enum of texts. Raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no string of an enum")
    return value


def _enum(value: Any) -> Raw:
    return {"enum": [text_of_enum(each["value"]) for each in value]}


def _deprecated(value: Any) -> Raw:
    said = {"message": "deprecatedMessage", "since": "deprecatedSince"}
    return {"deprecated": True} | {said[key]: value[key] for key in said if key in value}


def _namespace(value: Any) -> Raw:
    return {"xmlNamespace": {key: value[key] for key in ("prefix", "uri") if key in value}}


_FORMATS: Mapping[str, str] = {
    "date-time": "iso8601",
    "http-date": "rfc822",
    "epoch-seconds": "unixTimestamp",
}


def _format(value: Any) -> Raw:
    return {"timestampFormat": _FORMATS.get(value, value)}


_CONSTRAINTS: Mapping[str, _Writer] = {
    "smithy.api#length": _bounds,
    "smithy.api#range": _bounds,
    "smithy.api#pattern": _as_it_is("pattern"),
    "smithy.api#enum": _enum,
    "smithy.api#deprecated": _deprecated,
    "smithy.api#timestampFormat": _format,
    "smithy.api#sensitive": _flag("sensitive"),
}
SHAPE_TRAITS: Mapping[str, _Writer] = {
    **_CONSTRAINTS,
    "smithy.api#sparse": _flag("sparse"),
    "smithy.api#uniqueItems": _flag("uniqueItems"),
    "smithy.api#requiresLength": _flag("requiresLength"),
    "smithy.api#retryable": lambda value: {"retryable": {"throttling": False} | value},
}
MEMBER_TRAITS: Mapping[str, _Writer] = {
    **_CONSTRAINTS,
    "smithy.api#idempotencyToken": _flag("idempotencyToken"),
    "smithy.api#hostLabel": _flag("hostLabel"),
    "smithy.api#eventPayload": _flag("eventpayload"),
    "smithy.api#eventHeader": _flag("eventheader"),
    "smithy.rules#contextParam": _as_it_is("contextParam"),
}
XML_SHAPE_TRAITS: Mapping[str, _Writer] = {
    "smithy.api#xmlName": _as_it_is("locationName"),
    "smithy.api#xmlNamespace": _namespace,
}
XML_MEMBER_TRAITS: Mapping[str, _Writer] = {
    **XML_SHAPE_TRAITS,
    "smithy.api#xmlFlattened": _flag("flattened"),
    "smithy.api#xmlAttribute": _flag("xmlAttribute"),
    "aws.protocols#ec2QueryName": _as_it_is("queryName"),
}
JSON_MEMBER_TRAITS: Mapping[str, _Writer] = {"smithy.api#jsonName": _as_it_is("locationName")}
HTTP_ANSWER_TRAITS: Mapping[str, _Writer] = {
    "smithy.api#httpHeader": lambda value: {"location": "header", "locationName": value},
    "smithy.api#httpPrefixHeaders": lambda value: {"location": "headers", "locationName": value},
    "smithy.api#httpResponseCode": lambda _value: {"location": "statusCode"},
}
HTTP_MEMBER_TRAITS: Mapping[str, _Writer] = {
    **HTTP_ANSWER_TRAITS,
    "smithy.api#httpQuery": lambda value: {"location": "querystring", "locationName": value},
    "smithy.api#httpQueryParams": lambda _value: {"location": "querystring"},
    "smithy.api#httpLabel": lambda _value: {"location": "uri"},
}
OPERATION_TRAITS: Mapping[str, _Writer] = {
    "smithy.api#deprecated": _deprecated,
    "smithy.api#idempotent": _flag("idempotent"),
    "smithy.api#readonly": _flag("readonly"),
    "smithy.api#endpoint": _as_it_is("endpoint"),
    "smithy.api#optionalAuth": lambda _value: {"authtype": "none"},
    "smithy.api#auth": lambda value: {"auth": value or ["smithy.api#noAuth"]},
    "smithy.api#httpChecksumRequired": _flag("httpChecksumRequired"),
    "smithy.api#requestCompression": _as_it_is("requestcompression"),
    "aws.api#clientDiscoveredEndpoint": lambda value: {
        "endpointdiscovery": {"required": True} if value.get("required") else {}
    },
    "aws.auth#unsignedPayload": lambda _value: {
        "authtype": "v4-unsigned-body",
        "unsignedPayload": True,
    },
    "aws.protocols#httpChecksum": _as_it_is("httpChecksum"),
    "smithy.rules#staticContextParams": _as_it_is("staticContextParams"),
    "smithy.rules#operationContextParams": _as_it_is("operationContextParams"),
}


FORMS: Mapping[str, type] = {
    **dict.fromkeys(
        (
            "smithy.api#pattern", "smithy.api#timestampFormat", "smithy.api#xmlName",
            "smithy.api#jsonName", "smithy.api#httpHeader", "smithy.api#httpPrefixHeaders",
            "smithy.api#httpQuery", "smithy.api#error", "aws.protocols#ec2QueryName",
        ),
        str,
    ),
    **dict.fromkeys(
        (
            "smithy.api#length", "smithy.api#range", "smithy.api#deprecated", "smithy.api#http",
            "smithy.api#paginated", "smithy.api#endpoint", "smithy.api#retryable",
            "smithy.api#xmlNamespace", "smithy.waiters#waitable", "smithy.rules#contextParam",
            "aws.protocols#httpChecksum", "aws.protocols#awsQueryError", "aws.api#service",
            "smithy.api#mixin",
        ),
        Mapping,
    ),
    **dict.fromkeys(("smithy.api#enum", "smithy.api#examples", "smithy.api#auth"), list),
    "smithy.api#httpError": int,
}  # fmt: skip
"""The JSON types of the values that are read."""


def written(traits: Mapping[str, Any], *tables: Mapping[str, _Writer]) -> Raw:
    """What the traits of a shape become by some tables; later tables go before earlier ones."""
    found: Raw = {}
    for table in tables:
        for trait, writer in table.items():
            if trait in traits:
                found |= writer(traits[trait])
    return found
