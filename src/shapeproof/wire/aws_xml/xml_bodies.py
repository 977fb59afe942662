"""XML bodies of messages: an element of all body members, or of one payload (rest-xml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from shapeproof.contract.shape import Shape
from shapeproof.wire.aws_xml.xml_deviations import other_namespace, other_root
from shapeproof.wire.aws_xml.xml_events import XmlDocuments
from shapeproof.wire.aws_xml.xml_structures import XmlCompiler
from shapeproof.wire.aws_xml.xml_tags import Tag
from shapeproof.wire.aws_xml.xml_text import XML, XmlElement, parse_xml, write_xml
from shapeproof.wire.aws_xml.xml_values import XmlValue
from shapeproof.wire.bodies import (
    BlobPayload,
    Body,
    Content,
    TextPayload,
    payload_kind,
)
from shapeproof.wire.body_values import BodyCompiler, BodyValue, decode_bounded
from shapeproof.wire.event_streams.event_bodies import StreamPayload
from shapeproof.wire.event_streams.event_stream import EventStream
from shapeproof.wire.interface import Deviation, within
from shapeproof.wire.members import Bindings, Member
from shapeproof.wire.timestamps import TimestampFormat

UNWRAPPED = "x-xml-unwrapped"
"""A response whose one member is the root element itself (Smithy ``s3UnwrappedXmlOutput``)."""


@dataclass(frozen=True)
class XmlForm:
    """How a root element is written and read: its tag, and its value in both views.

    ``names`` are what the root may be called, where the model says so.
    """

    tag: Tag
    value: XmlValue
    body: BodyValue
    names: tuple[str, ...]

    def write(self, value: Any) -> Content:
        """The document of a value in the API view."""
        return Content(write_xml(encode_bounded_xml(self.value, value, self.tag)), XML)

    def read(self, root: XmlElement) -> Any:
        """The API view of a root element. Raises UnreadableError."""
        return decode_bounded(self.body, self.value.tree(root))

    def deviations(self, root: XmlElement) -> Iterator[Deviation]:
        """Another name or namespace of the root, and what its value deviates by."""
        if self.names and root.name not in self.names:
            yield other_root(root, self.tag.name)
        if self.tag.namespace is not None:
            yield from other_namespace(root, self.tag.namespace, ())
        yield from self.value.deviations(root, ())


@dataclass(frozen=True)
class XmlMembersBody:
    """An element around all members that are bound to no other place.

    ``elsewhere`` are the names of the members that are; any further name is unknown and travels in
    the element. ``always``: there is an element without members as well.
    """

    form: XmlForm
    elsewhere: frozenset[str]
    always: bool
    has_members: bool
    unwrapped: Member | None = None

    def encode(self, params: Mapping[str, Any]) -> Content:
        """The element of the given members; no body where there are none, unless it is due."""
        given = {key: value for key, value in params.items() if key not in self.elsewhere}
        if self.unwrapped is not None:
            name = self.unwrapped.name
            return self.form.write(given.get(name) if given.keys() <= {name} else given)
        if not given and not (self.always and self.has_members):
            return Content()
        return self.form.write(given)

    def decode(self, body: bytes) -> dict[str, Any]:
        """The members; no body is an empty object. A body that is not described is not read."""
        if not body or not self.has_members:
            return {}
        value = within("body", lambda each: self._read(parsed_xml(each)), body)
        return value if isinstance(value, dict) else {}

    def _read(self, root: XmlElement) -> Any:
        return decode_bounded(self.form.body, self.tree(root))

    def tree(self, root: XmlElement) -> Any:
        """The members by wire name."""
        if self.unwrapped is not None:
            return {self.unwrapped.wire_name: root.text} if root.text else {}
        return self.form.value.tree(error_element(root) or root)

    def deviations(self, root: XmlElement) -> Iterator[Deviation]:
        """What the tree does not show."""
        if self.has_members:
            yield from self.form.deviations(root)


@dataclass(frozen=True)
class XmlPayload:
    """A payload that is an element: a structure, a union, a list or a map."""

    name: str
    form: XmlForm
    elsewhere: frozenset[str]

    def encode(self, params: Mapping[str, Any]) -> Content:
        """The element; no body where there is none. Unknown members of the parameters join it."""
        strange = {key: each for key, each in params.items() if key not in self.elsewhere}
        given = strange.pop(self.name, {} if strange else None)
        if given is None:
            return Content()
        if strange and isinstance(given, Mapping):
            given = {**given, **strange}
        return self.form.write(given)

    def decode(self, body: bytes) -> dict[str, Any]:
        """The payload under its name; absent where there is no body."""
        if not body:
            return {}
        return {self.name: within("body", lambda each: self.form.read(parsed_xml(each)), body)}

    def tree(self, root: XmlElement) -> Any:
        """The tree of the payload."""
        return self.form.value.tree(root)

    def deviations(self, root: XmlElement) -> Iterator[Deviation]:
        """What the tree does not show."""
        return self.form.deviations(root)


@lru_cache(maxsize=8)
def parsed_xml(body: bytes) -> XmlElement:
    """The root element of a body, remembered: a body is read by several checks."""
    return parse_xml(body)


def error_element(root: XmlElement) -> XmlElement | None:
    """The ``Error`` element of an error document, in an ``ErrorResponse`` or on its own."""
    if root.name == "Error":
        return root
    return root.child("Error") if root.name == "ErrorResponse" else None


def encode_bounded_xml(value: XmlValue, given: Any, tag: Tag) -> XmlElement:
    """Encode. Raises ValueError for a value that nests too deep for the interpreter."""
    try:
        return value.encode(given, tag)
    except RecursionError:
        raise ValueError("the value nests too deep to be encoded") from None


@dataclass(frozen=True)
class XmlBodies:
    """Makes the bodies of messages.

    ``namespace`` is that of documents whose schema states none. ``always``: a message that may have
    body members has a body even without them.
    """

    timestamps: TimestampFormat
    namespace: str = ""
    always: bool = False

    def body(self, bindings: Bindings, locations: frozenset[str]) -> Body:
        """The body of a message whose members may be bound to some locations outside of it."""
        if bindings.payload is not None:
            return self._payload(bindings, bindings.payload, locations)
        inside, root = bindings.outside(locations), Shape.of(bindings.root)
        unwrapped = inside[0] if bindings.root.get(UNWRAPPED) and len(inside) == 1 else None
        compiler = XmlCompiler(bindings.root, self.timestamps)
        name = str(bindings.root.get("x-xml-name") or root.name)
        name = name if unwrapped is None else unwrapped.wire_name
        form = XmlForm(
            tag=self._tag(name, root),
            value=compiler.structure(inside, root)
            if unwrapped is None
            else compiler.value(unwrapped.shape),
            body=BodyCompiler(bindings.root, self.timestamps).structure(inside),
            names=(name,) if "x-xml-name" in bindings.root else (),
        )
        elsewhere = frozenset(each.name for each in bindings.at(*locations))
        return XmlMembersBody(form, elsewhere, self.always, bool(inside), unwrapped)

    def _payload(self, bindings: Bindings, payload: Member, locations: frozenset[str]) -> Body:
        shape = payload.shape
        match payload_kind(payload):
            case "events":
                documents = XmlDocuments(bindings.root, self.timestamps)
                return StreamPayload(payload.name, EventStream.of(shape, documents))
            case "blob":
                required = payload.name in Shape.of(bindings.root).required
                return BlobPayload(payload.name, required or shape.is_streaming)
            case "text":
                return TextPayload(payload.name)
        # The member's name goes before that of its shape (botocore's serializer).
        stated = (shape.stated_wire_name, shape.schema.get("x-xml-name"))
        names = tuple(filter(None, (*stated, shape.name)))
        form = XmlForm(
            self._tag(next(iter(names), payload.name), shape),
            XmlCompiler(bindings.root, self.timestamps).value(shape),
            BodyCompiler(bindings.root, self.timestamps).value(shape),
            names=names if any(stated) else (),
        )
        elsewhere = frozenset(each.name for each in bindings.at(*locations))
        return XmlPayload(payload.name, form, elsewhere)

    def _tag(self, name: str, shape: Shape) -> Tag:
        tag = Tag.of(name, shape.schema)
        return replace(tag, namespace=tag.namespace or self.namespace or None)
