"""A small contract that has one of everything, as documents; each call makes new ones."""

from __future__ import annotations

from typing import Any

from shapeproof.contract.pointer import parse, replaced, without

DELETED = object()
"""Stands for a field that is taken out."""

SCHEMA = "https://json-schema.org/draft/2020-12/schema"


def documents() -> dict[str, Any]:
    """All documents of the contract, by file name."""
    return {
        "service.json": _service(),
        "CreateThing.json": _operation("CreateThing", "create_thing", _thing()),
        "GetThing.json": _operation("GetThing", "get_thing", _thing()),
        "DeleteThing.json": _operation("DeleteThing", "delete_thing", _thing()),
        "ListThings.json": _operation("ListThings", "list_things", _thing()),
        "lifecycle.json": _lifecycle(),
    }


def changed(file: str, pointer: str, value: Any) -> dict[str, Any]:
    """The documents with another value at one place, or nothing there."""
    found = documents()
    tokens = parse(pointer)
    if value is DELETED:
        found[file] = without(found[file], tokens)
    else:
        found[file] = replaced(found[file], tokens, value)
    return found


def _thing() -> dict[str, Any]:
    return {
        "$schema": SCHEMA,
        "type": "object",
        "x-shape": "Thing",
        "properties": {
            "Name": {"type": "string", "x-location": "uri", "x-location-name": "name"},
            "Kind": {"type": "string", "enum": ["A", "B"]},
            "Tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
            "ByName": {
                "type": "object",
                "x-map": True,
                "propertyNames": {"type": "string"},
                "additionalProperties": {"type": "number", "minimum": 0},
            },
            "Tree": {"$ref": "#/$defs/Node"},
        },
        "required": ["Name"],
        "$defs": {
            "Node": {"type": "object", "properties": {"Next": {"$ref": "#/$defs/Node"}}},
        },
    }


def _operation(name: str, python_name: str, schema: dict[str, Any]) -> dict[str, Any]:
    error = {
        "$schema": SCHEMA,
        "type": "object",
        "x-shape": "Oops",
        "properties": {"Message": {"type": "string"}},
    }
    return {
        "operation": name,
        "pythonName": python_name,
        "request": schema,
        "response": {"$schema": SCHEMA, "type": "object", "properties": {}},
        "errors": {"Oops": error},
    }


def _service() -> dict[str, Any]:
    def bound(method: str, uri: str) -> dict[str, Any]:
        return {"http": {"method": method, "uri": uri, "status": 200}, "errors": ["Oops"]}

    return {
        "format": 1,
        "service": "sample",
        "apiVersion": "2020-01-01",
        "protocol": "rest-json",
        "fullName": "Sample Service",
        "serviceId": "Sample",
        "metadata": {"signingName": "sample"},
        "operations": {
            "CreateThing": bound("POST", "/things/{name}"),
            "GetThing": bound("GET", "/things/{name}"),
            "DeleteThing": {**bound("DELETE", "/things/{name}"), "deprecated": True},
            "ListThings": bound("GET", "/things"),
        },
        "errors": {"Oops": {"code": "OopsException", "status": 400, "fault": "client"}},
        "paginators": {
            "ListThings": {
                "inputTokens": ["NextToken"],
                "outputTokens": ["NextToken"],
                "resultKeys": ["Things"],
                "limitKey": "MaxResults",
                "moreResults": None,
            }
        },
    }


def _lifecycle() -> dict[str, Any]:
    return {
        "format": 1,
        "reviewed": True,
        "resources": {
            "Thing": {
                "identifiers": ["Name"],
                "makers": [
                    {
                        "operation": "CreateThing",
                        "identifiers": {"Name": "ThingName"},
                        "outputs": {"Name": "Id"},
                        "shows": ["Kind"],
                        "shown_at": {"Kind": "/Config/Kind"},
                    }
                ],
                "readers": [
                    {
                        "operation": "GetThing",
                        "shows": ["Kind"],
                        "repeats": ["Kind"],
                        "contains": {"Things": "Name"},
                        "leaves_out": ["Name"],
                    }
                ],
                "listers": ["ListThings"],
                "removers": ["DeleteThing"],
            },
            "Part": {
                "identifiers": ["Name", "PartId"],
                "generated": ["PartId"],
                "parent": "Thing",
                "single": True,
                "sources": [{"operation": "CreateThing"}],
                "importers": [{"operation": "CreateThing"}],
                "changers": [{"operation": "CreateThing"}],
            },
        },
        "needs": {
            "GetThing": {"resource": "Part", "missing": "refused", "absent": "Thing"},
            "DeleteThing": {"resource": "Thing", "missing": "scoped"},
            "ListThings": {"resource": "Thing", "missing": "open"},
        },
    }
