"""Structures in XML elements, and what is made of a whole schema (Smithy XML binding traits)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.wire.aws_xml.xml_deviations import beside_elements, duplicated, other_namespace
from shapeproof.wire.aws_xml.xml_tags import (
    Tag,
    attribute_name,
    attribute_of,
    by_name,
    plain_element,
    plain_trees,
)
from shapeproof.wire.aws_xml.xml_text import XmlElement
from shapeproof.wire.aws_xml.xml_values import XmlList, XmlMap, XmlReferred, XmlScalar, XmlValue
from shapeproof.wire.interface import Deviation
from shapeproof.wire.members import Member, members_of
from shapeproof.wire.shape_compiler import WireShapeCompiler
from shapeproof.wire.text_values import NumberText, PlainText, text_of, text_value
from shapeproof.wire.timestamps import TimestampFormat, timestamp_format

_PLAIN = PlainText()
_SECONDS = TimestampFormat.EPOCH_SECONDS


@dataclass(frozen=True)
class XmlMember:
    """A member of a structure: its names, and how it is written in the structure's element."""

    name: str
    tag: Tag
    value: XmlValue
    is_attribute: bool = False
    is_flat: bool = False

    @cached_property
    def _is_plain(self) -> bool:
        """Whether it is a text or a boolean: only its namespace and its number can deviate."""
        return isinstance(self.value, XmlScalar) and not self.value.deviates

    def is_right(self, elements: list[XmlElement], around: str) -> bool:
        """Whether a quick look shows that nothing deviates, as it does of most elements."""
        if not self._is_plain or len(elements) != 1:
            return False
        return elements[0].namespace == self.tag.inside(around)

    @cached_property
    def flat(self) -> XmlList | XmlMap | None:
        """The list or map whose elements stand in the structure itself."""
        value = self.value
        if isinstance(value, XmlReferred):
            value = value.definitions[value.name]
        return value if self.is_flat and isinstance(value, (XmlList, XmlMap)) else None

    def encode(self, value: Any, around: str) -> Iterator[XmlElement]:
        """The elements of a value; none for null."""
        flat = self.flat
        if value is None:
            return
        if flat is None or not isinstance(value, flat.written_of):
            inner = flat.item if isinstance(flat, XmlList) else self.value
            yield inner.encode(value, self.tag, around)
        else:
            yield from flat.elements(value, self.tag, around)

    def tree(self, elements: list[XmlElement]) -> Any:
        """The tree of the elements of its name; the first where there may be only one."""
        flat = self.flat
        return self.value.tree(elements[0]) if flat is None else flat.trees(elements)

    def deviations(
        self, elements: list[XmlElement], around: str, place: Tokens
    ) -> Iterator[Deviation]:
        """Those of the elements of its name, and that there are several."""
        inner = (*place, self.tag.name)
        if (flat := self.flat) is not None:
            yield from flat.deviations_among(elements, self.tag, around, inner)
            return
        yield from other_namespace(elements[0], self.tag.inside(around), inner)
        yield from self.value.deviations(elements[0], inner)
        if len(elements) > 1:
            yield duplicated(elements[1], inner)


@dataclass(frozen=True)
class XmlStructure:
    """Structures and unions: an element for each member, or an attribute.

    ``order`` is the order of the elements by name, where there is one.
    """

    members: Mapping[str, XmlMember]
    order: tuple[str, ...] = ()
    by_tag: Mapping[str, XmlMember] = field(init=False)

    def __post_init__(self) -> None:
        """The members that are elements, by the name of the element."""
        found = {each.tag.name: each for each in self.members.values() if not each.is_attribute}
        object.__setattr__(self, "by_tag", found)

    def encode(self, value: Any, tag: Tag, around: str = "") -> XmlElement:
        """An element around the members given; unknown ones under their own names."""
        if not isinstance(value, Mapping):
            return plain_element(value, tag, around)
        inside, children = tag.inside(around), list[XmlElement]()
        attributes: list[tuple[str, str]] = []
        for name in self._ordered(value):
            member, each = self.members.get(name), value[name]
            if member is None:
                children.append(plain_element(each, Tag(name), inside))
            elif not member.is_attribute:
                children += member.encode(each, inside)
            elif each is not None:
                attributes.append((attribute_name(member.tag.name, tag), text_of(each)))
        return XmlElement(
            tag.name, inside, tuple(attributes), "", tuple(children), prefixes=tag.prefixes
        )

    def tree(self, element: XmlElement) -> Any:
        """An object of the members, and of unknown elements under their own names."""
        if not element.children and not element.attributes and element.text.strip():
            return element.text
        found = {
            each.tag.name: text
            for each in self.members.values()
            if each.is_attribute and (text := attribute_of(element, each.tag.name)) is not None
        }
        for name, elements in by_name(element.children).items():
            member = self.by_tag.get(name)
            found[name] = plain_trees(elements) if member is None else member.tree(elements)
        return found

    def deviations(self, element: XmlElement, place: Tokens) -> Iterator[Deviation]:
        """Text beside elements, and what its members deviate by."""
        yield from beside_elements(element, place)
        around = element.namespace
        for name, elements in by_name(element.children).items():
            member = self.by_tag.get(name)
            if member is not None and not member.is_right(elements, around):
                yield from member.deviations(elements, around, place)

    def _ordered(self, value: Mapping[str, Any]) -> Iterable[str]:
        if not self.order:
            return value
        ranks = {name: rank for rank, name in enumerate(self.order)}
        return sorted(value, key=lambda name: ranks.get(name, len(ranks)))


class XmlCompiler(WireShapeCompiler[XmlValue]):
    """Compiles the schemas of one document; ``timestamps`` is the protocol's default format."""

    def __init__(self, root: Schema, timestamps: TimestampFormat) -> None:
        self._timestamps = timestamps
        super().__init__(root)

    def structure(self, members: Iterable[Member], shape: Shape | None = None) -> XmlStructure:
        """A structure of some members, in the order that its shape states."""
        order = () if shape is None else tuple(shape.schema.get("x-xml-order", ()))
        return XmlStructure({each.name: self._member(each) for each in members}, order)

    def _member(self, member: Member) -> XmlMember:
        schema, is_flat = member.schema, bool(member.schema.get("x-flattened"))
        named = member.shape.item.schema if is_flat and member.shape.is_list else schema
        return XmlMember(
            name=member.name,
            tag=Tag.of(member.wire_name, named),
            value=self.value(member.shape),
            is_attribute=bool(schema.get("x-xml-attribute")),
            is_flat=is_flat,
        )

    def _reference(self, name: str) -> XmlReferred:
        return XmlReferred(name, self._definitions)

    def _structure(self, shape: Shape) -> XmlStructure:
        return self.structure(members_of(shape), shape)

    def _list(self, shape: Shape) -> XmlList:
        return XmlList(self.value(shape.item), _tag(shape.item, "member"))

    def _map(self, shape: Shape) -> XmlMap:
        return XmlMap(
            key=self.value(shape.key),
            value=self.value(shape.value),
            key_tag=_tag(shape.key, "key"),
            value_tag=_tag(shape.value, "value"),
        )

    def _scalar(self, shape: Shape) -> XmlScalar:
        written = text_value({**shape.schema, "x-jsonvalue": False}, self._timestamps)
        if not shape.is_timestamp:
            return XmlScalar(written, written)
        form = timestamp_format(shape.schema, self._timestamps)
        return XmlScalar(written, NumberText() if form is _SECONDS else _PLAIN, form)


def _tag(shape: Shape, default: str) -> Tag:
    return Tag.of(shape.stated_wire_name or default, shape.schema)
