"""The parameters of an operation: members in labels, the query string and headers."""

from __future__ import annotations

from typing import Any

from shapeproof.contract.model import Operation
from shapeproof.wire.members import Bindings, Member
from shapeproof.wire.openapi.paths import Place
from shapeproof.wire.openapi.schemas import SchemaPool
from shapeproof.wire.openapi.values import value_schema
from shapeproof.wire.query_string import split_query

_NOT_LISTED = frozenset({"accept", "authorization", "content-type"})
"""Headers that OpenAPI describes elsewhere; a parameter of such a name is ignored (4.8.12)."""
_PLACES = {"uri": "path", "querystring": "query", "header": "header", "headers": "header"}
_STYLES = {"path": "simple", "query": "form", "header": "simple"}

Parameters = list[dict[str, Any]]


def parameters_of(
    operation: Operation, place: Place, pool: SchemaPool
) -> tuple[Parameters, Parameters]:
    """The parameters, and in the same form those that OpenAPI cannot say.

    The latter are headers that have a place of their own in OpenAPI, and maps whose keys are header
    names (``x-prefix``). Constants in the template's query string are parameters with one value.
    """
    bindings = Bindings.of(operation.request)
    said = [_parameter(bindings, each, place, pool) for each in bindings.at("uri")]
    said += _constants(place)
    said += [_parameter(bindings, each, place, pool) for each in bindings.at("querystring")]
    headers = bindings.at("header")
    listed = [each for each in headers if each.wire_name.lower() not in _NOT_LISTED]
    said += [_parameter(bindings, each, place, pool) for each in listed]
    others = [each for each in headers if each not in listed]
    unsaid = [_parameter(bindings, each, place, pool) for each in others]
    for each in bindings.at("headers"):
        unsaid.append({**_parameter(bindings, each, place, pool), "x-prefix": True})
    return said, unsaid


def _parameter(
    bindings: Bindings, member: Member, place: Place, pool: SchemaPool
) -> dict[str, Any]:
    where = _PLACES[member.location]
    name = place.labels.get(member.wire_name, member.wire_name)
    name = name if where == "path" else member.wire_name
    schema = value_schema(bindings.root, member, pool)
    deprecated = schema.pop("deprecated", False)
    many = schema.get("type") in ("array", "object")
    required = where == "path" or member.name in bindings.root.get("required", ())
    return {
        "name": name,
        "in": where,
        **({"required": True} if required else {}),
        **({"deprecated": True} if deprecated else {}),
        **({"style": _STYLES[where], "explode": where == "query"} if many else {}),
        **({"x-member": member.name} if member.name != name else {}),
        **({"x-greedy": True} if where == "path" and name in place.greedy else {}),
        "schema": schema,
    }


def _constants(place: Place) -> Parameters:
    return [
        {
            "name": name,
            "in": "query",
            "required": True,
            **({} if value else {"allowEmptyValue": True}),
            "schema": {"type": "string", "enum": [value]},
        }
        for name, value in split_query(place.template.query)
    ]
