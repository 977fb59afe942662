"""What a service model states, and what a contract states, counted independently of one another.

A fact is a tuple: where (the structure's name, the path below one of its members), what, and the
value. Both sides are walked by code of their own: the model's by shape names, the contract's by
its schemas. Nothing here is taken from ``shapeproof.compile``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Fact = tuple[Any, ...]
_STRING, _ITEMS, _PROPERTIES = "Length", "Items", "Properties"
_KINDS = {
    "integer": "integer", "long": "integer", "short": "integer", "float": "number",
    "double": "number", "boolean": "boolean", "string": "string", "character": "string",
    "timestamp": "timestamp", "blob": "blob", "list": "list", "map": "map",
}  # fmt: skip
_FLAGS = (
    ("sensitive", "x-sensitive"), ("flattened", "x-flattened"), ("deprecated", "deprecated"),
    ("streaming", "x-streaming"), ("sparse", "x-sparse"),
)  # fmt: skip
_MEMBER_FLAGS = (
    ("idempotencyToken", "x-idempotency-token"), ("hostLabel", "x-host-label"),
    ("xmlAttribute", "x-xml-attribute"), ("eventpayload", "x-event-payload"),
    ("eventheader", "x-event-header"), ("location", "x-location"),
    ("locationName", "x-location-name"), ("queryName", "x-query-name"),
)  # fmt: skip


def roots_of_model(model: Mapping[str, Any]) -> Iterator[str]:
    """The shapes that messages start from: inputs, outputs and errors."""
    for operation in model["operations"].values():
        for part in ("input", "output"):
            if part in operation:
                yield operation[part]["shape"]
        yield from (error["shape"] for error in operation.get("errors", ()))
    yield from (name for name, shape in model["shapes"].items() if shape.get("exception"))


def facts_of_model(model: Mapping[str, Any]) -> set[Fact]:
    """The facts of all structures that a message can hold, and of all errors."""
    shapes = model["shapes"]
    facts: set[Fact] = set()
    todo, seen = list(roots_of_model(model)), set[str]()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        shape = shapes[name]
        if shape["type"] != "structure" or shape.get("document"):
            continue
        facts.add((name, "structure"))
        facts.update((name, "required", each) for each in set(shape.get("required", ())))
        facts.update((name, trait) for trait in ("union", "eventstream") if shape.get(trait))
        if shape.get("payload"):
            facts.add((name, "payload", shape["payload"]))
        for member, reference in shape.get("members", {}).items():
            named = shapes[reference["shape"]].get("locationName", False)
            stated = {"locationName": named, **reference, **_named_by_item(model, reference)}
            for trait, annotation in _MEMBER_FLAGS:
                if stated.get(trait, False) is not False:
                    facts.add((name, member, annotation, stated[trait]))
            todo += _model_member(shapes, reference, (name, member), facts)
    return facts


def _named_by_item(model: Mapping[str, Any], reference: Mapping[str, Any]) -> Mapping[str, Any]:
    """In XML, the name of the elements of a list that is flattened by itself, where it has one."""
    shape = model["shapes"][reference["shape"]]
    is_flat = shape["type"] == "list" and shape.get("flattened")
    if not is_flat or model["metadata"]["protocol"] not in ("rest-xml", "query", "ec2"):
        return {}
    return {key: each for key, each in shape["member"].items() if key == "locationName"}


def _model_member(
    shapes: Mapping[str, Any], reference: Mapping[str, Any], place: Fact, facts: set[Fact]
) -> list[str]:
    """Note the facts of a member down to the next structures, which are returned."""
    shape = shapes[reference["shape"]] | {
        trait: reference[trait] for trait in ("enum", "min", "max", "pattern") if trait in reference
    }
    for trait, annotation in _FLAGS:
        if shape.get(trait) or reference.get(trait):
            facts.add((*place, annotation))
    kind = shape["type"]
    if kind == "structure":
        is_document = bool(shape.get("document"))
        facts.add((*place, "document" if is_document else "structure", reference["shape"]))
        return [] if is_document else [reference["shape"]]
    facts.add((*place, "type", _KINDS[kind]))
    if shape.get("enum"):
        facts.add((*place, "enum", tuple(dict.fromkeys(shape["enum"]))))
    for bound in ("min", "max", "pattern"):
        if bound in shape:
            facts.add((*place, bound, shape[bound]))
    if kind == "list":
        return _model_member(shapes, shape["member"], (*place, "[]"), facts)
    if kind == "map":
        return [
            *_model_member(shapes, shape["key"], (*place, "{}key"), facts),
            *_model_member(shapes, shape["value"], (*place, "{}"), facts),
        ]
    return []


def facts_of_contract(schemas: Iterator[Mapping[str, Any]]) -> set[Fact]:
    """The facts of all structures in the documents of a contract.

    Structures that stand in several places must state the same in each: their facts are united.
    """
    facts: set[Fact] = set()
    seen: set[int] = set()
    for root in schemas:
        _walk(root, root, facts, seen)
    return facts


def _walk(
    root: Mapping[str, Any], schema: Mapping[str, Any], facts: set[Fact], seen: set[int]
) -> None:
    todo = [schema, *root.get("$defs", {}).values()]
    while todo:
        current = todo.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if current.get("x-eventstream"):
            name = current["items"]["x-shape"]
            facts.add((name, "eventstream"))
            todo.append(current["items"])
        elif current.get("x-shape") and current.get("type") == "object":
            todo += _structure(root, current, facts)
        elif current.get("type") == "array":
            todo.append(current["items"])
        elif current.get("x-map"):
            todo += [current["propertyNames"], current["additionalProperties"]]


def _structure(
    root: Mapping[str, Any], schema: Mapping[str, Any], facts: set[Fact]
) -> list[Mapping[str, Any]]:
    name = schema["x-shape"]
    facts.add((name, "structure"))
    if "x-required-origin" not in schema:
        stated = schema.get("required", schema.get("x-traits", {}).get("required", ()))
        facts.update((name, "required", each) for each in stated)
    if schema.get("x-union") and (name, "eventstream") not in facts:
        facts.add((name, "union"))
    if "x-payload" in schema:
        facts.add((name, "payload", schema["x-payload"]))
    found: list[Mapping[str, Any]] = []
    for member, inner in schema["properties"].items():
        for _, annotation in _MEMBER_FLAGS:
            if annotation in inner:
                facts.add((name, member, annotation, inner[annotation]))
        found += _member(root, inner, (name, member), facts)
    return found


def _kind(schema: Mapping[str, Any]) -> str:
    if schema.get("x-document"):
        return "document"
    if schema.get("x-map"):
        return "map"
    if schema.get("x-timestamp"):
        return "timestamp"
    if schema.get("x-blob"):
        return "blob"
    if schema.get("x-jsonvalue"):
        return "string"
    return {"array": "list", "object": "structure"}.get(schema["type"], schema["type"])


def _member(
    root: Mapping[str, Any], schema: Mapping[str, Any], place: Fact, facts: set[Fact]
) -> list[Mapping[str, Any]]:
    target = schema
    if "$ref" in schema:
        target = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        schema = {**target, **schema}
    for _, annotation in _FLAGS:
        if schema.get(annotation):
            facts.add((*place, annotation))
    kind = _kind(schema)
    if schema.get("x-eventstream"):
        facts.add((*place, "structure", schema["items"]["x-shape"]))
        return [target]
    if kind in ("structure", "document"):
        facts.add((*place, kind, schema.get("x-shape")))
        return [] if kind == "document" else [target]
    facts.add((*place, "type", kind))
    if "enum" in schema:
        facts.add((*place, "enum", tuple(schema["enum"])))
    _bounds(schema, kind, place, facts)
    if kind == "list":
        return _member(root, schema["items"], (*place, "[]"), facts)
    if kind == "map":
        return [
            *_member(root, schema["propertyNames"], (*place, "{}key"), facts),
            *_member(root, schema["additionalProperties"], (*place, "{}"), facts),
        ]
    return []


_NAMES = {
    "string": ("minLength", "maxLength"),
    "list": ("minItems", "maxItems"),
    "map": ("minProperties", "maxProperties"),
    "blob": ("x-min-bytes", "x-max-bytes"),
    "integer": ("minimum", "maximum"),
    "number": ("minimum", "maximum"),
}


def _bounds(schema: Mapping[str, Any], kind: str, place: Fact, facts: set[Fact]) -> None:
    for trait, keyword in zip(("min", "max"), _NAMES.get(kind, ()), strict=False):
        if keyword in schema:
            facts.add((*place, trait, schema[keyword]))
    pattern = schema.get("x-pattern-unsupported", schema.get("x-pattern", schema.get("pattern")))
    if pattern is not None:
        facts.add((*place, "pattern", pattern))
