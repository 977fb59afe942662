"""What schemas annotate, compared: how a value travels, and what else a contract notes.

Smithy's HTTP, XML and serialization traits. What a protocol does not read is no change on the
wire, nor is a name that is stated now and was the default before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.contract.diff.change import ContractChange, shown
from shapeproof.contract.diff.constraints import BOUNDS, PATTERNS
from shapeproof.contract.diff.pair import SchemaPair
from shapeproof.contract.diff.protocols import EVERY, FORMATS, HTTP, MOVES, STREAMS, WIRE, XML
from shapeproof.contract.model import Schema
from shapeproof.contract.shape import BODY, Shape

_PLACES = frozenset({"x-location", "x-location-name"})
_WORDS: Mapping[str, str] = {
    "uri": "in the URI",
    "querystring": "in the query string",
    "header": "in a header",
    "headers": "in the headers that begin",
    "statusCode": "as the status code",
}
_TIMESTAMPS = {"header": "rfc822", "headers": "rfc822", "uri": "iso8601", "querystring": "iso8601"}


def wire_changes(pair: SchemaPair) -> Iterator[ContractChange]:
    """What changes on the wire. Nothing where the protocol changes: everything changes then."""
    if pair.protocol is None:
        return
    if different := _differing_keys(pair, MOVES):
        message = _travels(pair) if _PLACES.issuperset(different) else _statement(pair, different)
        yield _wire_change("member-moved", pair, different, message)
    if pair.same_kind and (different := _differing_keys(pair, FORMATS)):
        yield _wire_change("format-changed", pair, different, _statement(pair, different))
    if pair.same_kind and (different := _differing_keys(pair, STREAMS)):
        yield _wire_change("streaming-changed", pair, different, _statement(pair, different))


def _differing_keys(pair: SchemaPair, table: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The annotations of a table whose effect differs."""
    return tuple(
        key
        for key, protocols in table.items()
        if _reads(str(pair.protocol), protocols)
        and _in_force(key, pair.old, pair) != _in_force(key, pair.new, pair)
        and (key != "x-payload" or (_has_body(pair.old_shape) and _has_body(pair.new_shape)))
    )


def _has_body(shape: Shape) -> bool:
    """Whether a structure has members that travel in the body: only those can move."""
    in_body = (member.location == BODY for member in shape.members.values())
    return shape.payload is not None or any(in_body)


def _wire_change(
    kind: str, pair: SchemaPair, keys: tuple[str, ...], message: str
) -> ContractChange:
    old = {key: pair.old[key] for key in keys if key in pair.old}
    new = {key: pair.new[key] for key in keys if key in pair.new}
    return pair.place.changed(kind, message, old or None, new or None)


def _travels(pair: SchemaPair) -> str:
    """Where a member travels now, and where it travelled before."""
    now, before = (
        f"{_WORDS.get(schema.get('x-location', ''), 'in the body')} as {_shown_name(schema, pair)}"
        for schema in (pair.new, pair.old)
    )
    return f"It is {now}, was {before}."


def _shown_name(schema: Schema, pair: SchemaPair) -> str:
    return str(schema.get("x-location-name", pair.default_name))


def _statement(pair: SchemaPair, keys: tuple[str, ...]) -> str:
    """What is stated now, and what was."""
    parts = (
        f"{key.removeprefix('x-')} is {shown(_in_force(key, pair.new, pair))}, "
        f"was {shown(_in_force(key, pair.old, pair))}"
        for key in keys
    )
    return f"On the wire, {'; '.join(parts)}."


def silent_on_the_wire(pair: SchemaPair) -> frozenset[str]:
    """The annotations that the protocol of a pair does not read."""
    tables = {**MOVES, **FORMATS, **STREAMS}
    return frozenset(
        key
        for key, protocols in tables.items()
        if pair.protocol is not None and not _reads(pair.protocol, protocols)
    )


def _reads(protocol: str, protocols: frozenset[str]) -> bool:
    return protocol in protocols or protocol not in EVERY


def _in_force(key: str, schema: Schema, pair: SchemaPair) -> Any:
    """The value of an annotation, or its default where none is stated."""
    if key == "x-location-name":
        return _name_on_the_wire(schema, pair)
    if key == "x-timestamp-format" and schema.get("x-timestamp"):
        body = "iso8601" if pair.protocol in XML else "unixTimestamp"
        default = _TIMESTAMPS.get(schema.get("x-location", ""), body)
        return schema.get(key, default)
    return schema.get(key) or None


def _name_on_the_wire(schema: Schema, pair: SchemaPair) -> str | None:
    if pair.is_element and not _reads(str(pair.protocol), XML):
        return None  # elements of lists and maps have no names outside of XML
    location = schema.get("x-location") if pair.protocol in HTTP else None
    if location == "uri":
        return None  # the names of labels do not travel
    name = str(schema.get("x-location-name", pair.default_name))
    if location in ("header", "headers"):
        return name.lower()  # RFC 9110, 5.1
    return name


_STRUCTURAL = frozenset({
    "$schema", "$defs", "$ref", "type", "properties", "required", "items", "propertyNames",
    "additionalProperties", "enum", "format", "contentEncoding",
})  # fmt: skip
_TYPES = frozenset({
    "x-document", "x-jsonvalue", "x-eventstream", "x-map", "x-union", "x-timestamp", "x-blob",
    "x-integer", "x-number", "x-sparse",
})  # fmt: skip
_DEPRECATION = frozenset({"deprecated", "x-deprecated-message", "x-deprecated-since"})
_ANNOTATIONS = frozenset({"x-shape", "x-sensitive", "x-idempotency-token"}) | _DEPRECATION
_COMPARED = _STRUCTURAL | _TYPES | _ANNOTATIONS | BOUNDS | PATTERNS | WIRE


def annotation_changes(pair: SchemaPair) -> Iterator[ContractChange]:
    """Deprecation, sensitivity, idempotency tokens, and all other annotations."""
    yield from _deprecation(pair)
    yield from _sensitivity(pair)
    yield from _idempotency(pair)
    keys = (frozenset({*pair.old, *pair.new}) - _COMPARED) | silent_on_the_wire(pair)
    if pair.old.get("deprecated") and pair.new.get("deprecated"):
        keys |= _DEPRECATION
    for key in sorted(keys):
        old, new = pair.old.get(key), pair.new.get(key)
        if old != new:
            message = f"{key} is {shown(new)}, was {shown(old)}."
            yield pair.place.changed("annotation-changed", message, old, new, directed=False)


def _deprecation(pair: SchemaPair) -> Iterator[ContractChange]:
    old, new = pair.old_shape.is_deprecated, pair.new_shape.is_deprecated
    if old == new:
        return
    before, after = pair.differing(_DEPRECATION)
    if new:
        why = pair.new.get("x-deprecated-message")
        message = f"It is deprecated now: {why}" if why else "It is deprecated now."
        kind = "member-deprecated"
    else:
        message, kind = "It is no longer deprecated.", "member-undeprecated"
    yield pair.place.changed(kind, message, before or None, after or None, directed=False)


def _sensitivity(pair: SchemaPair) -> Iterator[ContractChange]:
    old, new = pair.old_shape.is_sensitive, pair.new_shape.is_sensitive
    if old != new:
        kind = "sensitive-added" if new else "sensitive-removed"
        message = "It is sensitive now." if new else "It is no longer sensitive."
        yield pair.place.changed(kind, message, old, new, directed=False)


def _idempotency(pair: SchemaPair) -> Iterator[ContractChange]:
    """Tokens that SDKs fill in (Smithy ``idempotencyToken`` trait), in requests only."""
    old, new = pair.old_shape.is_idempotency_token, pair.new_shape.is_idempotency_token
    if old != new and pair.place.direction == "request":
        kind = "idempotency-token-added" if new else "idempotency-token-removed"
        message = "SDKs now fill it in." if new else "SDKs no longer fill it in."
        yield pair.place.changed(kind, message, old, new)
