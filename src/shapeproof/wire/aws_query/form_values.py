"""Values in forms: parameters as pairs, and nodes as trees (Smithy ``awsQuery``, ``ec2Query``).

Every value of a form is a text. What has no text is written like this, also where the schema wants
a text: a structure as a pair for each member, a list as a pair for each element, null as no pair
at all; a null in a list, whose place must be kept, as an empty text.

A list or map whose elements have other names than the schema says is read all the same, so that
one mistake is one deviation; ``wire/aws_query/form_deviations.py`` reports it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from shapeproof.contract.shape import Shape
from shapeproof.wire.aws_query.form_elements import Numbered, numbered_below
from shapeproof.wire.aws_query.form_text import FormNode
from shapeproof.wire.members import Member
from shapeproof.wire.text_values import TextValue, text_of

FormPairs = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class FormStyle:
    """What the two protocols write unlike.

    ``name_of`` is the name of a member; ``element`` stands between the name of a list and the
    index of an element where the model names none, empty where nothing does. ``flat`` lists have
    no element whatever the model says; ``empty_lists`` are written as an empty text.
    """

    name_of: Callable[[Member], str]
    element: str
    flat: bool
    empty_lists: bool

    def element_of(self, shape: Shape) -> str:
        """The step between the name of a list and an index."""
        if self.flat or shape.is_flattened:
            return ""
        return shape.item.stated_wire_name or self.element


class FormValue(Protocol):
    """Writes a value (API view) of one schema, and reads it as a tree."""

    def pairs(self, name: str, value: Any) -> FormPairs:
        """The pairs of a value that is not null."""

    def tree(self, node: FormNode) -> Any:
        """The tree of a node; what is not as the schema has it keeps the steps of its name."""

    @property
    def absent(self) -> Any:
        """What no pair at all stands for within a list or map; None where it stands for nothing."""


def untyped_pairs(style: FormStyle, name: str, value: Any) -> FormPairs:
    """The pairs of a value of which no schema says how it is written."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from untyped_pairs(style, f"{name}.{key}" if name else str(key), each)
    elif isinstance(value, (list, tuple)):
        yield from _elements(style, name, style.element, value, untyped_of(style))
    elif value is not None:
        yield name, text_of(value)


def untyped_of(style: FormStyle) -> Callable[[str, Any], FormPairs]:
    """``untyped_pairs`` of a style."""
    return lambda name, value: untyped_pairs(style, name, value)


def _elements(
    style: FormStyle,
    name: str,
    element: str,
    values: Iterable[Any],
    write: Callable[[str, Any], FormPairs],
) -> FormPairs:
    given = list(values)
    if not given and style.empty_lists:
        yield name, ""
    stem = f"{name}.{element}" if element else name
    for index, each in enumerate(given, 1):
        if each is None:
            yield f"{stem}.{index}", ""
        else:
            yield from write(f"{stem}.{index}", each)


@dataclass(frozen=True)
class FormScalar:
    """Texts, numbers, booleans, blobs (as base64) and timestamps."""

    style: FormStyle
    written: TextValue
    read: TextValue
    """Makes numbers and booleans of texts."""

    absent = None

    def pairs(self, name: str, value: Any) -> FormPairs:
        """One pair; more where the value is a list or structure."""
        if isinstance(value, (Mapping, list, tuple)):
            yield from untyped_pairs(self.style, name, value)
        else:
            yield name, self.written.encode(value)

    def tree(self, node: FormNode) -> Any:
        """The number, boolean or text."""
        if node.below or node.text is None:
            return node.raw
        found = self.read.decode(node.text)
        return node.text if isinstance(found, float) and not math.isfinite(found) else found


@dataclass(frozen=True)
class FormList:
    """A list: ``NAME.member.1``, or ``NAME.1`` where ``element`` is empty."""

    style: FormStyle
    element: str
    item: FormValue

    @property
    def absent(self) -> Any:
        """An empty list, where no pair stands for one."""
        return None if self.style.empty_lists else []

    def pairs(self, name: str, value: Any) -> FormPairs:
        """The pairs of the elements."""
        if isinstance(value, (list, tuple)):
            yield from _elements(self.style, name, self.element, value, self.item.pairs)
        else:
            yield from untyped_pairs(self.style, name, value)

    def tree(self, node: FormNode) -> Any:
        """The elements in the order of their indexes."""
        if not node.below:
            return node.text or []
        found = self.numbered(node)
        return node.raw if found is None else [self.item.tree(each) for each in found.nodes]

    def numbered(self, node: FormNode) -> Numbered | None:
        """The elements, with those of which nothing is written."""
        found = numbered_below(node, self.element)
        return found if found is None or self.item.absent is None else found.filled()


@dataclass(frozen=True)
class FormMap:
    """A map: ``NAME.entry.1.key`` and ``NAME.entry.1.value``; flattened without ``entry``."""

    style: FormStyle
    element: str
    key_name: str
    value_name: str
    value: FormValue

    absent = None

    def pairs(self, name: str, value: Any) -> FormPairs:
        """The pairs of the entries; an entry that is null is left out."""
        if not isinstance(value, Mapping):
            yield from untyped_pairs(self.style, name, value)
            return
        stem = f"{name}.{self.element}" if self.element else name
        given = ((key, each) for key, each in value.items() if each is not None)
        for index, (key, each) in enumerate(given, 1):
            yield f"{stem}.{index}.{self.key_name}", text_of(key)
            yield from self.value.pairs(f"{stem}.{index}.{self.value_name}", each)

    def tree(self, node: FormNode) -> Any:
        """The entries; where two have the same key, the later one."""
        if not node.below:
            return node.text or {}
        numbered = self.numbered(node)
        entries = [] if numbered is None else [self.entry(each) for each in numbered.nodes]
        if numbered is None or any(each is None for each in entries):
            return node.raw
        return dict(each for each in entries if each is not None)

    def numbered(self, node: FormNode) -> Numbered | None:
        """The entries."""
        return numbered_below(node, self.element)

    def entry(self, node: FormNode) -> tuple[str, Any] | None:
        """The key and the value of an entry, None where one is missing."""
        key, value = node.below.get(self.key_name), node.below.get(self.value_name)
        if key is None or key.text is None:
            return None
        found = self.value.absent if value is None else self.value.tree(value)
        return None if found is None else (key.text, found)


@dataclass(frozen=True)
class FormStructure:
    """A structure: ``NAME.MEMBER`` for each member."""

    style: FormStyle
    names: Mapping[str, str]
    members: Mapping[str, FormValue]
    """By the names in the form; ``names`` leads there from those in the API view."""

    @property
    def absent(self) -> Any:
        """A structure without members."""
        return {}

    def pairs(self, name: str, value: Any) -> FormPairs:
        """The pairs of the members; unknown ones under their own names."""
        if not isinstance(value, Mapping):
            yield from untyped_pairs(self.style, name, value)
            return
        for key, each in value.items():
            if each is None:
                continue
            step = self.names.get(key, key)
            path = f"{name}.{step}" if name else step
            known = self.members.get(step) if key in self.names else None
            write = untyped_of(self.style) if known is None else known.pairs
            yield from write(path, each)

    def tree(self, node: FormNode) -> Any:
        """The members, unknown ones included."""
        if node.text is not None and not node.below:
            return node.text
        return {
            step: self.members[step].tree(each) if step in self.members else each.raw
            for step, each in node.below.items()
        }


@dataclass(frozen=True)
class FormReference:
    """A definition, looked up when it is used, so that shapes can hold themselves."""

    name: str
    definitions: Mapping[str, FormValue]

    @property
    def target(self) -> FormValue:
        """The definition."""
        return self.definitions[self.name]

    @property
    def absent(self) -> Any:
        """As the definition has it."""
        return self.target.absent

    def pairs(self, name: str, value: Any) -> FormPairs:
        """As the definition has it."""
        return self.target.pairs(name, value)

    def tree(self, node: FormNode) -> Any:
        """As the definition has it."""
        return self.target.tree(node)
