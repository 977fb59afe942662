"""A typed view of schemas: what a schema describes, and what it holds.

A ``Shape`` is a schema together with the document that its references point into. Shapes of one
document are made when they are first needed, each once, so that a schema which contains itself is a
finite graph of shapes, and looking at a shape again costs nothing. Documents must not change.

Every accessor is total: what a schema does not describe is an ``unknown`` shape, which describes
anything and has no members.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from shapeproof.contract.identity_cache import IdentityCache
from shapeproof.contract.pointer import join
from shapeproof.contract.resolve import NULL, Schema, definition_of, other_than_null, resolve
from shapeproof.contract.stated_traits import StatedTraits

BODY = "body"
"""The location of a member that is bound to no other part of a message."""

_UNKNOWN: Schema = {}
_NO_MEMBERS: Mapping[str, Any] = {}


class Kind(StrEnum):
    """What a schema describes, in the words of Smithy's simple and aggregate types."""

    STRUCTURE = "structure"
    UNION = "union"
    MAP = "map"
    LIST = "list"
    EVENT_STREAM = "event stream"
    DOCUMENT = "document"
    """Any JSON value."""
    JSON_TEXT = "JSON text"
    """A JSON value that travels as text in a header."""
    TIMESTAMP = "timestamp"
    BLOB = "blob"
    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    UNKNOWN = "anything"


@dataclass(frozen=True, eq=False, repr=False)
class Shape(StatedTraits):
    """A schema of a document. Shapes are compared by identity.

    ``raw`` is the schema as it stands in the document. One shape may be that of several members, so
    it knows neither its own name nor whether it is required: ask the shape that holds it.
    """

    root: Schema
    raw: Schema
    _document: _Document

    @staticmethod
    def of(root: Schema, schema: Schema | None = None) -> Shape:
        """The shape of a document, or of a schema that is a part of that document."""
        document = _documents(root)
        return document.shape(root if schema is None else schema)

    def __repr__(self) -> str:
        return f"Shape({self.name or self.definition or self.kind})"

    # What it is.

    @cached_property
    def schema(self) -> Schema:
        """The schema with its reference followed; its own annotations win.

        A choice between null and one other schema is that other schema.
        """
        resolved = resolve(self.root, self.raw)
        choice = other_than_null(resolved)
        if choice is None:
            return resolved
        around = {key: value for key, value in resolved.items() if key != "anyOf"}
        return {**resolve(self.root, choice), **around}

    @cached_property
    def definition(self) -> str | None:
        """The name of the definition that it refers to, None where it is written out in place."""
        return definition_of(self.raw) or definition_of(other_than_null(self.raw) or _UNKNOWN)

    @property
    def name(self) -> str | None:
        """The name of the structure in the model."""
        found = self.schema.get("x-shape")
        return None if found is None else str(found)

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The JSON types that it states, without ``null``."""
        stated = self.schema.get("type", ())
        listed = (stated,) if isinstance(stated, str) else stated
        return tuple(each for each in listed if each != "null") or tuple(listed)

    @property
    def type(self) -> str | None:
        """The JSON type, None where it states none or several."""
        return self.types[0] if len(self.types) == 1 else None

    @cached_property
    def kind(self) -> Kind:
        """What it describes."""
        schema = self.schema
        for keyword, kind in _MARKED_KINDS:
            if schema.get(keyword):
                return kind
        return _KINDS.get(self.type or "", Kind.UNKNOWN)

    @cached_property
    def is_structure(self) -> bool:
        """Whether it has members: a structure or a union."""
        return self.type == "object" and not self.schema.get("x-map")

    @cached_property
    def is_union(self) -> bool:
        """Whether exactly one of its members is present."""
        return bool(self.schema.get("x-union"))

    @cached_property
    def is_map(self) -> bool:
        """Whether it is a map."""
        return bool(self.schema.get("x-map"))

    @cached_property
    def is_list(self) -> bool:
        """Whether it is a list, or a stream of events."""
        return self.type == "array"

    @property
    def is_unknown(self) -> bool:
        """Whether the document says nothing of it."""
        return not self.raw

    @property
    def is_nullable(self) -> bool:
        """Whether null is a value of it (wire view of what sparse lists and maps hold)."""
        return "null" in self.raw.get("type", ()) or NULL in self.raw.get("anyOf", ())

    # What it holds.

    @cached_property
    def members(self) -> Mapping[str, Shape]:
        """The members of a structure or union by name, in the document's order."""
        found = self.schema.get("properties")
        if not found:
            return _NO_MEMBERS
        shape = self._document.shape
        return {name: shape(each) for name, each in found.items()}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The names of the required members."""
        return tuple(self.schema.get("required", ()))

    @cached_property
    def item(self) -> Shape:
        """The elements of a list."""
        return self._part("items")

    @cached_property
    def key(self) -> Shape:
        """The keys of a map."""
        return self._part("propertyNames")

    @cached_property
    def value(self) -> Shape:
        """The values of a map."""
        return self._part("additionalProperties")

    @property
    def element(self) -> Shape | None:
        """The elements of a list or the values of a map, None where it is neither."""
        if self.is_list:
            return self.item
        return self.value if self.is_map else None

    @cached_property
    def choices(self) -> tuple[Shape, ...]:
        """The alternatives of a value on the wire (``anyOf``)."""
        return tuple(self._document.shape(each) for each in self.schema.get("anyOf", ()))

    @property
    def unknown(self) -> Shape:
        """The shape of what the document does not describe."""
        return self._document.unknown

    @property
    def document(self) -> Shape:
        """The shape of the document itself."""
        return self._document.shape(self.root)

    @property
    def definitions(self) -> Mapping[str, Shape]:
        """The definitions of the document by name."""
        return self._document.definitions

    def member(self, name: str) -> Shape:
        """A member of a structure or an entry of a map; unknown where there is none."""
        return self.value if self.is_map else self.members.get(name, self.unknown)

    def child(self, token: str) -> Shape:
        """The shape one step further along a JSON Pointer into a value; unknown for no place."""
        return self.item if self.is_list else self.member(token)

    def at(self, tokens: Sequence[str]) -> Shape:
        """The shape at a place. Raises KeyError where the document describes no such place."""
        shape = self
        for token in tokens:
            shape = shape.child(token)
            if shape.is_unknown:
                raise KeyError(join(tokens))
        return shape

    def _part(self, keyword: str) -> Shape:
        found = self.schema.get(keyword)
        return self._document.shape(found) if isinstance(found, Mapping) else self.unknown

    # What it allows.

    @cached_property
    def enum(self) -> tuple[Any, ...]:
        """The values that are allowed; empty where no list restricts them."""
        return tuple(self.schema.get("enum", ()))

    @property
    def min_count(self) -> int:
        """The smallest number of elements of a list or entries of a map."""
        return int(self.schema.get("minItems" if self.is_list else "minProperties", 0))

    @property
    def max_count(self) -> int | None:
        """The largest number of elements of a list or entries of a map, None for any."""
        found = self.schema.get("maxItems" if self.is_list else "maxProperties")
        return None if found is None else int(found)

    # How it travels.

    @property
    def location(self) -> str:
        """Where a member travels: ``uri``, ``querystring``, ``header`` ...; else ``body``."""
        return str(self.schema.get("x-location", BODY))

    def wire_name(self, name: str) -> str:
        """The name on the wire of a member that is called ``name``."""
        return str(self.schema.get("x-location-name", name))


class _Document:
    """The shapes of one document, each made once."""

    def __init__(self, root: Schema) -> None:
        self.root = root
        self.unknown = Shape(root, _UNKNOWN, self)
        self._shapes: dict[int, Shape] = {id(_UNKNOWN): self.unknown}

    def shape(self, schema: Schema) -> Shape:
        """The shape of a schema of the document; it keeps the schema alive."""
        found = self._shapes.get(id(schema))
        if found is None:
            found = self._shapes.setdefault(id(schema), Shape(self.root, schema, self))
        return found

    @cached_property
    def definitions(self) -> Mapping[str, Shape]:
        """The definitions by name."""
        return {name: self.shape(each) for name, each in self.root.get("$defs", {}).items()}


_documents: IdentityCache[Schema, _Document] = IdentityCache(_Document, 1024)

_MARKED_KINDS = (
    ("x-document", Kind.DOCUMENT),
    ("x-jsonvalue", Kind.JSON_TEXT),
    ("x-eventstream", Kind.EVENT_STREAM),
    ("x-map", Kind.MAP),
    ("x-union", Kind.UNION),
    ("x-timestamp", Kind.TIMESTAMP),
    ("x-blob", Kind.BLOB),
)
_KINDS: Mapping[str, Kind] = {
    "object": Kind.STRUCTURE,
    "array": Kind.LIST,
    "string": Kind.STRING,
    "integer": Kind.INTEGER,
    "number": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
    "null": Kind.NULL,
}
