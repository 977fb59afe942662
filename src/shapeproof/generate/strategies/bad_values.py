"""Other bad values than the fixed ones of ``shapeproof.generate.faults``, drawn from many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from shapeproof.contract.model import Schema
from shapeproof.generate.faults import Breach
from shapeproof.generate.json_texts import holds_json, of_length
from shapeproof.generate.places import Place
from shapeproof.generate.plain import fits_text
from shapeproof.generate.variants import travels

_FURTHER = st.integers(0, 1000)
_NUMBERS = st.integers(-(1 << 31), (1 << 31) - 1)
_TEXTS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20)

_Another = Callable[[DrawFn, Place, Breach], tuple[Any, str] | None]
"""Draws another bad value, and says in words what it is; None where the fixed one is as good."""


def varied(draw: DrawFn, place: Place, breach: Breach) -> Breach:
    """The breach with a bad value that is drawn; as it is where none is known or would do."""
    another = _BY_CONSTRAINT.get(breach.fault.constraint)
    found = another(draw, place, breach) if another is not None else None
    if found is None:
        return breach
    value, how = found
    return replace(breach, value=value, fault=replace(breach.fault, how=how))


def _beyond(draw: DrawFn, place: Place, breach: Breach) -> tuple[Any, str] | None:
    keyword = breach.fault.constraint
    further = draw(_FURTHER)
    value = breach.value - further if keyword == "minimum" else breach.value + further
    return value, f"{value} is past the {keyword} {place.schema[keyword]}"


def _too_long(draw: DrawFn, place: Place, breach: Breach) -> tuple[Any, str] | None:
    further = draw(_FURTHER)
    if holds_json(place.schema):
        text = of_length(len(breach.value) + further)
    else:
        text = breach.value + breach.value[:1] * further
    if not fits_text(_without(place.schema, "minLength", "maxLength"), text):
        return None
    if not travels(text, place.location):
        return None
    return text, f"a string of {len(text):,} characters, past maxLength"


def _unknown(draw: DrawFn, place: Place, breach: Breach) -> tuple[Any, str] | None:
    text = draw(_TEXTS)
    if text in place.schema["enum"] or not fits_text(_without(place.schema, "enum"), text):
        return None
    return text, "a value outside the enum"


def _unlike(draw: DrawFn, place: Place, breach: Breach) -> tuple[Any, str] | None:
    text = draw(_TEXTS)
    lengths = _without(place.schema, "pattern")
    if not fits_text(lengths, text) or fits_text(place.schema, text):
        return None
    return text, "a string outside the pattern"


def _confused(draw: DrawFn, place: Place, breach: Breach) -> tuple[Any, str] | None:
    """Another number, boolean or word; lists and objects stay empty."""
    match breach.label:
        case "type-number":
            value: Any = draw(_NUMBERS)
        case "type-boolean":
            value = draw(st.booleans())
        case "type-string" if place.schema.get("type") in ("array", "object"):
            value = draw(_TEXTS)
        case _:
            return None
    return value, breach.fault.how


def _without(schema: Schema, *keywords: str) -> Schema:
    return {key: value for key, value in schema.items() if key not in keywords}


_BY_CONSTRAINT: dict[str, _Another] = {
    "minimum": _beyond,
    "maximum": _beyond,
    "maxLength": _too_long,
    "enum": _unknown,
    "pattern": _unlike,
    "type": _confused,
}
