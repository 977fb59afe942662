"""The shapes that a Smithy service uses, as botocore's documents state them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.compile.smithy.ast import RawShape, SmithyModel
from shapeproof.compile.smithy.traits import (
    HTTP_ANSWER_TRAITS,
    HTTP_MEMBER_TRAITS,
    JSON_MEMBER_TRAITS,
    MEMBER_TRAITS,
    REST_PROTOCOLS,
    SHAPE_TRAITS,
    XML_MEMBER_TRAITS,
    XML_PROTOCOLS,
    XML_SHAPE_TRAITS,
    Raw,
    text_of_enum,
    written,
)
from shapeproof.contract.pointer import join
from shapeproof.exceptions import BrokenContract

_JSON_TEXT = "application/json"
_PLAIN = frozenset({"boolean", "string", "blob", "timestamp", "integer", "long", "float", "double",
                    "byte", "short", "bigInteger", "bigDecimal"})  # fmt: skip
_BOUNDS = dict.fromkeys(("min", "max"), ("smithy.api#length", "smithy.api#range"))
_VALUES = _PLAIN | {"structure", "union", "list", "set", "map", "enum", "intEnum", "document"}


class ShapeWriter:
    """Writes shapes under their names in the service, each with all that it refers to."""

    def __init__(
        self,
        model: SmithyModel,
        protocol: str,
        renamed: Mapping[str, str],
        *,
        with_query_errors: bool,
        with_statuses: bool,
        namespace: Mapping[str, str] | None = None,
    ) -> None:
        self._model = model
        self._renamed = renamed
        self._with_query_errors = with_query_errors
        self._with_statuses = with_statuses
        self._namespace = namespace
        self._is_xml = protocol in XML_PROTOCOLS
        self._is_rest = protocol in REST_PROTOCOLS
        self._is_rest_xml = protocol == "rest-xml"
        tables = [MEMBER_TRAITS]
        if self._is_xml:
            tables.append(XML_MEMBER_TRAITS)
        elif self._is_rest:
            tables.append(JSON_MEMBER_TRAITS)
        self._member_tables = (*tables, HTTP_MEMBER_TRAITS) if self._is_rest else tuple(tables)
        self._answer_tables = (*tables, HTTP_ANSWER_TRAITS) if self._is_rest else tuple(tables)
        self._shape_tables = (SHAPE_TRAITS, XML_SHAPE_TRAITS) if self._is_xml else (SHAPE_TRAITS,)
        self._names: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._todo: list[str] = []
        self._events: set[str] = set()
        self._answers: set[str] = set()
        self.shapes: dict[str, Raw] = {}

    def write_rest(self, namespace: str) -> None:
        """Write the shapes of a namespace that nothing refers to, as botocore's documents do."""
        for shape_id, shape in self._model.shapes.items():
            if shape_id.startswith(f"{namespace}#") and shape["type"] in _VALUES:
                self.refer(shape_id, join(["shapes", shape_id]))

    def refer(self, shape_id: str, place: str, *, is_answer: bool = False) -> str:
        """The name of a shape, which is written if it was not yet. Raises BrokenContract.

        ``is_answer``: an output or error, which bindings to the path and the query do not concern.
        """
        if is_answer:
            self._answers.add(shape_id)
        shape = self._model.shape(shape_id, place)
        if shape["type"] in ("service", "operation", "resource"):
            reason = f"{shape_id} is of the type {shape['type']}, not one of values"
            raise BrokenContract(self._model.path, place, reason, "correct the model")
        self._name(shape_id)
        while self._todo:
            each = self._todo.pop()
            found = self._model.shape(each, place)
            self.shapes[self._names[each]] = self._written(each, found)
        for name in self._events:
            self.shapes[name]["event"] = True
        return self._names[shape_id]

    def place_of(self, name: str, keyword: str) -> str:
        """The pointer of the trait that a keyword of a shape was written from."""
        shape_id = self._ids.get(name, name)
        traits = self._model.shapes.get(shape_id, {}).get("traits", {})
        trait = _BOUNDS.get(keyword, (f"smithy.api#{keyword}",))
        found = next((each for each in trait if each in traits), None)
        return join(["shapes", shape_id, *(["traits", found] if found else [])])

    def _name(self, shape_id: str) -> str:
        if shape_id not in self._names:
            plain = name = self._renamed.get(shape_id, shape_id.partition("#")[2])
            number = 2
            while name in self._ids:  # simple shapes and lists may share a name (Smithy "service")
                name, number = f"{plain}{number}", number + 1
            self._names[shape_id], self._ids[name] = name, shape_id
            self._todo.append(shape_id)
        return self._names[shape_id]

    def _written(self, shape_id: str, shape: RawShape) -> Raw:
        traits = shape.get("traits", {})
        raw = written(traits, *self._shape_tables)
        match shape["type"]:
            case "structure":
                raw |= self._structure(shape_id, shape) | self._error(traits)
            case "union":
                raw |= self._structure(shape_id, shape)
                raw["eventstream" if "smithy.api#streaming" in traits else "union"] = True
                if "eventstream" in raw:
                    self._mark_events(shape_id, shape)
            case "list" | "set":
                member = self._member(["shapes", shape_id, "member"], shape["member"])
                raw |= {"type": "list", "member": member}
            case "map":
                raw["type"] = "map"
                for part in ("key", "value"):
                    raw[part] = self._member(["shapes", shape_id, part], shape[part])
            case "enum":
                raw |= {"type": "string", "enum": [_enum_value(*each) for each in _items(shape)]}
            case "intEnum":
                raw["type"] = "integer"
            case "document":
                raw |= {"type": "structure", "members": {}, "document": True}
            case kind if kind in _PLAIN:
                raw["type"] = kind
                if kind == "blob" and "smithy.api#streaming" in traits:
                    raw["streaming"] = True
            case kind:
                raise BrokenContract(
                    self._model.path, join(["shapes", shape_id, "type"]),
                    f"a {kind} is no shape of values", "correct the model",
                )  # fmt: skip
        return raw

    def _structure(self, shape_id: str, shape: RawShape) -> Raw:
        raw: Raw = {"type": "structure", "members": {}}
        required = []
        for name, member in shape.get("members", {}).items():
            traits = member.get("traits", {})
            raw["members"][name] = self._member(["shapes", shape_id, "members", name], member)
            if "smithy.api#required" in traits:
                required.append(name)
            if "smithy.api#httpPayload" in traits and self._is_rest:
                raw["payload"] = name
        return raw | ({"required": required} if required else {})

    def _member(self, place: list[str], member: RawShape) -> Raw:
        """A reference: the name of its target, and what the traits of the member become."""
        target, traits = member["target"], member.get("traits", {})
        found = self._model.shape(target, join([*place, "target"]))
        tables = self._answer_tables if place[1] in self._answers else self._member_tables
        raw: Raw = {"shape": self._name(target)} | written(traits, *tables)
        if raw.get("location") == "uri":
            raw["locationName"] = place[-1]
        media = (found.get("traits", {}) | traits).get("smithy.api#mediaType")
        if found["type"] == "string" and media == _JSON_TEXT:
            raw["jsonvalue"] = True
        is_asked = place[1] not in self._answers
        if self._is_rest_xml and is_asked and "smithy.api#httpPayload" in traits:
            raw = self._root(target, found) | raw
        return raw

    def _root(self, shape_id: str, shape: RawShape) -> Raw:
        """The root element of a body (Smithy "XML bindings"): of a structure by itself."""
        if shape["type"] not in ("structure", "union"):
            return {}
        named = {"locationName": self._renamed.get(shape_id, shape_id.partition("#")[2])}
        spaced = {"xmlNamespace": dict(self._namespace)} if self._namespace else {}
        return named | spaced | written(shape.get("traits", {}), XML_SHAPE_TRAITS)

    def body_root(self, shape_id: str, place: str) -> Raw:
        """The root element of a request whose body are the members that are bound to no place."""
        shape = self._model.shape(shape_id, place)
        bound = {*HTTP_MEMBER_TRAITS, "smithy.api#httpPayload"}
        members = [each.get("traits", {}) for each in shape.get("members", {}).values()]
        is_payload = any("smithy.api#httpPayload" in each for each in members)
        if is_payload or all(bound & each.keys() for each in members):
            return {}
        return self._root(shape_id, shape)

    def _mark_events(self, shape_id: str, shape: RawShape) -> None:
        """Note which structures are events (Smithy "event streams"): those of the union."""
        for name, member in shape.get("members", {}).items():
            place = join(["shapes", shape_id, "members", name, "target"])
            traits = self._model.shape(member["target"], place).get("traits", {})
            if "smithy.api#error" not in traits:
                self._events.add(self._name(member["target"]))

    def _error(self, traits: Mapping[str, Any]) -> Raw:
        """What makes a structure an error (Smithy ``error``, ``httpError``, ``awsQueryError``)."""
        blamed = traits.get("smithy.api#error")
        if blamed is None:
            return {}
        query = traits.get("aws.protocols#awsQueryError", {}) if self._with_query_errors else {}
        status = query.get("httpResponseCode", traits.get("smithy.api#httpError"))
        status = status if self._with_statuses else None
        error = {"code": query.get("code"), "httpStatusCode": status}
        raw: Raw = {"exception": True}
        if stated := {key: each for key, each in error.items() if each is not None}:
            raw["error"] = stated | ({"senderFault": True} if blamed == "client" else {})
        return raw | ({"fault": True} if blamed == "server" else {})


def _items(shape: RawShape) -> Any:
    return shape.get("members", {}).items()


def _enum_value(name: str, member: RawShape) -> str:
    """The value of a member of an enum: its name, if it states none. Raises TypeError."""
    return text_of_enum(member.get("traits", {}).get("smithy.api#enumValue", name))
