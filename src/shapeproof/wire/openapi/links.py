"""How one operation leads to others (OpenAPI Link Object), by the lifecycle of resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.contract.lifecycle import Resource, Writer
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import join
from shapeproof.contract.shape import BODY
from shapeproof.wire.members import Bindings, Member
from shapeproof.wire.openapi.paths import OperationPath

_PLACES = {"uri": "path", "querystring": "query", "header": "header"}


def links_of(
    contract: Contract, operation: Operation, places: Mapping[str, OperationPath]
) -> dict[str, Any]:
    """The links of an operation's success, by the name of the operation that each leads to.

    An operation that makes a resource leads to those that need it, with the identifiers that the
    request or the response holds. Identifiers in the body are members of ``requestBody``, each
    an expression; the rest of that body is the caller's.
    """
    links: dict[str, Any] = {}
    for resource, writer in _made(contract, operation.name):
        known = _known(operation, resource, writer, places[operation.name])
        for name, members in _targets(contract, resource, operation.name).items():
            link = _link(contract.operations[name], places[name], known, members)
            if link is not None and _width(link) > _width(links.get(name, {})):
                links[name] = link
    return dict(sorted(links.items()))


def _made(contract: Contract, operation: str) -> Iterator[tuple[Resource, Writer]]:
    for resource in contract.lifecycle.resources.values():
        for writer in (*resource.makers, *resource.sources):
            if writer.operation == operation:
                yield resource, writer


def _targets(contract: Contract, resource: Resource, creator: str) -> dict[str, Mapping[str, str]]:
    """Operations that need a resource, and how they call its identifiers where it differs."""
    needing = (name for name, need in contract.lifecycle.needs.items()
               if need.resource == resource.name)  # fmt: skip
    readers = (reader.operation for reader in resource.readers)
    names = {*needing, *readers, *resource.listers, *resource.removers} - {creator}
    found: dict[str, Mapping[str, str]] = {name: {} for name in sorted(names)}
    found |= {writer.operation: writer.identifiers for writer in resource.changers}
    return found


def _known(
    operation: Operation, resource: Resource, writer: Writer, place: OperationPath
) -> dict[str, str]:
    """A runtime expression for each identifier that is known once the resource is made."""
    request, response = Bindings.of(operation.request), Bindings.of(operation.response)
    known: dict[str, str] = {}
    for name in resource.identifiers:
        returned = _output(response, writer.outputs.get(name, name))
        given = _input(request, writer.member_of(name), place)
        chosen = name in resource.generated or name in writer.outputs
        expression = (returned or given) if chosen else (given or returned)
        if expression is not None:
            known[name] = expression
    return known


def _input(request: Bindings, name: str, place: OperationPath) -> str | None:
    member = _named(request, name)
    if member is None:
        return None
    if member.location == BODY:
        return None if request.payload else "$request.body#" + join((member.wire_name,))
    parameter = _parameter(member, place)
    return f"$request.{parameter}" if parameter else None


def _output(response: Bindings, name: str) -> str | None:
    member = _named(response, name)
    if member is None or (member.location == BODY and response.payload):
        return None
    if member.location == BODY:
        return "$response.body#" + join((member.wire_name,))
    return f"$response.header.{member.wire_name}" if member.location == "header" else None


def _named(bindings: Bindings, name: str) -> Member | None:
    return next((each for each in bindings.members if each.name == name), None)


def _parameter(member: Member, place: OperationPath) -> str | None:
    """The parameter of a member, with its place before it."""
    where = _PLACES.get(member.location)
    name = place.labels.get(member.wire_name) if where == "path" else member.wire_name
    return f"{where}.{name}" if where else None


def _link(
    target: Operation, place: OperationPath, known: Mapping[str, str], members: Mapping[str, str]
) -> dict[str, Any] | None:
    request = Bindings.of(target.request)
    parameters: dict[str, str] = {}
    body: dict[str, str] = {}
    for name, expression in known.items():
        member = _named(request, members.get(name, name))
        if member is None:
            continue
        if member.location == BODY and request.payload is None:
            body[member.wire_name] = expression
        elif parameter := _parameter(member, place):
            parameters[parameter] = expression
    if not parameters and not body:
        return None
    return {
        "operationId": target.name,
        **({"parameters": parameters} if parameters else {}),
        **({"requestBody": body} if body else {}),
    }


def _width(link: Mapping[str, Any]) -> int:
    return len(link.get("parameters", ())) + len(link.get("requestBody", ()))
