"""The paths of operations and their parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.model import Operation
from shapeproof.wire.members import Bindings, Member
from shapeproof.wire.openapi.contents import value_schema
from shapeproof.wire.openapi.schemas import SchemaPool
from shapeproof.wire.rest.uri_template import Label, UriTemplate, split_query


@dataclass(frozen=True)
class OperationPath:
    """An operation's path and method, and the path parameter of each label of its model.

    ``greedy`` are the path parameters that may hold slashes.
    """

    path: str
    method: str
    template: UriTemplate
    labels: Mapping[str, str]
    greedy: frozenset[str] = frozenset()


def places_of(operations: Mapping[str, Operation]) -> dict[str, OperationPath]:
    """The place of each operation, by its name.

    Labels are called as by the first operation that has the path. Of operations with the same path
    and method the first has the plain path, each other one ``#`` and its name after it. First is
    one without constants in the query, then the first by name.
    """
    templates = {name: UriTemplate.parse(operations[name].http.uri) for name in sorted(operations)}
    order = sorted(templates, key=lambda name: bool(templates[name].query))
    names: dict[tuple[str | None, ...], tuple[str, ...]] = {}
    taken: set[tuple[str, str]] = set()
    places: dict[str, OperationPath] = {}
    for name in order:
        template = templates[name]
        own = tuple(each.name for each in _labels(template))
        labels = dict(zip(own, names.setdefault(_form(template), own), strict=True))
        path = _path(template, labels)
        method = operations[name].http.method.lower()
        if (path, method) in taken:
            path = f"{path}#{name}"
        taken.add((path, method))
        greedy = frozenset(labels[each.name] for each in _labels(template) if each.greedy)
        places[name] = OperationPath(path, method, template, labels, greedy)
    return places


def _labels(template: UriTemplate) -> tuple[Label, ...]:
    return tuple(each for each in template.segments if isinstance(each, Label))


def _form(template: UriTemplate) -> tuple[str | None, ...]:
    """The path without the names of its labels."""
    return tuple(None if isinstance(each, Label) else each for each in template.segments)


def _path(template: UriTemplate, labels: Mapping[str, str]) -> str:
    return "/" + "/".join(
        f"{{{labels[each.name]}}}" if isinstance(each, Label) else each
        for each in template.segments
    )


_NOT_LISTED = frozenset({"accept", "authorization", "content-type"})
"""Headers that OpenAPI describes elsewhere; a parameter of such a name is ignored (4.8.12)."""
_PLACES = {"uri": "path", "querystring": "query", "header": "header", "headers": "header"}
_STYLES = {"path": "simple", "query": "form", "header": "simple"}

Parameters = list[dict[str, Any]]


def parameters_of(
    operation: Operation, place: OperationPath, pool: SchemaPool
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
    bindings: Bindings, member: Member, place: OperationPath, pool: SchemaPool
) -> dict[str, Any]:
    where = _PLACES[member.location]
    name = place.labels.get(member.wire_name, member.wire_name)
    name = name if where == "path" else member.wire_name
    schema = value_schema(member, pool)
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


def _constants(place: OperationPath) -> Parameters:
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
