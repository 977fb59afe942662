"""Values in XML elements: names, lists, maps, attributes and scalars (Smithy XML binding traits).

An ``XmlValue`` writes a value of the API view as an element, makes the tree of an element (see
``Codec``), and says what a tree does not show of an element. ``XmlCompiler`` makes one of a schema.
A tree has wire names and JSON's types: ``BodyCompiler`` turns it into the API view.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from shapeproof.contract.pointer import Tokens
from shapeproof.wire.aws_xml.xml_deviations import (
    beside_elements,
    duplicated,
    misspelt_number,
    other_name,
    other_namespace,
    other_timestamp,
    without_part,
)
from shapeproof.wire.aws_xml.xml_tags import (
    Tag,
    plain_element,
    plain_tree,
)
from shapeproof.wire.aws_xml.xml_text import XmlElement
from shapeproof.wire.interface import Deviation
from shapeproof.wire.text_values import (
    IntegerText,
    NumberText,
    PlainText,
    TextValue,
)
from shapeproof.wire.timestamps import TimestampFormat

_ENTRY = Tag("entry")
_PLAIN = PlainText()


class XmlValue(Protocol):
    """Turns a value of one schema into an element and back."""

    def encode(self, value: Any, tag: Tag, around: str = "") -> XmlElement:
        """The element of a value in the API view; ``around`` is the namespace it stands in.

        Values of a wrong type are written in the way of their own type.
        """

    def tree(self, element: XmlElement) -> Any:
        """The tree of an element; a text where the element has not the due form."""

    def deviations(self, element: XmlElement, place: Tokens) -> Iterator[Deviation]:
        """What the tree does not show of an element at a place of the tree."""


@dataclass(frozen=True)
class XmlScalar:
    """Texts, numbers, booleans, timestamps and blobs; ``form`` is that of timestamps."""

    written: TextValue
    read: TextValue = _PLAIN
    form: TimestampFormat | None = None

    def encode(self, value: Any, tag: Tag, around: str = "") -> XmlElement:
        """An element with the text of a value; an empty one for null."""
        if isinstance(value, (Mapping, list, tuple)):
            return plain_element(value, tag, around)
        return tag.element(around, "" if value is None else self.written.encode(value))

    def tree(self, element: XmlElement) -> Any:
        """The text, or the number or boolean that it spells; ``NaN`` is a text, as in JSON."""
        if element.children:
            return plain_tree(element)
        text = element.text
        value = self.read.decode(text.strip() if isinstance(self.read, _NUMBERS) else text)
        return text if isinstance(value, float) and not math.isfinite(value) else value

    @property
    def deviates(self) -> bool:
        """Whether its text can be written in another way than it should be."""
        return self.form is not None or isinstance(self.read, _NUMBERS)

    def deviations(self, element: XmlElement, place: Tokens) -> Iterator[Deviation]:
        """A number that is spelt as JSON would not have it, a timestamp in another format."""
        if self.form is not None and not element.children:
            yield from other_timestamp(element, self.form, place)
        if isinstance(self.read, _NUMBERS) and not isinstance(self.tree(element), (str, dict)):
            yield from misspelt_number(element, place)


_NUMBERS = (IntegerText, NumberText)


@dataclass(frozen=True)
class XmlList:
    """Lists; each element is called alike."""

    written_of: ClassVar[tuple[type, ...]] = (list, tuple)
    item: XmlValue
    tag: Tag

    def encode(self, value: Any, tag: Tag, around: str = "") -> XmlElement:
        """An element around those of the list."""
        if not isinstance(value, (list, tuple)):
            return plain_element(value, tag, around)
        inside = tag.inside(around)
        return tag.element(around, children=self.elements(value, self.tag, inside))

    def elements(self, value: Any, tag: Tag, around: str) -> Iterator[XmlElement]:
        """The elements of a list."""
        return (self.item.encode(each, tag, around) for each in value)

    def tree(self, element: XmlElement) -> Any:
        """A list, also of elements with another name."""
        if not element.children and element.text.strip():
            return element.text
        return self.trees(element.children)

    def trees(self, elements: Iterable[XmlElement]) -> Any:
        """The trees of the elements of a list."""
        return [self.item.tree(each) for each in elements]

    def deviations(self, element: XmlElement, place: Tokens) -> Iterator[Deviation]:
        """Elements of another name."""
        yield from beside_elements(element, place)
        yield from other_name(element.children, self.tag.name, place, "list-element")
        yield from self.deviations_among(element.children, self.tag, element.namespace, place)

    def deviations_among(
        self, elements: Iterable[XmlElement], tag: Tag, around: str, place: Tokens
    ) -> Iterator[Deviation]:
        """Those of the elements of a list."""
        due = tag.inside(around)
        for index, each in enumerate(elements):
            inner = (*place, str(index))
            if each.namespace != due:
                yield from other_namespace(each, due, inner)
            yield from self.item.deviations(each, inner)


@dataclass(frozen=True)
class XmlMap:
    """Maps: entries, each with a key and a value."""

    written_of: ClassVar[tuple[type, ...]] = (Mapping,)
    key: XmlValue
    value: XmlValue
    key_tag: Tag
    value_tag: Tag
    tag: Tag = _ENTRY

    def encode(self, value: Any, tag: Tag, around: str = "") -> XmlElement:
        """An element around the entries."""
        if not isinstance(value, Mapping):
            return plain_element(value, tag, around)
        inside = tag.inside(around)
        return tag.element(around, children=self.elements(value, self.tag, inside))

    def elements(self, value: Any, tag: Tag, around: str) -> Iterator[XmlElement]:
        """The entries of a map, each with its key and its value."""
        inside = tag.inside(around)
        for name, each in value.items():
            key = self.key.encode(name, self.key_tag, inside)
            entry = self.value.encode(each, self.value_tag, inside)
            yield tag.element(around, children=(key, entry))

    def tree(self, element: XmlElement) -> Any:
        """An object; an entry without a key is left out."""
        if not element.children and element.text.strip():
            return element.text
        return self.trees(element.children)

    def trees(self, elements: Iterable[XmlElement]) -> Any:
        """The object of the entries."""
        found: dict[str, Any] = {}
        for entry in elements:
            key, value = entry.child(self.key_tag.name), entry.child(self.value_tag.name)
            if key is not None:
                found.setdefault(key.text, "" if value is None else self.value.tree(value))
        return found

    def deviations(self, element: XmlElement, place: Tokens) -> Iterator[Deviation]:
        """Entries of another name, without key or value, and repeated keys."""
        yield from beside_elements(element, place)
        yield from other_name(element.children, self.tag.name, place, "map-entry")
        yield from self.deviations_among(element.children, self.tag, element.namespace, place)

    def deviations_among(
        self, elements: Iterable[XmlElement], tag: Tag, around: str, place: Tokens
    ) -> Iterator[Deviation]:
        """Those of the entries of a map."""
        seen: set[str] = set()
        for entry in elements:
            key = entry.text_at(self.key_tag.name)
            value = entry.child(self.value_tag.name)
            inner = (*place, key or "")
            yield from without_part(entry, (self.key_tag.name, self.value_tag.name), inner)
            if key is not None and key in seen:
                yield duplicated(entry, inner)
            seen.add(key or "")
            if value is not None:
                yield from self.value.deviations(value, inner)


@dataclass(frozen=True)
class XmlReferred:
    """A definition, looked up when it is used, so that shapes can hold themselves."""

    name: str
    definitions: Mapping[str, XmlValue]

    def encode(self, value: Any, tag: Tag, around: str = "") -> XmlElement:
        """The element as the definition has it."""
        return self.definitions[self.name].encode(value, tag, around)

    def tree(self, element: XmlElement) -> Any:
        """The tree as the definition has it."""
        return self.definitions[self.name].tree(element)

    def deviations(self, element: XmlElement, place: Tokens) -> Iterator[Deviation]:
        """The deviations as the definition has them."""
        return self.definitions[self.name].deviations(element, place)
