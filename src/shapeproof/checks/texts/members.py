"""Texts about members and values that are not as their schema has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shapeproof.checks.texts.parts import MOST_CHOICES, NOTHING, kind_of, one_of, python_kind_of
from shapeproof.exchange import FindingTexts, Limit, Said, Shown, Text


def wrong_name(name: str, expected: str) -> FindingTexts:
    """A member under another name than its own."""
    message = Text.of(
        "the member is called {expected}, not {name}", expected=expected, name=Said(name)
    )
    return FindingTexts.of(message, expected, Text.only(Said(name)))


def unknown_member(name: str, shape: str, expected: str = "") -> FindingTexts:
    """A member that a request or response shape does not have."""
    message = Text.of("the {shape} shape has no member {name}", shape=shape, name=Said(name))
    expected = expected or f"a member of the {shape} shape"
    return FindingTexts.of(message, expected, Text.only(Said(name)))


def wrong_envelope(members: Sequence[str], given: Sequence[str], where: str) -> FindingTexts:
    """An output none of whose members is known; ``where`` they stand instead, in words."""
    message = Text("no client finds the output: none of its members is one of the model")
    if where:
        message = Text.of("no client finds the output: it stands {where}", where=Said(where))
    expected = Text("an object with " + one_of(members)) if members else Text("an empty object")
    return FindingTexts.of(message, expected, Text.of("{given}", given=Shown(list(given))))


def missing_member(name: str, *, is_null: bool) -> FindingTexts:
    """A required member that is missing or null."""
    actual = Text("null") if is_null else NOTHING
    state = "null" if is_null else "missing"
    message = Text.of("the required member {name} is {state}", name=name, state=state)
    return FindingTexts.of(message, Text.of("a value for {name}", name=name), actual)


def missing_members(names: Sequence[str], holder: str) -> FindingTexts:
    """Several required members that one object lacks; ``holder`` is its place."""
    of_what = f" of {holder}" if holder else ""
    message = Text.of(
        "{number} required members{of_what} are missing: {names}",
        number=len(names), of_what=of_what, names=", ".join(names),
    )  # fmt: skip
    return FindingTexts.of(message, "a value for each of them", NOTHING)


def unknown_members(names: Sequence[str], holder: str) -> FindingTexts:
    """Several members that the model does not have; ``holder`` is the place of their object."""
    message = Text.of(
        "the model has none of {number} members{of_what}: {names}",
        number=len(names), of_what=f" of {holder}" if holder else "", names=Said(", ".join(names)),
    )  # fmt: skip
    return FindingTexts.of(message, "members of the shape", Text.only(Said(", ".join(names))))


def outside_enum(value: object, choices: Sequence[object], meant: Sequence[object]) -> FindingTexts:
    """A value outside its enum; ``meant`` are the ones that differ only in spelling."""
    message = Text("the value is not in its enum")
    if meant:
        message = Text.of("the enum value is spelled {value}", value=str(meant[0]))
    expected = Text("one of " + ", ".join(str(each) for each in choices[:MOST_CHOICES]))
    return FindingTexts.of(message, expected, Text.only(Shown(value)))


def wrong_type(value: object, expected: object) -> FindingTexts:
    """A value of another type than the member's."""
    names = expected if isinstance(expected, list) else [expected]
    return _wrong_type(value, [str(each) for each in names], Text.only(Limit("type", expected)))


def other_type_than_boto3(due: str, value: Any) -> FindingTexts:
    """A value of an output that has another type than boto3 gives."""
    message = Text.of(
        "expected {due}, as boto3 gives; got {kind}", due=due, kind=python_kind_of(value)
    )
    return FindingTexts.of(message, due, Text.only(Shown(value)))


def not_one_of_union(value: Mapping[str, Any], members: Sequence[str]) -> FindingTexts:
    """A union with no member, or with several."""
    state = "has none of its members" if not value else "has more than one member"
    message = Text.of("the union {state}: clients take exactly one", state=state)
    return FindingTexts.of(message, one_of(members), Text.only(Shown(value)))


def no_value(place: str) -> FindingTexts:
    """None for a parameter: botocore refuses it."""
    message = "boto3 refuses None for a parameter; leave the member out"
    return FindingTexts.of(message, Text.of("a value, or no {name}", name=place), Text("None"))


def other_time(value: object) -> FindingTexts:
    """A timestamp in a text that not all SDKs read: the one for JavaScript throws."""
    message = "the timestamp is not written as in RFC 3339, with a time zone"
    return FindingTexts.of(message, "a time such as 2026-01-31T12:00:00Z", Text.only(Shown(value)))


def no_choice(value: object, choices: Sequence[Mapping[str, Any]]) -> FindingTexts:
    """A value of none of the types that its member may have."""
    names = [str(each.get("type", "one of an enum")) for each in choices]
    return _wrong_type(value, names, Text(" or ".join(names)))


def _wrong_type(value: object, names: Sequence[str], expected: Text) -> FindingTexts:
    message = Text.of(
        "expected {types}, got {kind}",
        types=" or ".join(_TYPES.get(each, each) for each in names), kind=kind_of(value),
    )  # fmt: skip
    return FindingTexts.of(message, expected, Text.only(Shown(value)))


_TYPES = {
    "array": "a list",
    "boolean": "a boolean",
    "integer": "an integer",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}


def broken_constraint(value: object, limit: Limit) -> FindingTexts:
    """A value that breaks a constraint."""
    message = Text.of("the value violates {keyword}", keyword=limit.keyword)
    return FindingTexts.of(message, Text.only(limit), Text.only(Shown(value)))


def partial_match(value: str, pattern: Limit) -> FindingTexts:
    """A text of which only a part matches a pattern: services mean the whole."""
    message = "the pattern matches only a part of the value"
    return FindingTexts.of(message, Text.only(pattern), Text.only(Shown(value)))
