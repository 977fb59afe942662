"""What a reply can hold of an output, and what a client reads of it (Smithy HTTP bindings)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import resolve
from shapeproof.exchange import HttpResponse
from shapeproof.generate.cases.variants import travels
from shapeproof.generate.client.replies import is_bodiless
from shapeproof.generate.values.plain import PlainValues

_EXACT = 2**33
"""Up to so many seconds from the epoch a double tells microseconds apart."""


def in_utc(root: Schema, schema: Schema, value: Any) -> Any:
    """The value with its timestamps in UTC; their fractions are left out where a form has none."""
    schema = resolve(root, schema)
    if isinstance(value, str):
        return _in_utc(schema, value) if schema.get("x-timestamp") else value
    if isinstance(value, list) and "items" in schema:
        return [in_utc(root, schema["items"], each) for each in value]
    if not isinstance(value, dict):
        return value
    members, rest = schema.get("properties", {}), schema.get("additionalProperties")
    if schema.get("x-map") and rest:
        return {key: in_utc(root, rest, each) for key, each in value.items()}
    return {
        key: in_utc(root, members[key], each) if key in members else each
        for key, each in value.items()
    }


def _in_utc(schema: Schema, text: str) -> str:
    try:
        instant = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return text
    form = schema.get("x-timestamp-format")
    inexact = form == "unixTimestamp" and abs(instant.timestamp()) > _EXACT
    if form == "rfc822" or inexact:
        instant = instant.replace(microsecond=0)
    whole = instant.replace(tzinfo=None, microsecond=0).isoformat()
    fraction = f".{instant.microsecond:06}".rstrip("0") if instant.microsecond else ""
    return f"{whole}{fraction}Z"


_SERVER_FIELDS = frozenset({"content-length", "content-type", "x-amzn-requestid"})
_WORD = re.compile(r"[A-Za-z0-9_.:-]{1,256}", re.ASCII)


def location_of(member: Schema) -> str:
    """Where a member of a response travels."""
    return str(member.get("x-location", "body"))


def is_set_by_server(root: Schema, name: str) -> bool:
    """Whether the server decides a member, and no output does: its status, its own headers."""
    member = root.get("properties", {}).get(name, {})
    field = str(member.get("x-location-name", name)).lower()
    location = location_of(member)
    if location == "headers":
        return _takes_all_fields(member)
    return location == "statusCode" or (location == "header" and field in _SERVER_FIELDS)


def settled(root: Schema, output: Mapping[str, Any]) -> dict[str, Any]:
    """The output as it can be read again.

    It lacks what the server decides and has headers that travel as they are, timestamps in UTC.
    """
    members, required = root.get("properties", {}), root.get("required", ())
    made: dict[str, Any] = {}
    for name, value in output.items():
        location = location_of(members.get(name, {}))
        if is_set_by_server(root, name):
            continue
        if location == "body" or _travels(resolve(root, members[name]), value):
            made[name] = value
        elif name in required:
            made[name] = PlainValues(root).value(members[name])
    whole: dict[str, Any] = in_utc(root, root, made)
    return whole


def as_read(
    root: Schema, output: Mapping[str, Any], response: HttpResponse, *, head: bool = False
) -> dict[str, Any]:
    """What a client reads of a settled output, given the response that holds it.

    ``head`` is true for the answer to a HEAD, which has no body.
    """
    members = root.get("properties", {})
    no_body = head or is_bodiless(response.status)
    read = {
        name: value
        for name, value in output.items()
        if name in members and not (no_body and location_of(members[name]) == "body")
    }
    for name, member in members.items():
        if is_set_by_server(root, name):
            found = _server_value(name, member, response)
            read.update({} if found is None else {name: found})
    return _with_payload(root, read)


def _server_value(name: str, member: Schema, response: HttpResponse) -> Any:
    if location_of(member) == "statusCode":
        return response.status
    if _takes_all_fields(member):
        return dict(response.headers)
    found = response.header(member.get("x-location-name", name))
    return int(found) if found and member.get("type") == "integer" else found


def _takes_all_fields(member: Schema) -> bool:
    """Whether a member holds all header fields that begin with nothing."""
    return location_of(member) == "headers" and not member.get("x-location-name")


def _with_payload(root: Schema, read: dict[str, Any]) -> dict[str, Any]:
    """No body stands for an empty structure, for an absent text, and mostly for an absent blob."""
    name = root.get("x-payload")
    if name is None:
        return read
    schema = resolve(root, root["properties"][name])
    if schema.get("type") == "object" and not schema.get("x-map") and not schema.get("x-union"):
        return {name: {}, **read}
    always = name in root.get("required", ()) or schema.get("x-streaming")
    if schema.get("x-blob") and always:
        return {name: "", **read}
    if schema.get("type") == "string" and read.get(name) == "":
        return {key: value for key, value in read.items() if key != name}
    return read


def _travels(schema: Schema, value: Any) -> bool:
    """Whether a header field holds a value in such a way that there is one reading of it."""
    if schema.get("x-timestamp"):
        return "." not in str(value)
    if schema.get("x-jsonvalue"):
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
