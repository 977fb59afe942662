"""Any JSON value: documents, and what travels as JSON within a header or a string.

Where a string has bounds or a pattern (``contentMediaType``), its JSON is an object.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from shapeproof.contract.model import Schema
from shapeproof.generate.values.interface import ValueGenerator, block_of
from shapeproof.generate.values.plain import fits_text, plain_scalar
from shapeproof.generate.values.text_constraints import LONGEST, json_of_length, padded_json

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_INTEGERS = st.integers(-(1 << 63), (1 << 63) - 1)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
_LISTED: tuple[Any, ...] = ({}, None, True, False, 0, 1, "", "sample", [], -0.5, 2**53 + 1, "null")
_OBJECTS: tuple[dict[str, Any], ...] = (
    {},
    {"a": None},
    {"": ""},
    {"sample": {"sample": [1, -0.5, True, "sample"]}},
    {"Zażółć": "\U0001f600"},
)
_MOST = 4
_LISTED_TEXTS = 64


@dataclass(frozen=True)
class DocumentGenerator(ValueGenerator):
    """A JSON value, with ``as_text`` as JSON text."""

    as_text: bool = False
    composite: bool = True

    def plain(self) -> Any:
        """The empty object."""
        return "{}" if self.as_text else {}

    def make(self, draw: DrawFn, block: Sequence[int], at: int, budget: float) -> Any:
        """A listed value, a scalar that is drawn, or a list or object of smaller documents."""
        value = _value(draw, block[at], budget)
        return json.dumps(value, ensure_ascii=False) if self.as_text else value


@dataclass(frozen=True)
class ObjectTextGenerator(ValueGenerator):
    """The JSON text of an object, within the bounds of a string: one that is listed, or any."""

    schema: Schema
    listed: tuple[str, ...]
    composite: bool = True

    def plain(self) -> str:
        """The empty object, or the shortest text that is legal."""
        return self.listed[0]

    def make(self, draw: DrawFn, block: Sequence[int], at: int, budget: float) -> str:
        """A listed text, or an object of documents; the plain text where it does not fit."""
        choice = block[at]
        if choice < _LISTED_TEXTS or budget < 1:
            return self.listed[choice % len(self.listed)]
        text = _written(_object(draw, choice // 8, budget), choice % 2 == 0)
        text = padded_json(text, self.schema.get("minLength", 0))
        return text if fits_text(self.schema, text) else self.plain()


def object_text_generator(schema: Schema) -> ObjectTextGenerator:
    """Texts of a schema whose strings hold JSON."""
    plain: str = plain_scalar(schema)
    objects = [_written(each, True) for each in _OBJECTS]
    longest = schema.get("maxLength", LONGEST + 1)
    if longest <= LONGEST:
        objects.append(json_of_length(longest))
    least = schema.get("minLength", 0)
    candidates = (plain, *(padded_json(each, least) for each in objects))
    fitting = [each for each in candidates if fits_text(schema, each)]
    return ObjectTextGenerator(schema, tuple(dict.fromkeys(fitting)) or (plain,))


def _written(value: Any, as_ascii: bool) -> str:
    return json.dumps(value, ensure_ascii=as_ascii)


def _value(draw: DrawFn, choice: int, budget: float) -> Any:
    kind, rest = choice % 8, choice // 8
    if choice < 48 or (kind >= 5 and budget < 1):
        listed = _LISTED[choice % len(_LISTED)]
        return type(listed)() if isinstance(listed, dict | list) else listed
    if kind < 5:
        return draw((_TEXTS, _INTEGERS, _FLOATS, _TEXTS, _INTEGERS)[kind])
    if kind == 5:
        decisions = block_of(draw, 1 + rest % _MOST)
        inner = (budget - 1) / len(decisions)
        return [_value(draw, each, inner) for each in decisions]
    return _object(draw, rest, budget)


def _object(draw: DrawFn, count: int, budget: float) -> dict[str, Any]:
    decisions = block_of(draw, 1 + count % _MOST)
    inner = (budget - 1) / len(decisions)
    return {draw(_TEXTS): _value(draw, each, inner) for each in decisions}
