"""Scalar shapes as JSON Schemas: strings, numbers, booleans, timestamps and blobs.

The format of a timestamp depends on what is stated, on its location, and on the protocol: Smithy
``timestampFormat`` trait and the ``aws.protocols`` documents, in botocore's names for the formats
(``iso8601``, ``rfc822``, ``unixTimestamp``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shapeproof.compile.patterns import translate

_EPOCH, _ISO, _HTTP = "unixTimestamp", "iso8601", "rfc822"
_BY_PROTOCOL: Mapping[str, str] = {"query": _ISO, "ec2": _ISO, "rest-xml": _ISO}
_BY_LOCATION: Mapping[str, str] = {
    "header": _HTTP,
    "headers": _HTTP,
    "uri": _ISO,
    "querystring": _ISO,
}
_SMITHY_NAMES: Mapping[str, str] = {
    "date-time": _ISO,
    "http-date": _HTTP,
    "epoch-seconds": _EPOCH,
}


def stated_format(name: str) -> str:
    """The format that a model names, in botocore's words or in Smithy's."""
    return _SMITHY_NAMES.get(name, name)


def body_format(protocol: str) -> str:
    """The format of a timestamp in a body that states none."""
    return _BY_PROTOCOL.get(protocol, _EPOCH)


def ignores_stated(protocol: str) -> bool:
    """Whether the protocol has one format for all timestamps (CBOR's tag 1, epoch seconds)."""
    return protocol == "smithy-rpc-v2-cbor"


def writes_alike(protocol: str, other: str) -> bool:
    """Whether bodies of two protocols hold timestamps in the same formats."""
    same_rule = ignores_stated(protocol) == ignores_stated(other)
    return same_rule and body_format(protocol) == body_format(other)


def format_at(location: str | None) -> str | None:
    """The format of a timestamp at a location that states none; None for bodies."""
    return _BY_LOCATION.get(location or "")


RawShape = Mapping[str, Any]
_INTEGER_WIDTHS = {"long": "long", "short": "short", "byte": "byte", "bigInteger": "big"}
_NUMBER_WIDTHS = {"float": "float", "double": "double", "bigDecimal": "big"}


def scalar(shape: RawShape, protocol: str) -> dict[str, Any]:
    """The schema of a scalar shape; ``protocol`` decides how timestamps travel in bodies."""
    kind = shape["type"]
    if kind == "timestamp":
        return _timestamp(shape, protocol)
    return _BY_TYPE.get(kind, _string)(shape)


def _copy(shape: RawShape, schema: dict[str, Any], keywords: Mapping[str, str]) -> dict[str, Any]:
    for trait, keyword in keywords.items():
        if trait in shape:
            schema[keyword] = shape[trait]
    return schema


def _integer(shape: RawShape) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer"}
    if width := _INTEGER_WIDTHS.get(shape["type"]):
        schema["x-integer"] = width
    return _copy(shape, schema, {"min": "minimum", "max": "maximum"})


def _number(shape: RawShape) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "number", "x-number": _NUMBER_WIDTHS[shape["type"]]}
    return _copy(shape, schema, {"min": "minimum", "max": "maximum"})


def _boolean(_shape: RawShape) -> dict[str, Any]:
    return {"type": "boolean"}


def _blob(shape: RawShape) -> dict[str, Any]:
    """Bounds of a blob count bytes, which no keyword does."""
    schema: dict[str, Any] = {"type": "string", "contentEncoding": "base64", "x-blob": True}
    return _copy(shape, schema, {"min": "x-min-bytes", "max": "x-max-bytes"})


def _timestamp(shape: RawShape, protocol: str) -> dict[str, Any]:
    stated = shape.get("timestampFormat")
    is_stated = stated is not None and not ignores_stated(protocol)
    return {
        "type": "string",
        "format": "date-time",
        "x-timestamp": True,
        "x-timestamp-format": stated_format(str(stated)) if is_stated else body_format(protocol),
    }


def _string(shape: RawShape) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if shape.get("enum"):
        schema["enum"] = list(dict.fromkeys(shape["enum"]))
    _copy(shape, schema, {"min": "minLength", "max": "maxLength"})
    if "pattern" in shape:
        schema |= _pattern(shape["pattern"])
    return schema


def _pattern(original: str) -> dict[str, Any]:
    """The pattern as Python reads it, and the model's own if that differs."""
    translation = translate(original)
    if translation.pattern is None:
        return {"x-pattern-unsupported": original}
    if translation.pattern == original:
        return {"pattern": original}
    return {"pattern": translation.pattern, "x-pattern": original}


_BY_TYPE: Mapping[str, Callable[[RawShape], dict[str, Any]]] = {
    **dict.fromkeys(("integer", *_INTEGER_WIDTHS), _integer),
    **dict.fromkeys(_NUMBER_WIDTHS, _number),
    "boolean": _boolean,
    "blob": _blob,
}
