"""Contracts made up for OpenAPI documents, and the document's parts by operation."""

import json
from functools import cache
from importlib import resources
from typing import Any

import jsonschema_rs
from openapi_spec_validator import OpenAPIV31SpecValidator

from shapeproof.contract.document import dump
from shapeproof.contract.lifecycle import Lifecycle
from shapeproof.contract.model import Contract, ErrorContract, HttpBinding, Operation, Schema
from shapeproof.wire.openapi import openapi_document

STRING: Schema = {"type": "string"}
TIMESTAMP: Schema = {"type": "string", "format": "date-time", "x-timestamp": True}
BLOB: Schema = {"type": "string", "contentEncoding": "base64", "x-blob": True}
EVENTS: Schema = {"type": "array", "x-eventstream": True, "items": {"type": "object"}}


def at(location: str, name: str, schema: Schema = STRING) -> dict[str, Any]:
    """A member bound to a place outside of the body."""
    return {**schema, "x-location": location, "x-location-name": name}


def structure(shape: str, *required: str, **members: Schema) -> dict[str, Any]:
    """A structure of members."""
    schema: dict[str, Any] = {"type": "object", "x-shape": shape, "properties": members}
    return {**schema, "required": list(required)} if required else schema


def operation(
    name: str = "Do",
    http: str = "POST /thing",
    request: Schema | None = None,
    response: Schema | None = None,
    errors: tuple[str, ...] = (),
    status: int = 200,
) -> Operation:
    """An operation; its input and output have no members where they are not given."""
    method, uri = http.split(" ")
    empty: Schema = {"type": "object", "properties": {}}
    binding = HttpBinding(method, uri, status)
    return Operation(name, name.lower(), binding, request or empty, response or empty, errors)


def error(name: str, status: int | None, fault: str = "client", **members: Schema) -> ErrorContract:
    """A modeled error."""
    return ErrorContract(name, name, status, fault, structure(name, **members))  # type: ignore[arg-type]


def contract(
    *operations: Operation,
    errors: tuple[ErrorContract, ...] = (),
    lifecycle: Lifecycle | None = None,
    protocol: str = "rest-json",
) -> Contract:
    """A service of operations and errors."""
    return Contract(
        "sample", "2020-01-01", protocol, "Sample Service", "Sample",
        operations={each.name: each for each in operations},
        errors={each.name: each for each in errors},
        lifecycle=lifecycle or Lifecycle(),
    )  # fmt: skip


def document(*operations: Operation, **rest: Any) -> dict[str, Any]:
    """The document of operations, found valid and fit for JSON."""
    found = openapi_document(contract(*operations, **rest))
    read: dict[str, Any] = json.loads(dump(found))
    assert defects(read) == []
    return read


def defects(found: dict[str, Any]) -> list[str]:
    """What a validator of OpenAPI documents has against one."""
    return [str(each)[:400] for each in OpenAPIV31SpecValidator(found).iter_errors()]


def breaches(found: dict[str, Any]) -> list[str]:
    """What in a document breaks the schema of such documents: a part of what that validator asks.

    It takes a fiftieth of the time, so that it can be asked of all services.
    """
    return [str(each)[:400] for each in _of_documents().iter_errors(found)]


@cache
def _of_documents() -> jsonschema_rs.Draft202012Validator:
    folder = resources.files("openapi_spec_validator") / "resources" / "schemas" / "v3.1"
    return jsonschema_rs.Draft202012Validator(json.loads((folder / "schema.json").read_text()))


def described(*operations: Operation, **rest: Any) -> dict[str, Any]:
    """The Operation Object of the only, or the first, operation."""
    found = document(*operations, **rest)
    wanted = operations[0].name
    items = (item for path in found["paths"].values() for item in path.values())
    return next(item for item in items if item["operationId"] == wanted)


def body_schemas(*operations: Operation) -> dict[str, Any]:
    """The named schemas of the document."""
    schemas: dict[str, Any] = document(*operations)["components"]["schemas"]
    return schemas
