"""Illegal values of one place: each breaks exactly one constraint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.exchange import Fault
from shapeproof.generate.cases.places import SchemaPlace
from shapeproof.generate.cases.variants import travels
from shapeproof.generate.values.plain import PlainValues, fits_text, plain_scalar
from shapeproof.generate.values.text_constraints import holds_json, json_of_length


@dataclass(frozen=True)
class Absent:
    """Stands for a member that is left out."""


ABSENT = Absent()


@dataclass(frozen=True)
class IllegalValue:
    """One illegal value: a stable label, the value (or ABSENT), and what it breaks."""

    label: str
    value: Any
    fault: Fault


def illegal_values(root: Schema, place: SchemaPlace) -> Iterator[IllegalValue]:
    """The ways of breaking one constraint at a place, in a stable order."""
    if place.location == "uri":
        return
    if place.kind == "member" and place.required:
        yield IllegalValue("left-out", ABSENT, _fault(place, "required", "left out", "both"))
        if place.location == "body" and "type" in place.schema:
            yield IllegalValue(
                "null", None, _fault(place, "type", "null for a required member", "both")
            )
    if place.location == "body":
        yield from _type_confusions(root, place)
    elif place.location == "querystring" and place.schema.get("type") in _NOT_TEXT:
        fault = _fault(place, "type", "a word instead", "both")
        yield IllegalValue("word", "sample", fault)
    yield from _values(root, place)


_NOT_TEXT = ("integer", "number", "boolean")


def _fault(place: SchemaPlace, constraint: str, how: str, noticed_by: str = "server") -> Fault:
    return Fault(place.pointer, constraint, how, noticed_by)


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


def _type_confusions(root: Schema, place: SchemaPlace) -> Iterator[IllegalValue]:
    schema = place.schema
    kind = schema.get("type")
    if schema.get("x-timestamp") or schema.get("x-blob") or not isinstance(kind, str):
        return
    for label, value, words in (*_CONFUSIONS.get(kind, ()), *_fractions(schema)):
        how = f"{words} where {_article(kind)} is due"
        yield IllegalValue(f"type-{label}", value, _fault(place, "type", how, "both"))
    if kind == "array":
        element = PlainValues(root).value(schema["items"])
        if not isinstance(element, dict | list) and element not in ("sample", 1, True):
            fault = _fault(place, "type", "the element without its list", "both")
            yield IllegalValue("type-element", element, fault)


def _fractions(schema: Schema) -> Iterator[tuple[str, Any, str]]:
    """A number that would do for an integer but for its fraction."""
    if schema["type"] == "integer":
        whole = plain_scalar(schema)
        for value in (whole + 0.5, whole - 0.5):
            if schema.get("minimum", value) <= value <= schema.get("maximum", value):
                yield "fraction", value, "a number with a fraction"
                return


def _article(kind: str) -> str:
    names = {"array": "a list", "integer": "an integer", "object": "an object"}
    return names.get(kind, f"a {kind}")


def _values(root: Schema, place: SchemaPlace) -> Iterator[IllegalValue]:
    schema = place.schema
    if "enum" in schema:
        yield from _outside_enum(place)
    elif schema.get("type") in ("integer", "number"):
        yield from _outside_range(place)
    elif schema.get("type") == "string":
        yield from _outside_text(place)
    elif schema.get("type") == "array":
        yield from _outside_items(root, place)


def _outside_enum(place: SchemaPlace) -> Iterator[IllegalValue]:
    values = place.schema["enum"]
    others = {key: value for key, value in place.schema.items() if key != "enum"}
    first = str(values[0])
    candidates = (
        ("unknown", "SHAPEPROOF_NO_SUCH_VALUE", "a value outside the enum"),
        (
            "case",
            first.lower() if first != first.lower() else first.upper(),
            "an enum value re-cased",
        ),
        ("empty", "", "an empty string for an enum"),
    )
    for label, value, how in candidates:
        if value not in values and fits_text(others, value):
            yield IllegalValue(f"enum-{label}", value, _fault(place, "enum", how))


def _outside_range(place: SchemaPlace) -> Iterator[IllegalValue]:
    for keyword, step in (("minimum", -1), ("maximum", 1)):
        bound = place.schema.get(keyword)
        if bound is not None:
            how = f"one step past the {keyword} {bound}"
            by = "both" if keyword == "minimum" else "server"
            yield IllegalValue(keyword, bound + step, _fault(place, keyword, how, by))


def _outside_text(place: SchemaPlace) -> Iterator[IllegalValue]:
    schema = place.schema
    if schema.get("x-timestamp") or schema.get("x-blob"):
        return
    unbound = {key: value for key, value in schema.items() if key not in ("minLength", "maxLength")}
    for keyword, length in _lengths_outside(schema):
        text = json_of_length(length) if holds_json(schema) else "a" * length
        if fits_text(unbound, text) and travels(text, place.location):
            how = f"a string of {length:,} characters, one past {keyword}"
            yield IllegalValue(keyword, text, _fault(place, keyword, how))
    if "pattern" in schema:
        yield from _outside_pattern(place)


def _lengths_outside(schema: Schema) -> Iterator[tuple[str, int]]:
    if schema.get("minLength", 0) > 0:
        yield "minLength", schema["minLength"] - 1
    if schema.get("maxLength", 100_000) < 100_000:
        yield "maxLength", schema["maxLength"] + 1


def _outside_pattern(place: SchemaPlace) -> Iterator[IllegalValue]:
    schema = place.schema
    lengths = {key: schema[key] for key in ("minLength", "maxLength") if key in schema}
    low = schema.get("minLength", 0)
    for text in ("\u00a7 \u00a7".ljust(low, "\u00a7"), "!".ljust(low, "!"), " ".ljust(low)):
        if fits_text(lengths, text) and not fits_text(schema, text):
            fault = _fault(place, "pattern", "a string outside the pattern")
            yield IllegalValue("pattern", text, fault)
            return


def _outside_items(root: Schema, place: SchemaPlace) -> Iterator[IllegalValue]:
    schema = place.schema
    element = PlainValues(root).value(schema["items"])
    if schema.get("minItems", 0) > (place.location != "body"):
        count = schema["minItems"] - 1
        fault = _fault(place, "minItems", f"a list of {count}, one under the minimum", "server")
        yield IllegalValue("minItems", [element] * count, fault)
    if schema.get("maxItems", 1000) < 1000:
        count = schema["maxItems"] + 1
        fault = _fault(place, "maxItems", f"a list of {count}, one over the maximum", "server")
        yield IllegalValue("maxItems", [element] * count, fault)
