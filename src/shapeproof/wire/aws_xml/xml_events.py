"""Events of rest-xml: their documents are XML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Schema
from shapeproof.contract.shape import Shape
from shapeproof.wire.aws_xml.xml_structures import XmlCompiler
from shapeproof.wire.aws_xml.xml_tags import Tag
from shapeproof.wire.aws_xml.xml_text import parse_xml, write_xml
from shapeproof.wire.aws_xml.xml_values import XmlValue
from shapeproof.wire.body_values import BodyCompiler, BodyValue, decode_bounded
from shapeproof.wire.interface import Deviation, UnreadableError
from shapeproof.wire.members import Member
from shapeproof.wire.timestamps import TimestampFormat

TEXT_XML = "text/xml"
"""What S3 calls the XML in its events."""


@dataclass(frozen=True)
class XmlDocument:
    """A structure as an XML document; no payload is an empty one."""

    tag: Tag
    value: XmlValue
    form: BodyValue

    def write(self, value: Any) -> bytes:
        """The document."""
        return write_xml(self.value.encode(value, self.tag))

    def read(self, payload: bytes) -> Any:
        """The members in the API view."""
        return decode_bounded(self.form, self.tree(payload))

    def tree(self, payload: bytes) -> Any:
        """The members by wire name."""
        return self.value.tree(parse_xml(payload)) if payload else {}

    def deviations(self, payload: bytes) -> Iterator[Deviation]:
        """What the tree does not show."""
        try:
            root = parse_xml(payload) if payload else None
        except UnreadableError:
            root = None
        return iter(()) if root is None else self.value.deviations(root, ())


class XmlDocuments:
    """Makes the documents for one schema."""

    media_type = TEXT_XML

    def __init__(self, root: Schema, timestamps: TimestampFormat) -> None:
        self._xml = XmlCompiler(root, timestamps)
        self._forms = BodyCompiler(root, timestamps)

    def structure(self, shape: Shape, members: tuple[Member, ...]) -> XmlDocument:
        """A structure of some members."""
        value = self._xml.structure(members, shape)
        return XmlDocument(_tag(shape), value, self._forms.structure(members))

    def value(self, shape: Shape) -> XmlDocument:
        """A whole shape."""
        return XmlDocument(_tag(shape), self._xml.value(shape), self._forms.value(shape))


def _tag(shape: Shape) -> Tag:
    return Tag.of(str(shape.schema.get("x-xml-name") or shape.name or "Event"), shape.schema)
