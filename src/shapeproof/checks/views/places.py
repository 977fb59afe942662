"""The places of an answer that correspond to members of a write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from shapeproof.compile.lifecycle.names import split
from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape

_DEEPEST = 3
_NAMED = re.compile(r"^(.*)Name$")
_SWITCHES = {"Enable": True, "Disable": False}
_PASSING = re.compile(
    r"token$|marker$|maxitems|maxresults|maxrecords|dryrun|callerreference|password|secret",
    re.IGNORECASE,
)


class How(Enum):
    """How a place corresponds to a member."""

    SAME = "the same value"
    ENTRY = "the entry of a map that is named by one member and has the value of another"
    TAGS = "the tags, among others"
    SWITCH = "a flag that the operation turns on or off"


@dataclass(frozen=True)
class Place:
    """A place ``shown`` in the scope of an answer, and what it shows of the request."""

    how: How
    given: Tokens
    shown: Tokens
    shape: Shape
    name: str = ""
    """The member that names the entry."""
    switched: bool = False


def inner(shape: Shape) -> Iterator[tuple[Tokens, Shape]]:
    """All members of a structure and of structures in it, those outside first."""
    level: list[tuple[Tokens, Shape]] = [((), shape)]
    for _ in range(_DEEPEST):
        found = [
            ((*tokens, name), member)
            for tokens, outer in level
            for name, member in outer.members.items()
        ]
        yield from found
        level = [each for each in found if each[1].is_structure and not each[1].is_document]


def is_tags(name: str, shape: Shape) -> bool:
    """Whether a member holds tags: a map, or a list of keys and values."""
    if "tag" not in (name + (shape.definition or "")).lower():
        return False
    return shape.is_map or (shape.is_list and tag_members(shape) is not None)


def tag_members(shape: Shape) -> tuple[str, str] | None:
    """The members of an element that are a tag's key and its value."""
    names = {each.lower().removeprefix("tag"): each for each in shape.item.members}
    return (names["key"], names["value"]) if {"key", "value"} <= names.keys() else None


def places_of(
    operation: Operation, unit: Tokens, scope: Shape, keys: frozenset[str]
) -> tuple[Place, ...]:
    """The places in a scope that show what is written by a request, or by one ``unit`` of it."""
    root = operation.request_shape
    for token in unit:
        root = root.child(token)
    shown = [each for each in inner(scope) if each[0][0] not in keys]
    found: list[Place] = []
    for tokens, member in inner(root):
        if any(tokens[: len(each.given) - len(unit)] == each.given[len(unit) :] for each in found):
            continue
        place = _place((*unit, *tokens), tokens, member, shown)
        if place is not None and not _PASSING.search(tokens[-1]):
            found.append(place)
    return (*found, *_entries(operation, shown), *_switched(operation, shown))


def _place(
    given: Tokens, tokens: Tokens, member: Shape, shown: list[tuple[Tokens, Shape]]
) -> Place | None:
    if is_tags(tokens[-1], member):
        tags = [each for each in shown if is_tags(each[0][-1], each[1])]
        how, fitting = How.TAGS, tags
    elif member.is_map:
        return None
    else:
        how, fitting = How.SAME, [each for each in shown if _is_same(tokens, member, *each)]
    if not fitting or (len(fitting) > 1 and len(fitting[1][0]) == len(fitting[0][0])):
        return None
    return Place(how, given, fitting[0][0], fitting[0][1])


def _is_same(tokens: Tokens, member: Shape, place: Tokens, shape: Shape) -> bool:
    if member.is_structure:
        return member.name is not None and member.name == shape.name
    if member.is_list:
        alike = member.item.kind is shape.item.kind and member.item.name == shape.item.name
        return shape.is_list and place[-1] == tokens[-1] and alike
    if place[-1] != tokens[-1] or shape.kind is not member.kind:
        return False
    return len(tokens) == 1 or (len(place) > 1 and place[-2] == tokens[-2])


def _entries(operation: Operation, shown: list[tuple[Tokens, Shape]]) -> Iterator[Place]:
    """AttributeName and AttributeValue: the value of that name in the map Attributes."""
    members = operation.request_shape.members
    for name in members:
        word = _NAMED.match(name)
        value = f"{word.group(1)}Value" if word else ""
        if value in members and word is not None:
            for tokens, shape in shown:
                if shape.is_map and tokens[-1].lower() == f"{word.group(1)}s".lower():
                    yield Place(How.ENTRY, (value,), tokens, shape, name)
                    break


def _switched(operation: Operation, shown: list[tuple[Tokens, Shape]]) -> Iterator[Place]:
    """DisableAlarmActions: the flag ActionsEnabled is false."""
    verb, _, noun = split(operation.name)
    if verb not in _SWITCHES:
        return
    for tokens, shape in shown:
        what = tokens[-1].removesuffix("Enabled")
        if what and what != tokens[-1] and noun.endswith(what) and shape.type == "boolean":
            yield Place(How.SWITCH, (), tokens, shape, switched=_SWITCHES[verb])
            return
