"""Legal values of one place: one factor at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Family
from shapeproof.generate.cases.places import CasePlace, PlaceKind
from shapeproof.generate.values.known import ANY_ENTRY, KnownValues, nothing_known
from shapeproof.generate.values.plain import PlainValues, fits_wholly
from shapeproof.generate.values.text_constraints import holds_json, travels

LONGEST_TEXT = 100_000
MOST_VALUES = 2_000
"""Values of one enum that are tried: more than any service has."""
UNKNOWN_MEMBER = "ShapeproofUnknownMember"


@dataclass(frozen=True)
class LegalValue:
    """One legal value: the family it belongs to, a label that is stable, and the value.

    ``open`` says that the contract leaves open whether a server must take it.
    """

    family: Family
    label: str
    value: Any
    open: bool = False


def legal_values(
    root: Schema, place: CasePlace, known: KnownValues = nothing_known
) -> Iterator[LegalValue]:
    """The legal values that are worth trying at a place, in a stable order.

    ``known`` are the realistic values of the document's places, for what is not varied.
    """
    shape, schema, values = place.shape, place.schema, PlainValues(root, known=known)
    if shape.enum:
        yield from (
            LegalValue(Family.ENUM, str(value), value) for value in shape.enum[:MOST_VALUES]
        )
    elif _is_plain_text(schema):
        is_label = place.location == "uri"
        yield from _labels(schema) if is_label else _texts(schema, place.location)
    elif shape.type == "string" and holds_json(schema):
        yield from _json_texts(schema, place.location)
    elif shape.type in ("integer", "number"):
        yield from _numbers(schema)
    elif shape.type == "boolean":
        for value in (True, False):
            yield LegalValue(Family.BOOLEAN, str(value).lower(), value)
    elif shape.is_list:
        # In a query or header an empty list is the same as no list.
        yield from (each for each in _lists(place, values) if each.value or place.in_body)
    elif shape.is_map:
        yield from _maps(place, values)
    elif shape.is_structure:
        yield from _structures(place, values)
    if place.optional and place.in_body:
        yield LegalValue(Family.NULL, "null", None)
    elif place.kind is not PlaceKind.MEMBER and place.in_body:
        yield LegalValue(Family.NULL, "null", None, open=True)


def is_long_text(place: CasePlace) -> bool:
    """Whether a place may hold a string of any length."""
    bounded = ("enum", "maxLength", "pattern")
    return _is_plain_text(place.schema) and not any(key in place.schema for key in bounded)


def _is_plain_text(schema: Schema) -> bool:
    special = schema.get("x-timestamp") or schema.get("x-blob") or holds_json(schema)
    return schema.get("type") == "string" and not special


_DIGITS = "0123456789"
_LETTERS = "AbCdEfGhIjKlMnOpQrStUvWxYz"
_TEXTS: tuple[tuple[Family, str, str], ...] = (
    (Family.EMPTY, "empty", ""),
    (Family.LENGTH, "1", "7"),
    (Family.LENGTH, "128", (_DIGITS * 13)[:128]),
    (Family.LENGTH, "1024", (_LETTERS * 40)[:1024]),
    (Family.LENGTH, str(LONGEST_TEXT), ((_LETTERS + _DIGITS) * 2800)[:LONGEST_TEXT]),
    (Family.TEXT, "markup", "  MiXed <a href=\"x\">&amp; 'q' \\ / %41 ${x} {{y}} \t "),
    (Family.TEXT, "non-ascii", "Zażółć e\u0301\u00e9 漢字 \ufb01 \u00a0ß"),
    (Family.TEXT, "astral", "\U0001f600\U0001d4b3 \U0001f468\u200d\U0001f469\u200d\U0001f467"),
    (Family.TEXT, "control", "a\u0000b\u0001c\u001bd\u007fe\nf\rg\th\u0085i\u2028j"),
)


def _texts(schema: Schema, location: str) -> Iterator[LegalValue]:
    for family, label, text in _TEXTS:
        if len(text) == LONGEST_TEXT and "pattern" in schema:
            continue  # a search in it may take seconds, here and in the server
        if fits_wholly(schema, text) and travels(text, location):
            yield LegalValue(family, label, text)
    yield from (each for each in _length_bounds(schema) if travels(each.value, location))


_JSON_TEXTS: tuple[tuple[str, str], ...] = (
    ("empty", "{}"),
    ("spaces", '{ "a" : [ 1 , null ] }'),
    ("non-ascii", '{"Zażółć": "\U0001f600 漢字"}'),
    ("escapes", '{"a\\u0062": "\\ud83d\\ude00 \\/ \\n"}'),
)


def _json_texts(schema: Schema, location: str) -> Iterator[LegalValue]:
    """Objects, all open: the contract does not say which members they must have."""
    for label, text in _JSON_TEXTS:
        if fits_wholly(schema, text) and travels(text, location):
            yield LegalValue(Family.JSON, label, text, open=True)


def _length_bounds(schema: Schema) -> Iterator[LegalValue]:
    for keyword in ("minLength", "maxLength"):
        bound = schema.get(keyword)
        if bound is not None and 0 < bound <= LONGEST_TEXT:
            text = (_LETTERS.lower() * (bound // 26 + 1))[:bound]
            if fits_wholly(schema, text):
                yield LegalValue(Family.BOUND, keyword, text)


_LABELS: tuple[tuple[str, str, bool], ...] = (
    ("slash", "a/b", False),
    ("percent", "a%b", False),
    ("encoded-slash", "a%2Fb", False),
    ("plus", "a+b", False),
    ("question-mark", "a?b", False),
    ("hash", "a#b", False),
    ("space", " a b", False),
    ("non-ascii", "añ漢b", False),
    ("length-256", "ab" * 128, False),
    ("dots", "..", True),
    ("control-length-300", "a\u0001\n" + "b" * 300, True),
)


def _labels(schema: Schema) -> Iterator[LegalValue]:
    for label, text, is_open in _LABELS:
        if "/" in text and schema.get("x-path-id"):
            continue  # SDKs send what stands behind the slash
        if fits_wholly(schema, text):
            yield LegalValue(Family.LABEL, label, text, open=is_open)


def _numbers(schema: Schema) -> Iterator[LegalValue]:
    low, high = schema.get("minimum"), schema.get("maximum")
    candidates: list[tuple[str, float]] = []
    if low is not None:
        candidates.append(("minimum", low))
    if high is not None:
        candidates.append(("maximum", high))
    candidates += [("zero", 0), ("negative", -1), ("large", 2**31 - 1)]
    if schema["type"] == "number":
        candidates[-1:] = [
            ("fraction", 0.1),
            ("exact", 123456789.125),
            ("exponent", 1e-7),
            ("huge", 1e15),
        ]
    for label, value in candidates:
        if (low is None or value >= low) and (high is None or value <= high):
            yield LegalValue(Family.NUMBER, label, value)


def _lists(place: CasePlace, values: PlainValues) -> Iterator[LegalValue]:
    shape = place.shape
    one, other = _two_elements(shape.item, (*place.tokens, "0"), values)
    low, high = shape.min_count, shape.max_count
    lists: tuple[tuple[str, list[Any]], ...] = (
        ("empty", []),
        ("one", [one]),
        ("two", [other, one]),
        ("repeated", [one, other, one]),
        ("all", list(shape.item.enum[:MOST_VALUES])[::-1]),
    )
    for label, value in lists:
        fits = low <= len(value) and (high is None or len(value) <= high)
        if fits and (value or label == "empty"):
            yield LegalValue(Family.LIST, label, value)
    for keyword in ("minItems", "maxItems"):
        bound = shape.schema.get(keyword)
        if bound is not None and 0 < bound <= 200:
            yield LegalValue(Family.BOUND, keyword, [one] * int(bound))


def _two_elements(item: Shape, tokens: Tokens, values: PlainValues) -> tuple[Any, Any]:
    """Two legal elements, the first sorting before the second; equal where only one is legal."""
    plain = values.value(item, tokens)
    if item.enum:
        ordered = sorted(item.enum)
        return ordered[0], ordered[-1]
    forms = values.known(tokens, item)
    if forms:
        return forms[0], forms[min(1, len(forms) - 1)]
    schema = item.schema
    if _is_plain_text(schema) and fits_wholly(schema, "alpha") and fits_wholly(schema, "beta"):
        return "alpha", "beta"
    if item.type == "object" and item.definition is None:
        return plain, replace(values, full=True).value(item, tokens)
    return plain, plain


def _maps(place: CasePlace, values: PlainValues) -> Iterator[LegalValue]:
    shape = place.shape
    value = values.value(shape.value, (*place.tokens, ANY_ENTRY))
    keys = shape.key.schema
    # Names of fields are tokens (RFC 9110, 5.1).
    known = ("alpha", "beta") if place.location == "headers" else ("alpha", "beta", "Ga mma/δ")
    names = [name for name in known if fits_wholly(keys, name)]
    most = len(names) if shape.max_count is None else min(len(names), shape.max_count)
    for count in range(shape.min_count, most + 1):
        yield LegalValue(Family.MAP, str(count), dict.fromkeys(names[:count], value))


def _structures(place: CasePlace, values: PlainValues) -> Iterator[LegalValue]:
    shape, schema, tokens = place.shape, place.schema, place.tokens
    minimal = values.value(schema, tokens)
    yield LegalValue(Family.STRUCTURE, "minimal", minimal)
    if not shape.is_union:
        yield LegalValue(Family.STRUCTURE, "full", replace(values, full=True).value(schema, tokens))
        yield LegalValue(Family.UNKNOWN_MEMBER, "text", {**minimal, UNKNOWN_MEMBER: "unknown"})
        return
    for name, member in shape.members.items():
        yield LegalValue(Family.UNION, name, {name: values.value(member, (*tokens, name))})
