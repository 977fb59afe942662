"""What a finding about a client shows: the values that differ, the place, what the call varies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Contract
from shapeproof.contract.pointer import parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Finding, Said, Shown, Text

_DIGITS = re.compile(r"-?\d+")
_LOCATIONS = {
    "uri": "labels", "querystring": "the query", "header": "headers", "headers": "headers",
}  # fmt: skip
NOT_THERE = object()
"""Stands for no value."""


@dataclass(frozen=True)
class ClientCause:
    """What one change to a client would fix.

    ``what`` is the same for all findings of the cause; ``detail`` may differ between them, and is
    listed. ``member`` is the member, where nothing shows that others have the same cause.
    ``is_quoted`` says that words of the client are among them, which may hold values.
    """

    what: str
    detail: str = ""
    member: str = ""
    is_quoted: bool = False


@dataclass(frozen=True)
class PlaceFacts:
    """The place of a finding: its member, its shape, and where it travels (empty for a body)."""

    name: str
    shape: Shape
    location: str = ""
    is_nested: bool = False


def place_of_finding(finding: Finding, contract: Contract | None, *, sent: bool) -> PlaceFacts:
    """The place in the request (by wire names) or in the output of an operation."""
    operation = contract.operations.get(finding.operation) if contract else None
    if operation is None:
        return PlaceFacts("", Shape.of({}))
    schema = operation.request if sent else operation.response
    shape, location, names = Shape.of(schema), "", []
    for depth, token in enumerate(parse(finding.pointer)):
        name, shape = _child(shape, token)
        names += [name] if name else []
        location = _LOCATIONS.get(shape.location, "") if not depth else location
    return PlaceFacts(names[-1] if names else "", shape, location, len(names) > 1)


def _child(shape: Shape, token: str) -> tuple[str, Shape]:
    """The member, element or value that a token leads to; the name is empty but for members."""
    if shape.is_map:
        return "", shape.value
    if shape.is_list:
        return "", shape.item if _DIGITS.fullmatch(token) else shape.unknown
    for name, member in shape.members.items():
        if (
            token in (name, member.wire_name(name))
            or token.lower() == member.wire_name(name).lower()
        ):
            return name, member
    return token, shape.unknown


def value_in(text: Text, place: PlaceFacts) -> Any:
    """The value that a text shows, of a header or query as its shape reads it; else NOT_THERE."""
    part = text.part or text.parts.get("value") or text.parts.get("raw")
    if not isinstance(part, Shown):
        return NOT_THERE
    value = part.value
    if place.location and isinstance(value, str):
        plain = {"true": True, "false": False} if place.shape.type == "boolean" else {}
        if place.shape.type in ("integer", "number") and _DIGITS.fullmatch(value):
            return int(value)
        return plain.get(value, value)
    return value


def other_name(text: Text) -> str:
    """The name under which a member stands instead; empty where it is not there at all."""
    part = text.parts.get("name")
    return part.words if isinstance(part, Said) and "verb" in text.parts else ""


def varied(finding: Finding) -> str:
    """What the call varies, in words: ``unknown member object``, ``no content type``."""
    if finding.call is None:
        return ""
    family, _, label = finding.call.case.kind.partition(" ")
    words = dict.fromkeys(each for each in label.split("-") if each)
    return " ".join(words) or f"a {family} call"


def names_in(value: Any) -> Iterator[str]:
    """The names of all members of a value."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Mapping):
            yield from (str(name) for name in each)
            waiting += each.values()
        elif isinstance(each, list | tuple):
            waiting += each


def case_at(finding: Finding) -> str:
    """The kind of the call, where it varies the place of the finding; else empty."""
    case = finding.call.case if finding.call else None
    if case is None or not case.pointer or not finding.pointer:
        return ""
    one, other = (each.pointer.lower().split("/") for each in (case, finding))
    return case.kind if one[-1] == other[-1] and len(one) == len(other) else ""
