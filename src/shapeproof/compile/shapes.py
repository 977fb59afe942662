"""Shapes of a service model as JSON Schema 2020-12, in the API view.

Facts that a schema cannot express are annotations; docs/reference/contract.md lists them. Each
shape is compiled once, and its schema is shared by all that refer to it: schemas must not be
changed. A trait that is in no table below is kept under ``x-traits``, so that a newer model
loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from shapeproof.compile.definitions import defined_shapes
from shapeproof.compile.scalars import format_at, scalar, stated_format

SHAPE_ANNOTATIONS: Mapping[str, str] = {
    "sensitive": "x-sensitive",
    "deprecated": "deprecated",
    "deprecatedMessage": "x-deprecated-message",
    "deprecatedSince": "x-deprecated-since",
    "payload": "x-payload",
    "flattened": "x-flattened",
    "sparse": "x-sparse",
    "streaming": "x-streaming",
    "requiresLength": "x-requires-length",
    "locationName": "x-xml-name",
    "xmlNamespace": "x-xml-namespace",
    "xmlOrder": "x-xml-order",
    "wrapper": "x-wrapper",
    "event": "x-event",
    "synthetic": "x-synthetic",
}
"""The annotations of a shape's traits."""

MEMBER_ANNOTATIONS: Mapping[str, str] = {
    "sensitive": "x-sensitive",
    "location": "x-location",
    "locationName": "x-location-name",
    "queryName": "x-query-name",
    "deprecated": "deprecated",
    "deprecatedMessage": "x-deprecated-message",
    "deprecatedSince": "x-deprecated-since",
    "flattened": "x-flattened",
    "streaming": "x-streaming",
    "idempotencyToken": "x-idempotency-token",
    "hostLabel": "x-host-label",
    "contextParam": "x-context-param",
    "xmlAttribute": "x-xml-attribute",
    "xmlNamespace": "x-xml-namespace",
    "eventpayload": "x-event-payload",
    "eventheader": "x-event-header",
}
"""The annotations of the traits of a reference to a shape: a member, an element, a key."""

CONSTRAINTS = frozenset({"enum", "min", "max", "pattern"})
"""Traits of a shape that a reference to it may narrow."""

LEFT_OUT: Mapping[str, str] = {
    "documentation": "prose; it is what makes up most of a model, and constrains nothing",
    "box": "how some languages' clients write that a value is absent; here all members may be",
}
"""Traits that no contract has, and why."""

_BY_SCHEMA = frozenset(
    {
        "type", "members", "required", "union", "document", "eventstream", "member", "key",
        "value", "timestampFormat", "jsonvalue", "shape",
        # The traits of errors are in service.json.
        "error", "exception", "fault", "retryable",
        *CONSTRAINTS,
    }
)  # fmt: skip
_SHAPE_KNOWN = frozenset({*SHAPE_ANNOTATIONS, *LEFT_OUT, *_BY_SCHEMA})
_MEMBER_KNOWN = frozenset({*MEMBER_ANNOTATIONS, *LEFT_OUT, *_BY_SCHEMA})
SILENT = frozenset({"shape", *LEFT_OUT})
"""The traits of a reference that add nothing to the shape it refers to."""


def shape_annotations(shape: Mapping[str, Any]) -> dict[str, Any]:
    """The annotations of a shape's traits."""
    return _annotations(shape, SHAPE_ANNOTATIONS, _SHAPE_KNOWN)


def member_annotations(member: Mapping[str, Any]) -> dict[str, Any]:
    """The annotations of the traits of a reference."""
    found = _annotations(member, MEMBER_ANNOTATIONS, _MEMBER_KNOWN)
    if "timestampFormat" in member:
        found["x-timestamp-format"] = stated_format(member["timestampFormat"])
    return found


def _annotations(
    raw: Mapping[str, Any], names: Mapping[str, str], known: frozenset[str]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for trait, value in raw.items():
        if trait in names:
            if value is not False:
                found[names[trait]] = value
        elif trait not in known:
            found.setdefault("x-traits", {})[trait] = value
    return found


RawShape = Mapping[str, Any]

_XML_PROTOCOLS = frozenset({"query", "ec2", "rest-xml"})
_EXACTLY_ONE = {"x-union": True, "minProperties": 1, "maxProperties": 1}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class ShapeCompiler:
    """Compiles the shapes of one service model; the protocol decides how timestamps travel."""

    def __init__(self, shapes: Mapping[str, RawShape], protocol: str = "rest-json") -> None:
        self._shapes = shapes
        self._protocol = protocol
        self._schemas: dict[str, dict[str, Any]] = {}
        self._uses: dict[str, frozenset[str]] = {}
        self._references: dict[str, dict[str, Any]] = {}

    @cached_property
    def defined(self) -> frozenset[str]:
        """The shapes that become ``$defs``."""
        return defined_shapes(self._shapes)

    def document(self, name: str) -> dict[str, Any]:
        """The schema of a shape that stands alone: with ``$schema`` and the ``$defs`` it needs."""
        body = {"$schema": DIALECT, **self._schema(name)}
        todo, needed = set(self._uses[name]), set[str]()
        while todo:
            each = todo.pop()
            needed.add(each)
            self._schema(each)
            todo |= self._uses[each] - needed
        if needed:
            body["$defs"] = {each: self._schemas[each] for each in sorted(needed)}
        return body

    def _schema(self, name: str) -> dict[str, Any]:
        """The schema of a shape, in place; ``_uses`` gets the ``$defs`` that it refers to."""
        found = self._schemas.get(name)
        if found is None:
            used: set[str] = set()
            found = self._compiled(name, self._shapes[name], used)
            self._schemas[name] = found
            self._uses[name] = frozenset(used)
        return found

    def _refer(self, name: str, used: set[str]) -> dict[str, Any]:
        if name in self.defined:
            used.add(name)
            return self._references.setdefault(name, {"$ref": f"#/$defs/{name}"})
        schema = self._schema(name)
        used |= self._uses[name]
        return schema

    def _compiled(self, name: str, shape: RawShape, used: set[str]) -> dict[str, Any]:
        match shape["type"]:
            case "structure":
                schema = self._structure(name, shape, used)
            case "list":
                items = self._member(shape["member"], used)
                schema = {"type": "array", "items": items}
                _bound(shape, schema, "Items")
            case "map":
                schema = {
                    "type": "object",
                    "x-map": True,
                    "propertyNames": self._member(shape["key"], used),
                    "additionalProperties": self._member(shape["value"], used),
                }
                _bound(shape, schema, "Properties")
            case _:
                schema = scalar(shape, self._protocol)
        return schema | shape_annotations(shape)

    def _structure(self, name: str, shape: RawShape, used: set[str]) -> dict[str, Any]:
        if shape.get("document"):
            return {"x-document": True, "x-shape": name}
        members = shape.get("members", {})
        schema: dict[str, Any] = {
            "type": "object",
            "x-shape": name,
            "properties": {key: self._member(members[key], used) for key in sorted(members)},
        }
        required = sorted({key for key in shape.get("required", ()) if key in members})
        if shape.get("eventstream"):
            event = schema | _EXACTLY_ONE
            if required:  # of the stream as a whole; an event has one member, whichever
                event["x-traits"] = {"required": required}
            return {"type": "array", "x-eventstream": True, "items": event}
        if required:
            schema["required"] = required
        return schema | _EXACTLY_ONE if shape.get("union") else schema

    def _member(self, member: RawShape, used: set[str]) -> dict[str, Any]:
        """The schema of a reference: that of its shape, with what the reference adds."""
        name = member["shape"]
        schema = self._refer(name, used)
        shape = self._shapes[name]
        element = None if shape["type"] == "structure" else shape.get("locationName")
        if element is not None and "locationName" not in member:
            member = {**member, "locationName": element}
        if self._protocol in _XML_PROTOCOLS and (item := self._flat_item_name(member)):
            member = {**member, "locationName": item}
        if SILENT.issuperset(member):
            return schema
        if not CONSTRAINTS.isdisjoint(member):
            narrowed = {key: member[key] for key in CONSTRAINTS & member.keys()}
            schema = self._compiled(name, {**self._shapes[name], **narrowed}, used)
        location = member.get("location")
        added = self._timestamps(name, schema, location) | member_annotations(member)
        if member.get("jsonvalue"):
            if location == "header":
                added["x-jsonvalue"] = True
                schema = {key: schema[key] for key in schema if key != "type"}
            else:
                # A string like any other, for SDKs as well.
                added["contentMediaType"] = "application/json"
        return schema | added if added else schema

    def _flat_item_name(self, member: RawShape) -> str | None:
        """The name of the elements of a list that is flattened by itself, if it names them.

        It goes before the name of the member (botocore's serializers and parsers). Where the member
        flattens a list, it names the elements (Smithy ``xmlFlattened`` trait).
        """
        shape = self._shapes[member["shape"]]
        if not shape.get("flattened") or shape["type"] != "list":
            return None
        named: str | None = shape["member"].get("locationName")
        return named

    def _timestamps(
        self, name: str, schema: dict[str, Any], location: str | None
    ) -> dict[str, Any]:
        """The formats of timestamps that travel outside of the body, if their shape states none."""
        default = format_at(location)
        if default is None:
            return {}
        shape = self._shapes[name]
        if shape["type"] == "list" and "items" in schema:  # not one that contains itself
            below = self._timestamps(shape["member"]["shape"], schema["items"], location)
            return {"items": schema["items"] | below} if below else {}
        if shape["type"] != "timestamp" or "timestampFormat" in shape:
            return {}
        return {"x-timestamp-format": default}


def _bound(shape: RawShape, schema: dict[str, Any], noun: str) -> None:
    for trait in ("min", "max"):
        if trait in shape:
            schema[trait + noun] = shape[trait]
