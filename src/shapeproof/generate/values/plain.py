"""The plainest legal value of a schema: what a reader would write as an example."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.generate.values.dry_runs import is_dry_run
from shapeproof.generate.values.known import ANY_ENTRY, KnownValues, nothing_known
from shapeproof.generate.values.pattern_nodes import zero_choices
from shapeproof.generate.values.pattern_parser import parts_of
from shapeproof.generate.values.text_constraints import (
    BODY,
    holds_json,
    json_of_length,
    keys_from,
    similar_keys,
)

WORDS = (
    "sample",
    "Sample1",
    "1234567890",
    "123456789012",
    "a",
    "A",
    "1",
    "1.0",
    "us-east-1",
    "sample@example.com",
    "https://example.com/sample",
    "arn:aws:iam::123456789012:role/sample",
    "arn:aws:s3:::sample",
    "01234567-89ab-cdef-0123-456789abcdef",
    "/sample",
    "10.0.0.0/16",
)
_TIMESTAMP = "2020-08-11T00:00:00Z"
_BLOB = b"sample"
_LONGEST_FILLER = 4096
LONGEST_MADE = 1_000_000
"""Longer texts are not made, whatever a contract states."""
MOST_ELEMENTS_MADE = 10_000
_AHEAD = re.compile(r"\(\?=[^()]*\)")
"""A lookahead, mostly for the length. Hypothesis would generate its characters twice."""


@dataclass(frozen=True)
class PlainValues:
    """Makes plain values for the schemas of one document.

    ``full`` sets every optional member as well, each once where shapes are recursive; ``other``
    takes other values where that is easy: the last of an enum, false, 2. What is ``known`` of a
    place goes before plain values.
    """

    root: Schema
    full: bool = False
    other: bool = False
    left_out: frozenset[str] = frozenset()
    known: KnownValues = nothing_known
    deepest: int = 1_000
    """How deep optional members are set."""

    def value(self, schema: Schema | Shape | None = None, tokens: Tokens = ()) -> Any:
        """A legal value of a schema of the document; without one, of the document itself.

        ``tokens`` say where in the document the schema is.
        """
        shape = schema if isinstance(schema, Shape) else Shape.of(self.root, schema)
        return self._value(shape, (), tuple(tokens))

    def _value(self, shape: Shape, around: tuple[str, ...], tokens: Tokens) -> Any:
        """A value; ``around`` are the definitions that it is in."""
        known = self.known(tokens, shape) if tokens else ()
        if known:
            return deepcopy(known[min(1, len(known) - 1) if self.other else 0])
        if shape.definition is not None:
            around = (*around, shape.definition)
        if shape.is_map:
            return self._map(shape, around, tokens)
        if shape.is_structure:
            return dict(self._members(shape, around, tokens))
        if shape.is_list:
            count = _count(shape, shape.item.definition in around)
            inner = (*tokens, "0")
            return [self._value(shape.item, around, inner) for _ in range(count)]
        if tokens and is_dry_run(tokens[-1], shape):
            return False
        return _other_scalar(shape.schema) if self.other else plain_scalar(shape.schema)

    def _members(
        self, shape: Shape, around: tuple[str, ...], tokens: Tokens
    ) -> Iterator[tuple[str, Any]]:
        required, members = shape.required, shape.members
        if shape.is_union:
            straight = (name for name in sorted(members) if members[name].definition not in around)
            required = tuple(islice(straight, 1))
        for name in sorted(members):
            member = members[name]
            wanted = self.full and not shape.is_union and member.definition not in around
            wanted = wanted and len(tokens) < self.deepest
            if name in required or (wanted and name not in self.left_out):
                yield name, self._value(member, around, (*tokens, name))

    def _map(self, shape: Shape, around: tuple[str, ...], tokens: Tokens) -> dict[str, Any]:
        count = _count(shape, shape.value.definition in around)
        keys = islice(_keys(shape.key.schema), count)
        inner = (*tokens, ANY_ENTRY)
        return {key: self._value(shape.value, around, inner) for key in keys}


def _count(shape: Shape, is_recursive: bool) -> int:
    """One element, or as near to it as the bounds allow; as few as possible in a recursion."""
    most = 1 if shape.max_count is None else shape.max_count
    least = min(shape.min_count, MOST_ELEMENTS_MADE)
    return least if is_recursive else max(least, min(1, most))


def _keys(schema: Schema) -> Iterator[str]:
    """Legal keys that differ, the plainest first."""
    plain: str = plain_scalar(schema)
    if "enum" in schema:
        return keys_from(plain, _fitting(schema))
    return similar_keys(plain, lambda key: fits_text(schema, key))


def _fitting(schema: Schema) -> list[Any]:
    """The values of an enum that keep to the other constraints; all of them where none does."""
    values = list(schema["enum"])
    return [
        each for each in values if not isinstance(each, str) or fits_text(schema, each)
    ] or values


def _first_fitting(schema: Schema) -> Any:
    """The first value of an enum that keeps to the other constraints, the first where none does."""
    values = schema["enum"]
    return next(
        (each for each in values if not isinstance(each, str) or fits_text(schema, each)), values[0]
    )


def plain_scalar(schema: Schema) -> Any:
    """The plainest legal value of a string, number, boolean, timestamp, blob or document."""
    if "enum" in schema:
        return _first_fitting(schema)
    match schema.get("type"):
        case "integer":
            return _number(schema, 1)
        case "number":
            return _number(schema, 1)
        case "boolean":
            return True
        case "string" if schema.get("x-timestamp"):
            return _TIMESTAMP
        case "string" if schema.get("x-blob"):
            return _blob(schema)
        case "string" if holds_json(schema):
            return _json_text(schema)
        case "string":
            return fitting_text(schema)
        case _:
            return {}


def _other_scalar(schema: Schema) -> Any:
    """Another legal value than the plainest, where that is easy."""
    if "enum" in schema:
        return _fitting(schema)[-1]
    match schema.get("type"):
        case "integer" | "number":
            return _number(schema, 2)
        case "boolean":
            return False
        case _:
            return plain_scalar(schema)


def _number(schema: Schema, wanted: int) -> int | float:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and wanted < low:
        return int(low) if float(low).is_integer() else float(low)
    if high is not None and wanted > high:
        return int(high) if float(high).is_integer() else float(high)
    return wanted


def _blob(schema: Schema) -> str:
    """The word ``sample`` as base64, repeated or cut to the bounds."""
    low, high = schema.get("x-min-bytes", 0), schema.get("x-max-bytes", len(_BLOB))
    length = max(min(low, LONGEST_MADE), min(len(_BLOB), high))
    return b64encode((_BLOB * (length // len(_BLOB) + 1))[:length]).decode()


def _json_text(schema: Schema) -> str:
    """The empty object, or as near to it as the bounds allow."""
    low = min(schema.get("minLength", 0), LONGEST_MADE)
    text = json_of_length(min(max(2, low), schema.get("maxLength", 1 << 31)))
    return text if fits_text(schema, text) else fitting_text(schema)


def fitting_text(schema: Schema, *wanted: str) -> str:
    """A text that keeps to the bounds and the pattern: one of those wanted, or a plain word.

    Services take a pattern to be about the whole text, JSON Schema about a part of it: a text that
    keeps to both is preferred.
    """
    words = (*wanted, *WORDS)
    whole = next((word for word in words if fits_wholly(schema, word)), None)
    if whole is not None:
        return whole
    low, high = min(schema.get("minLength", 0), LONGEST_MADE), schema.get("maxLength")
    if "pattern" not in schema:
        return "sample".ljust(low, "0")[: high if high is not None else None]
    most = min(high or _LONGEST_FILLER, _LONGEST_FILLER)
    made = _made_wholly(schema["pattern"], low, most)
    part = next((word for word in words if made is None and fits_text(schema, word)), made)
    return _from_pattern(schema["pattern"], low, most) if part is None else part


def fits_text(schema: Schema, text: str) -> bool:
    """Whether a text keeps to length bounds, enum and pattern (a search, as in ECMA-262)."""
    if not schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", float("inf")):
        return False
    if "enum" in schema and text not in schema["enum"]:
        return False
    pattern = _compiled(schema["pattern"]) if "pattern" in schema else None
    return pattern is None or pattern.search(text) is not None


def fits_wholly(schema: Schema, text: str) -> bool:
    """Whether a text fits, and its pattern matches it as a whole too, as services take patterns."""
    pattern = _compiled(schema["pattern"]) if "pattern" in schema else None
    whole = pattern is None or pattern.fullmatch(text) is not None
    return whole and fits_text(schema, text)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern)
    except re.error:
        return None


@lru_cache(maxsize=4096)
def _from_pattern(pattern: str, low: int, high: int) -> str:
    fallback = "sample".ljust(low, "0")[:high]
    if _compiled(pattern) is None:
        return fallback
    # The parts of the pattern are tried first: a search by Hypothesis takes 100 times longer.
    found = _made(pattern, low, high)
    if found is None:
        found = _found(pattern, 0, high)
    if found is not None and len(found) < low:
        found = _grown(pattern, found, low) or _found(pattern, low, high)
    return fallback if found is None else found


@lru_cache(maxsize=4096)
def _made_wholly(pattern: str, low: int, high: int) -> str | None:
    """A text made of the pattern's parts that is one as a whole."""
    made = _made(pattern, low, high) if _compiled(pattern) is not None else None
    return made if made is not None and fits_wholly({"pattern": pattern}, made) else None


def _made(pattern: str, low: int, high: int) -> str | None:
    """A text made of the pattern's parts, None where they do not make one."""
    node = parts_of(pattern, BODY)
    if node is None:
        return None
    text = node.make(
        zero_choices(), max(low, node.low), max(low, node.low, min(high, node.high)), {}
    )
    fits = fits_text({"pattern": pattern, "minLength": low, "maxLength": high}, text)
    return text if fits else None


def _found(pattern: str, low: int, high: int) -> str | None:
    """The simplest text of a length that a pattern takes, None where none was found."""
    bare = _AHEAD.sub("", pattern)
    found = _found_of(bare, pattern, low, high)
    return found if found is not None or bare == pattern else _found_of(pattern, pattern, low, high)


def _found_of(made_of: str, pattern: str, low: int, high: int) -> str | None:
    """As ``_found``, among the texts that another pattern makes."""
    # Few patterns need it, and it takes long to import.
    from hypothesis.errors import InvalidArgument
    from hypothesis.strategies import from_regex

    from shapeproof.generate.draws import simplest

    compiled = re.compile(pattern)
    candidates = from_regex(made_of, fullmatch=True)

    def fits(text: str) -> bool:
        return low <= len(text) <= high and compiled.search(text) is not None

    try:
        return next(iter(simplest(candidates, 200, fits)), None)
    except (InvalidArgument, re.error):  # no character fits ``[^\s\S]``; ``\1`` of a group left out
        return None


def _grown(pattern: str, text: str, length: int) -> str | None:
    """The text made longer by one character over and over, where the pattern takes that."""
    compiled = _compiled(pattern)
    for index in range(len(text), -1, -1):
        for filler in (*text[max(index - 1, 0) : index + 1], "0", "a", "/"):
            longer: str = text[:index] + filler * (length - len(text)) + text[index:]
            if compiled is not None and compiled.fullmatch(longer):
                return longer
    return None
