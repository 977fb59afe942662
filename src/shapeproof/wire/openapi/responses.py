"""Successes and modeled errors as OpenAPI responses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shapeproof.contract.model import ErrorContract, Operation, Schema
from shapeproof.wire.aws_json.json_protocols import ERROR_HEADER
from shapeproof.wire.members import Bindings
from shapeproof.wire.openapi.contents import JSON, content_of, value_schema
from shapeproof.wire.openapi.schemas import SchemaPool

_NO_CONTENT = frozenset({204, 205, 304})
"""Statuses whose responses have no body (RFC 9110, 15.3.5, 15.3.6 and 15.4.5)."""

Responses = dict[str, dict[str, Any]]


def success_responses(
    operation: Operation, links: Mapping[str, Any], pool: SchemaPool
) -> Responses:
    """The response of a success, by status.

    Where a member is bound to the status, the server may choose another success as well.
    """
    root, status = operation.response, operation.http.status
    bindings = Bindings.of(root)
    bodiless = status in _NO_CONTENT or operation.http.method == "HEAD"
    content = {} if bodiless else content_of(root, pool)
    prefixed = {each.wire_name: value_schema(each, pool) for each in bindings.at("headers")}
    response = {
        "description": "Success",
        **_headers(root, pool),
        **({"content": content} if content else {}),
        **({"x-prefix-headers": prefixed} if prefixed else {}),
        **({"links": dict(links)} if links else {}),
    }
    chosen = bindings.at("statusCode")
    if not chosen:
        return {str(status): response}
    open_status = {**response, "x-status-member": chosen[0].name}
    return {str(status): open_status, "2XX": open_status}


class ErrorResponses:
    """The modeled errors of operations as responses, each error on its own only once.

    ``named`` are those that operations refer to, by the error's name.
    """

    def __init__(self, pool: SchemaPool) -> None:
        self._pool = pool
        self.named: dict[str, dict[str, Any]] = {}

    def of(self, errors: Iterable[ErrorContract]) -> Responses:
        """Errors by status; those that have none count as 400 or, if they are the server's, 500."""
        by_status: dict[int, list[ErrorContract]] = {}
        for error in errors:
            status = error.status or (500 if error.fault == "server" else 400)
            by_status.setdefault(status, []).append(error)
        return {str(status): self._response(by_status[status]) for status in sorted(by_status)}

    def _response(self, errors: list[ErrorContract]) -> dict[str, Any]:
        first, *others = errors
        if others:
            return _error(errors, self._pool)
        if first.name not in self.named:
            self.named[first.name] = _error(errors, self._pool)
        return {"$ref": f"#/components/responses/{first.name}"}


def _error(errors: list[ErrorContract], pool: SchemaPool) -> dict[str, Any]:
    """One response for all errors of a status: which one it is, stands in a header."""
    code = {"schema": {"type": "string", "examples": [each.code for each in errors]}}
    headers: dict[str, Any] = {}
    for error in errors:
        headers |= _headers(error.schema, pool, required=len(errors) == 1).get("headers", {})
    other = {name: headers[name] for name in headers if name.lower() != ERROR_HEADER}
    bodies: list[dict[str, Any]] = []
    for body in (_body(error, pool) for error in errors):
        bodies += [] if body in bodies else [body]
    return {
        "description": ", ".join(error.name for error in errors),
        "headers": {ERROR_HEADER: code, **other},
        "content": {JSON: {"schema": bodies[0] if len(bodies) == 1 else {"anyOf": bodies}}},
        "x-errors": [error.name for error in errors],
    }


def _body(error: ErrorContract, pool: SchemaPool) -> dict[str, Any]:
    content = content_of(error.schema, pool)
    schema: dict[str, Any] = content.get(JSON, {}).get("schema", {"type": "object"})
    return schema


def _headers(root: Schema, pool: SchemaPool, *, required: bool = True) -> dict[str, Any]:
    """The members in header fields. Content-Type is none of them: it is the content's key."""
    wanted = set(root.get("required", ())) if required else set()
    headers = {
        each.wire_name: {
            **({"required": True} if each.name in wanted else {}),
            **({"x-member": each.name} if each.name != each.wire_name else {}),
            "schema": value_schema(each, pool),
        }
        for each in Bindings.of(root).at("header")
        if each.wire_name.lower() != "content-type"
    }
    return {"headers": headers} if headers else {}
