"""JSON Pointers translated between the API view of a message and its body."""

from __future__ import annotations

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens, join, parse
from shapeproof.contract.resolve import resolve
from shapeproof.wire.members import BODY, Bindings, members_of

_ANY: Schema = {}


def wire_pointer(schema: Schema, api_pointer: str) -> str | None:
    """The place in the body of a place in the API view; None for a member bound elsewhere.

    ``schema`` is a request's, response's or error's. What it does not know keeps its own name.
    """
    bindings = Bindings.of(schema)
    tokens = parse(api_pointer)
    payload = bindings.payload
    if payload is not None and tokens and tokens[0] == payload.name:
        return join(_translated(schema, payload.schema, tokens[1:], to_wire=True))
    outside = {each.name for each in bindings.members if each.location != BODY}
    if tokens and tokens[0] in outside:
        return None
    return join(_translated(schema, schema, tokens, to_wire=True))


def api_pointer(schema: Schema, wire_pointer: str) -> str:
    """The place in the API view of a place in the body."""
    bindings = Bindings.of(schema)
    tokens = parse(wire_pointer)
    payload = bindings.payload
    if payload is None:
        return join(_translated(schema, schema, tokens, to_wire=False))
    inner = _translated(schema, payload.schema, tokens, to_wire=False)
    return join((payload.name, *inner))


def _translated(root: Schema, schema: Schema, tokens: Tokens, *, to_wire: bool) -> Tokens:
    found: list[str] = []
    for token in tokens:
        schema = resolve(root, schema)
        name, schema = _step(root, schema, token, to_wire=to_wire)
        found.append(name)
    return tuple(found)


def _step(root: Schema, schema: Schema, token: str, *, to_wire: bool) -> tuple[str, Schema]:
    if schema.get("type") == "array":
        return token, schema.get("items", _ANY)
    if schema.get("x-map"):
        return token, schema.get("additionalProperties", _ANY)
    members = members_of(root, schema)
    if schema is root:
        members = tuple(each for each in members if each.location == BODY)
    for member in members:
        if token == (member.name if to_wire else member.wire_name):
            return (member.wire_name if to_wire else member.name), member.raw
    return token, _ANY
