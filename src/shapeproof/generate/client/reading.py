"""What a reply can hold of an output, and what a client reads of it (Smithy HTTP bindings)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.shape import BODY, Shape
from shapeproof.contract.shape_walks import map_value
from shapeproof.exchange import HttpResponse
from shapeproof.generate.client.replies import is_bodiless
from shapeproof.generate.values.plain import PlainValues
from shapeproof.generate.values.text_constraints import travels

_EXACT = 2**33
"""Up to so many seconds from the epoch a double is exact to a microsecond."""


def in_utc(shape: Shape, value: Any) -> Any:
    """The value with its timestamps in UTC; without fractions where the format has none."""
    return map_value(shape, value, _scalar_in_utc)


def _scalar_in_utc(shape: Shape, value: Any) -> Any:
    is_instant = isinstance(value, str) and shape.is_timestamp
    return _in_utc(shape.timestamp_format, value) if is_instant else value


def _in_utc(form: str | None, text: str) -> str:
    try:
        instant = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return text
    inexact = form == "unixTimestamp" and abs(instant.timestamp()) > _EXACT
    if form == "rfc822" or inexact:
        instant = instant.replace(microsecond=0)
    whole = instant.replace(tzinfo=None, microsecond=0).isoformat()
    fraction = f".{instant.microsecond:06}".rstrip("0") if instant.microsecond else ""
    return f"{whole}{fraction}Z"


_SERVER_FIELDS = frozenset({"content-length", "content-type", "x-amzn-requestid"})
_CHECKSUM = re.compile(r"x-amz-checksum-(crc|sha|md5|xxhash)\w*")
"""Fields that say a checksum of the body (Smithy ``httpChecksum``): clients compare it."""
_WORD = re.compile(r"[A-Za-z0-9_.:-]{1,256}", re.ASCII)


def is_set_by_server(shape: Shape, name: str) -> bool:
    """Whether the server decides a member, and no output does: its status, its own headers."""
    member = shape.member(name)
    if member.location == "headers":
        return _takes_all_fields(member)
    field = member.wire_name(name).lower()
    is_own = field in _SERVER_FIELDS or _CHECKSUM.fullmatch(field) is not None
    return member.location == "statusCode" or (member.location == "header" and is_own)


def readable(root: Schema, output: Mapping[str, Any]) -> dict[str, Any]:
    """The output as it can be read again.

    It lacks what the server decides and has headers that travel as they are, timestamps in UTC.
    """
    shape = Shape.of(root)
    made: dict[str, Any] = {}
    for name, value in output.items():
        member = shape.member(name)
        if is_set_by_server(shape, name):
            continue
        if member.location == BODY or _travels(member, value):
            made[name] = value
        elif name in shape.required:
            made[name] = PlainValues(root).value(member)
    whole: dict[str, Any] = in_utc(shape, made)
    return whole


def as_read(
    root: Schema, output: Mapping[str, Any], response: HttpResponse, *, head: bool = False
) -> dict[str, Any]:
    """What a client reads of a readable output, given the response that holds it.

    ``head`` is true for the answer to a HEAD, which has no body.
    """
    shape = Shape.of(root)
    members = shape.members
    no_body = head or is_bodiless(response.status)
    read = {
        name: value
        for name, value in output.items()
        if name in members and not (no_body and members[name].location == BODY)
    }
    for name, member in members.items():
        if is_set_by_server(shape, name):
            found = _server_value(name, member, response)
            read.update({} if found is None else {name: found})
    return _with_payload(shape, read)


def _server_value(name: str, member: Shape, response: HttpResponse) -> Any:
    if member.location == "statusCode":
        return response.status
    if _takes_all_fields(member):
        return dict(response.headers)
    found = response.header(member.wire_name(name))
    return int(found) if found and member.type == "integer" else found


def _takes_all_fields(member: Shape) -> bool:
    """Whether a member holds all header fields that begin with nothing."""
    return member.location == "headers" and not member.stated_wire_name


def _with_payload(shape: Shape, read: dict[str, Any]) -> dict[str, Any]:
    """No body means an empty structure, an absent text, and mostly an absent blob."""
    name = shape.payload
    if name is None:
        return read
    member = shape.member(name)
    if member.is_structure and not member.is_union:
        return {name: {}, **read}
    if member.is_blob and (name in shape.required or member.is_streaming):
        return {name: "", **read}
    if member.type == "string" and read.get(name) == "":
        return {key: value for key, value in read.items() if key != name}
    return read


def _travels(shape: Shape, value: Any) -> bool:
    """Whether a header field holds a value in such a way that there is one reading of it."""
    if shape.is_timestamp:
        return "." not in str(value)
    if shape.is_json_text:
        return True
    if isinstance(value, str):
        return travels(value, "header")
    if isinstance(value, list):
        return bool(value) and all(_is_word(each) for each in value)
    if isinstance(value, Mapping):
        return all(_is_word(key) and _is_word(each) for key, each in value.items())
    return isinstance(value, bool | int | float)


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value) is not None
