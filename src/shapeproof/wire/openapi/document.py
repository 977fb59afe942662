"""A whole contract as one OpenAPI document (OpenAPI Specification 3.1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shapeproof.contract.model import Contract, Operation
from shapeproof.exceptions import UnsupportedProtocol
from shapeproof.wire.openapi.contents import request_body
from shapeproof.wire.openapi.links import links_of
from shapeproof.wire.openapi.paths import OperationPath, parameters_of, places_of
from shapeproof.wire.openapi.responses import ErrorResponses, success_responses
from shapeproof.wire.openapi.schemas import SchemaPool

VERSION = "3.1.1"
PROTOCOLS = ("rest-json",)
"""The protocols that OpenAPI has words for and that are written here."""
SERVER = "http://127.0.0.1:5000"
"""Where a mock listens by default."""

_SIGNATURE = {
    "type": "apiKey",
    "in": "header",
    "name": "Authorization",
    "description": "AWS Signature Version 4. A mock asks for none.",
    "x-amazon-apigateway-authtype": "awsSigv4",
}


def openapi_document(contract: Contract) -> dict[str, Any]:
    """The OpenAPI 3.1 document of a service: what travels, with names and encodings of the wire.

    Operations that share path and method have separate paths, distinguished by a fragment
    (``/apikeys#ImportApiKeys``). Equal contracts give equal documents. Raises UnsupportedProtocol
    for services whose operations have no paths.
    """
    if contract.protocol not in PROTOCOLS:
        raise UnsupportedProtocol(contract.service, contract.protocol, PROTOCOLS)
    writer = _Writer(contract, places_of(contract.operations), SchemaPool())
    paths: dict[str, dict[str, Any]] = {}
    for name, place in sorted(writer.places.items()):
        operation = contract.operations[name]
        paths.setdefault(place.path, {})[place.method] = writer.operation(operation, place)
    document = {
        "openapi": VERSION,
        "info": {
            "title": contract.full_name,
            "version": contract.api_version,
            "x-serviceId": contract.service_id,
        },
        "servers": [{"url": SERVER}],
        "security": [{}, {"hmac": []}],
        "paths": paths,
        "components": {
            "responses": writer.errors.named,
            "securitySchemes": {"hmac": _SIGNATURE},
        },
    }
    schemas, finished = writer.pool.finish(document)
    finished["components"]["schemas"] = schemas
    return finished


@dataclass(frozen=True)
class _Writer:
    contract: Contract
    places: Mapping[str, OperationPath]
    pool: SchemaPool

    @cached_property
    def errors(self) -> ErrorResponses:
        """The errors that operations share."""
        return ErrorResponses(self.pool)

    def operation(self, operation: Operation, place: OperationPath) -> dict[str, Any]:
        """The Operation Object."""
        listed, unlisted = parameters_of(operation, place, self.pool)
        body = request_body(operation, self.pool)
        links = links_of(self.contract, operation, self.places)
        errors = self.errors.of(self.contract.errors_of(operation))
        return {
            "operationId": operation.name,
            "summary": operation.name,
            **({"deprecated": True} if operation.deprecated else {}),
            **({"parameters": listed} if listed else {}),
            **({"x-header-members": unlisted} if unlisted else {}),
            **({"requestBody": body} if body else {}),
            "responses": {**success_responses(operation, links, self.pool), **errors},
        }
