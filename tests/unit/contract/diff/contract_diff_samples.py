"""Small contracts to compare: one operation, one error, one paginator, one waiter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shapeproof.contract.diff import ContractChange, diff_contracts
from shapeproof.contract.model import (
    Acceptor,
    Contract,
    ErrorContract,
    HttpBinding,
    Operation,
    Paginator,
    Waiter,
)

Schema = dict[str, Any]
STRING: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
NAME: Schema = {"type": "string", "x-location": "uri", "x-location-name": "name"}

OPERATION = Operation(
    name="PutThing",
    python_name="put_thing",
    http=HttpBinding("PUT", "/things/{name}", 200),
    request={"type": "object", "x-shape": "PutThingRequest", "properties": {"Name": NAME}},
    response={"type": "object", "x-shape": "PutThingResponse", "properties": {"Name": STRING}},
    errors=("Oops",),
)
OOPS = ErrorContract(
    "Oops", "Oops", 400, "client", {"type": "object", "x-shape": "Oops", "properties": {}}
)
PAGINATOR = Paginator("PutThing", ("In",), ("Out",), ("Things",), "Max")
WAITER = Waiter("ThingPut", "PutThing", 5, 20, (Acceptor("status", 200, "success"),))
BASE = Contract(
    service="sample",
    api_version="2020-01-01",
    protocol="rest-json",
    full_name="Sample Service",
    service_id="Sample",
    operations={"PutThing": OPERATION},
    errors={"Oops": OOPS},
    paginators={"PutThing": PAGINATOR},
    metadata={"signatureVersion": "v4", "endpointPrefix": "sample"},
    waiters={"ThingPut": WAITER},
)


def kinds(old: Contract, new: Contract) -> list[str]:
    """The rules of all changes, in order."""
    return [change.kind for change in changes(old, new)]


def changes(old: Contract, new: Contract) -> tuple[ContractChange, ...]:
    """All changes."""
    return diff_contracts(old, new).changes


def operation(**fields: Any) -> Contract:
    """The contract with other fields of its operation."""
    return replace(BASE, operations={"PutThing": replace(OPERATION, **fields)})


def traits(protocol: str = "rest-json", **values: Any) -> Contract:
    """The contract with traits of its operation."""
    return replace(operation(traits=values), protocol=protocol)


def metadata(protocol: str = "rest-json", **values: Any) -> Contract:
    """The contract with other metadata."""
    return replace(BASE, protocol=protocol, metadata={**BASE.metadata, **values})


def error(**fields: Any) -> Contract:
    """The contract with other fields of its error."""
    return replace(BASE, errors={"Oops": replace(OOPS, **fields)})


def structure(
    properties: Mapping[str, Any], required: tuple[str, ...] = (), **more: Any
) -> dict[str, Any]:
    """The schema of a structure that has a name."""
    schema: dict[str, Any] = {"type": "object", "x-shape": "Thing", "properties": dict(properties)}
    if required:
        schema["required"] = list(required)
    return schema | more


def message(direction: str, schema: Mapping[str, Any], protocol: str = "rest-json") -> Contract:
    """The contract with another schema of its request or response."""
    changed = operation(**{direction: schema})
    return replace(changed, protocol=protocol)


def member(
    direction: str, schema: Mapping[str, Any] | None, protocol: str = "rest-json"
) -> Contract:
    """The contract with one member M, of this schema, in its request or response; None: without."""
    properties = dict(getattr(OPERATION, direction)["properties"])
    if schema is not None:
        properties["M"] = dict(schema)
    return message(direction, {**getattr(OPERATION, direction), "properties": properties}, protocol)
