"""Illegal values of one place: each breaks exactly one constraint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.pointer import parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Fault, How
from shapeproof.generate.cases.places import CasePlace, PlaceKind
from shapeproof.generate.values.plain import (
    LONGEST_MADE,
    MOST_ELEMENTS_MADE,
    PlainValues,
    fits_text,
    plain_scalar,
)
from shapeproof.generate.values.text_constraints import holds_json, json_of_length, travels
from shapeproof.wire import find_codec

_MOST_ELEMENTS = 1000
"""Longer lists are not made to break ``maxItems``."""


@dataclass(frozen=True)
class Absent:
    """Stands for a member that is left out."""


ABSENT = Absent()
WORD = "type-word"
"""The label of a word for what is no text, where all values are text."""


@dataclass(frozen=True)
class IllegalValue:
    """One illegal value: a stable label, the value (or ABSENT), and what it breaks."""

    label: str
    value: Any
    fault: Fault


def can_be_sent(
    contract: Contract, operation: Operation, params: Mapping[str, Any], fault: Fault
) -> bool:
    """Whether illegal parameters are illegal on the wire as well.

    A protocol that writes all values as text has no way to send some wrong types: a number for a
    text is a text, and a null is nothing. A request without what tells its operation from another
    is a legal request to the other.
    """
    codec = find_codec(contract.protocol)
    if codec is None or codec.traits.typed_values:
        return True
    sent = codec.encode_request(contract, operation, params)
    routed = codec.route(contract, sent)
    if routed is not None and routed.name != operation.name:
        legal = PlainValues(operation.request).value()
        due = codec.route(contract, codec.encode_request(contract, operation, legal))
        if due is not None and due.name == operation.name:
            return False
    try:
        received = codec.decode_request(operation, sent)
    except ValueError:
        return True
    if fault.constraint == "type" and not _has_wrong_type(operation, received, fault.pointer):
        return False
    return not _validators(operation.request).is_valid(received)


def arrives_legal(contract: Contract, operation: Operation, params: Mapping[str, Any]) -> bool:
    """Whether legal parameters are legal on the wire as well.

    Where all values are text, nothing stands for a structure without members, and in some places
    nothing for an empty list: a required one is then missing.
    """
    codec = find_codec(contract.protocol)
    if codec is None or codec.traits.typed_values or not _holds_empty(params):
        return True
    try:
        received = codec.decode_request(
            operation, codec.encode_request(contract, operation, params)
        )
    except ValueError:
        return True
    return bool(_validators(operation.request).is_valid(received))


def _holds_empty(value: Any) -> bool:
    """Whether there is an empty structure, list or map in a value."""
    if not isinstance(value, Mapping | list):
        return False
    inner = value.values() if isinstance(value, Mapping) else value
    return any(_holds_empty(each) or each in ({}, []) for each in inner)


def _has_wrong_type(operation: Operation, received: Any, pointer: str) -> bool:
    """Whether what is received at a place is of another type than its schema has.

    An empty list of texts may be the empty text, which is too short, and a ``"1"`` is a number.
    """
    value, shape = received, Shape.of(operation.request)
    for token in parse(pointer):
        if isinstance(value, Mapping):
            value = value.get(token)
        elif isinstance(value, list):
            value = value[int(token)] if token.isdigit() and int(token) < len(value) else None
        shape = shape.child(token)
    if value is None or shape.type is None:
        return False
    return shape.is_timestamp or not _typed(shape.type).is_valid(value)


@cache
def _typed(kind: str) -> Draft202012Validator:
    return Draft202012Validator({"type": kind})


def _validator(schema: Schema) -> Draft202012Validator:
    return Draft202012Validator(dict(schema))


_validators: IdentityCache[Schema, Draft202012Validator] = IdentityCache(_validator)


def illegal_values(root: Schema, place: CasePlace) -> Iterator[IllegalValue]:
    """The ways of breaking one constraint at a place, in a stable order."""
    if place.location == "uri":
        return
    # No bytes are an empty text or blob, or a structure without members, where that is the body.
    is_body = place.tokens == (root.get("x-payload"),) and not place.shape.required
    if place.kind is PlaceKind.MEMBER and place.required and not is_body:
        yield IllegalValue("left-out", ABSENT, _fault(place, "required", How.LEFT_OUT, "both"))
        if place.in_body and place.shape.types:
            yield IllegalValue("null", None, _fault(place, "type", How.NULL, "both"))
    if place.in_body:
        yield from _type_confusions(root, place)
    elif place.location == "querystring" and place.shape.type in _NOT_TEXT:
        yield IllegalValue("word", "sample", _wrong_type(place, "a word"))
    yield from _values(root, place)


_NOT_TEXT = ("integer", "number", "boolean")


def _fault(
    place: CasePlace,
    constraint: str,
    how: How,
    noticed_by: str = "server",
    *,
    expected: str | float = "",
    sent: str | float = "",
) -> Fault:
    return Fault(place.pointer, constraint, how, noticed_by, expected, sent)


def _wrong_type(place: CasePlace, sent: str) -> Fault:
    expected = _article(place.schema["type"])
    return _fault(place, "type", How.WRONG_TYPE, "both", expected=expected, sent=sent)


def words(place: CasePlace) -> Iterator[IllegalValue]:
    """A word for what is no text, in protocols in which all values are text."""
    if place.in_body and (place.shape.is_timestamp or place.shape.type in _NOT_TEXT):
        kind = "a timestamp" if place.shape.is_timestamp else _article(place.schema["type"])
        fault = _fault(place, "type", How.WRONG_TYPE, "both", expected=kind, sent="a word")
        yield IllegalValue(WORD, "sample", fault)


SCALARS = ("string", "integer", "number", "boolean")


def null_fault(place: CasePlace) -> Fault:
    """A null in place of an element."""
    return _wrong_type(place, "null")


_NUMBER = ("number", 1, "a number")
_TRUE = ("boolean", True, "a boolean")
_LIST: tuple[str, Any, str] = ("list", [], "a list")
_OBJECT: tuple[str, Any, str] = ("object", {}, "an object")
_WORD = ("string", "sample", "a string")
_CONFUSIONS: dict[str, tuple[tuple[str, Any, str], ...]] = {
    "string": (_NUMBER, _TRUE, _LIST, _OBJECT),
    "integer": (("string", "1", 'the string "1"'), _TRUE, _LIST, _OBJECT),
    "number": (("string", "1", 'the string "1"'), _TRUE, _LIST, _OBJECT),
    "boolean": (("string", "true", 'the string "true"'), _NUMBER, _LIST, _OBJECT),
    "array": (_WORD, _NUMBER, _TRUE, _OBJECT),
    "object": (_WORD, _NUMBER, _TRUE, _LIST),
}


def _type_confusions(root: Schema, place: CasePlace) -> Iterator[IllegalValue]:
    shape, schema = place.shape, place.schema
    kind = shape.type
    if shape.is_timestamp or shape.is_blob or kind is None:
        return
    for label, value, words in (*_CONFUSIONS.get(kind, ()), *_fractions(schema)):
        yield IllegalValue(f"type-{label}", value, _wrong_type(place, words))
    if shape.is_list:
        element = PlainValues(root).value(shape.item)
        if not isinstance(element, dict | list) and element not in ("sample", 1, True):
            fault = _fault(place, "type", How.NO_LIST, "both")
            yield IllegalValue("type-element", element, fault)


def _fractions(schema: Schema) -> Iterator[tuple[str, Any, str]]:
    """A number that is no integer only because of its fraction."""
    if schema["type"] == "integer":
        whole = plain_scalar(schema)
        for value in (whole + 0.5, whole - 0.5):
            if schema.get("minimum", value) <= value <= schema.get("maximum", value):
                yield "fraction", value, "a number with a fraction"
                return


def _article(kind: str) -> str:
    names = {"array": "a list", "integer": "an integer", "object": "an object"}
    return names.get(kind, f"a {kind}")


def _values(root: Schema, place: CasePlace) -> Iterator[IllegalValue]:
    shape = place.shape
    if shape.enum:
        yield from _outside_enum(place)
    elif shape.type in ("integer", "number"):
        yield from _outside_range(place)
    elif shape.type == "string":
        yield from _outside_text(place)
    elif shape.is_list:
        yield from _outside_items(root, place)


def _outside_enum(place: CasePlace) -> Iterator[IllegalValue]:
    values = place.shape.enum
    others = {key: value for key, value in place.schema.items() if key != "enum"}
    first = str(values[0])
    candidates = (
        ("unknown", "SHAPEPROOF_NO_SUCH_VALUE", How.UNKNOWN_VALUE),
        ("case", first.lower() if first != first.lower() else first.upper(), How.OTHER_CASE),
        ("empty", "", How.EMPTY),
    )
    for label, value, how in candidates:
        if value not in values and fits_text(others, value):
            yield IllegalValue(f"enum-{label}", value, _fault(place, "enum", how))


def _outside_range(place: CasePlace) -> Iterator[IllegalValue]:
    steps = (("minimum", -1, How.TOO_SMALL, "both"), ("maximum", 1, How.TOO_LARGE, "server"))
    for keyword, step, how, noticed_by in steps:
        bound = place.schema.get(keyword)
        if bound is not None:
            value = bound + step
            fault = _fault(place, keyword, how, noticed_by, expected=bound, sent=value)
            yield IllegalValue(keyword, value, fault)


def _outside_text(place: CasePlace) -> Iterator[IllegalValue]:
    schema = place.schema
    if place.shape.is_timestamp or place.shape.is_blob:
        return
    unbound = {key: value for key, value in schema.items() if key not in ("minLength", "maxLength")}
    for keyword, length in _lengths_outside(schema):
        text = json_of_length(length) if holds_json(schema) else "a" * length
        if fits_text(unbound, text) and travels(text, place.location):
            how = How.TOO_SHORT if keyword == "minLength" else How.TOO_LONG
            fault = _fault(place, keyword, how, expected=schema[keyword], sent=length)
            yield IllegalValue(keyword, text, fault)
    if "pattern" in schema:
        yield from _outside_pattern(place)


def _lengths_outside(schema: Schema) -> Iterator[tuple[str, int]]:
    if 0 < schema.get("minLength", 0) <= LONGEST_MADE:
        yield "minLength", schema["minLength"] - 1
    if schema.get("maxLength", 100_000) < 100_000:
        yield "maxLength", schema["maxLength"] + 1


def _outside_pattern(place: CasePlace) -> Iterator[IllegalValue]:
    schema = place.schema
    lengths = {key: schema[key] for key in ("minLength", "maxLength") if key in schema}
    low = schema.get("minLength", 0)
    for text in ("\u00a7 \u00a7".ljust(low, "\u00a7"), "!".ljust(low, "!"), " ".ljust(low)):
        if fits_text(lengths, text) and not fits_text(schema, text):
            yield IllegalValue("pattern", text, _fault(place, "pattern", How.NO_MATCH))
            return


def _outside_items(root: Schema, place: CasePlace) -> Iterator[IllegalValue]:
    shape = place.shape
    element = PlainValues(root).value(shape.item)
    low, high = shape.min_count, shape.max_count
    if MOST_ELEMENTS_MADE >= low > (not place.in_body):
        fault = _fault(place, "minItems", How.TOO_FEW, expected=low, sent=low - 1)
        yield IllegalValue("minItems", [element] * (low - 1), fault)
    if high is not None and high < _MOST_ELEMENTS:
        fault = _fault(place, "maxItems", How.TOO_MANY, expected=high, sent=high + 1)
        yield IllegalValue("maxItems", [element] * (high + 1), fault)
