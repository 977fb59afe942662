"""Kinds of faults: constraints that one piece of validation looks after, and their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shapeproof.exchange import Family


@dataclass(frozen=True)
class ValidationKind:
    """Constraints that are checked by one piece of code.

    ``unchecked`` follows "checks no", ``all_unchecked`` follows "no operation checks", ``sent``
    follows "fails on". ``tried`` are the kinds of cases that try it.
    """

    name: str
    unchecked: str
    all_unchecked: str
    sent: str
    tried: tuple[str, ...]


def _kind(name: str, one: str, many: str, sent: str, *constraints: str) -> ValidationKind:
    return ValidationKind(name, one, many, sent, constraints or (name,))


KINDS: Mapping[str, ValidationKind] = {
    each.name: each
    for each in (
        _kind("required", "required member", "required members", "missing required members"),
        _kind("null", "required member for null", "required members for null",
              "null for required members"),
        _kind("type", "type", "types", "values of a wrong type"),
        _kind("enum", "enum", "enums", "values outside an enum"),
        _kind("length", "length of a text", "lengths of texts", "texts of a wrong length",
              "minLength", "maxLength"),
        _kind("range", "range of a number", "ranges of numbers", "numbers out of range",
              "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
        _kind("count", "length of a list", "lengths of lists", "lists of a wrong length",
              "minItems", "maxItems", "minProperties", "maxProperties"),
        _kind("pattern", "pattern", "patterns", "texts outside a pattern"),
        _kind("body", "form of a body", "forms of bodies", "malformed bodies"),
    )
}  # fmt: skip
"""The kinds of faults, by name."""

VALID = ValidationKind(
    "valid",
    "valid request",
    "valid requests",
    "valid requests",
    tuple(each.value for each in Family),
)
"""No fault at all: the request was legal."""

_BY_CONSTRAINT = {each: kind for kind in KINDS.values() for each in kind.tried}


def kind_of_fault(constraint: str) -> ValidationKind:
    """The kind of a constraint that a fault breaks; VALID for the family of a case without one."""
    return _BY_CONSTRAINT.get(constraint.partition(":")[0], VALID)
