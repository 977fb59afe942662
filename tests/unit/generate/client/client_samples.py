"""Small made-up services, and the cases of their operations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shapeproof.contract.model import Contract, ErrorContract, HttpBinding, Operation, Schema
from shapeproof.exchange import ClientCase
from shapeproof.generate.client import client_cases
from shapeproof.wire.registry import codec_for
from tests.unit.generate.schema_samples import (
    COLOUR,
    TEXT,
    TIMESTAMP,
    bound,
    contract,
    list_of,
    map_of,
    structure,
)

CODEC = codec_for("rest-json")
ITEM: Schema = structure("Id", Id=TEXT, Size={"type": "integer"}, Colour=COLOUR)
OUTPUT: Schema = structure(
    Name={**TEXT, "x-location-name": "name"},
    Colour=COLOUR,
    Count={"type": "integer"},
    Ratio={"type": "number"},
    Ready={"type": "boolean"},
    Made={**TIMESTAMP, "x-timestamp-format": "unixTimestamp"},
    Items=list_of(ITEM),
    Tags=map_of(TEXT),
    Tag=bound(TEXT, "header", "x-tag"),
    Length=bound({"type": "integer"}, "header", "Content-Length"),
    Status={"type": "integer", "x-location": "statusCode"},
)
REQUEST: Schema = structure("Id", Id=bound(TEXT, "uri", "id"), Name=TEXT, Mode=COLOUR)


def error(name: str, status: int | None, **more: Any) -> ErrorContract:
    """A modeled error with a message and one more member."""
    schema = structure(message=TEXT, Kind=TEXT)
    fault: Any = "server" if (status or 0) >= 500 else "client"
    return ErrorContract(name, name, status, fault, schema, **more)


ERRORS = {
    each.name: each
    for each in (error("Gone", 410), error("Busy", 429), error("Odd", 400, retryable={}))
}


def operation(
    name: str = "MakeThing",
    request: Schema = REQUEST,
    response: Schema = OUTPUT,
    method: str = "POST",
    status: int = 200,
) -> Operation:
    """An operation with the errors of the sample service."""
    http = HttpBinding(method, f"/{name}/{{id}}", status)
    return Operation(name, name.lower(), http, request, response, tuple(ERRORS))


def service(*operations: Operation, **more: Any) -> Contract:
    """A service of some operations."""
    return replace(contract(*operations), errors=ERRORS, **more)


def cases_of(made: Contract, name: str = "MakeThing") -> dict[str, ClientCase]:
    """The cases of an operation by id, without the operation's name."""
    listed = list(client_cases(made, made.operations[name], CODEC))
    found = {each.id.removeprefix(f"{name}:"): each for each in listed}
    assert len(found) == len(listed)
    return found
