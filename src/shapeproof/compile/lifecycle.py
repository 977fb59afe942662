"""Guesses the lifecycle of a service from the names of its operations and members.

A guess: what is found by it weighs less than what a reviewed ``lifecycle.json`` states.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from shapeproof.contract.lifecycle import Lifecycle, Need, Reader, Resource, Writer
from shapeproof.contract.model import Operation

_VERBS = {
    "make": ("Create", "Register", "Put", "Add"),
    "read": ("Get", "Describe"),
    "change": ("Update", "Modify"),
    "list": ("List",),
    "remove": ("Delete", "Deregister", "Remove"),
}
_SUFFIXES = ("Id", "Name", "Arn", "Identifier")


def infer_lifecycle(operations: Mapping[str, Operation]) -> Lifecycle:
    """The resources that names suggest: a noun with a maker and a reader of its own."""
    by_noun: dict[str, dict[str, Operation]] = {}
    for operation in operations.values():
        kind, noun = _split(operation.name)
        if noun:
            by_noun.setdefault(noun, {}).setdefault(kind, operation)
    found = {
        noun: _resource(noun, kinds)
        for noun, kinds in sorted(by_noun.items())
        if "make" in kinds and "read" in kinds
    }
    resources = {name: _with_parent(resource, found) for name, resource in found.items()}
    return Lifecycle(resources, _needs(operations, resources))


def _split(name: str) -> tuple[str, str]:
    for kind, verbs in _VERBS.items():
        for verb in verbs:
            rest = name.removeprefix(verb)
            if rest != name and re.match(r"[A-Z]", rest):
                return kind, _singular(rest) if kind == "list" else rest
    return "", ""


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def _required(operation: Operation) -> tuple[str, ...]:
    return tuple(operation.request.get("required", ()))


def _members(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    members: Mapping[str, Any] = schema.get("properties", {})
    return members


def _resource(noun: str, kinds: Mapping[str, Operation]) -> Resource:
    maker, reader = kinds["make"], kinds["read"]
    identifiers = _required(reader)
    given = _members(maker.request)
    generated = tuple(name for name in identifiers if name not in given)
    outputs = {
        name: output
        for name in generated
        if (output := _output_of(noun, name, maker.response)) not in (None, name)
    }
    return Resource(
        name=noun,
        identifiers=identifiers,
        generated=generated,
        makers=(Writer(maker.name, outputs={k: str(v) for k, v in outputs.items()}),),
        changers=tuple(Writer(kinds[kind].name) for kind in ("change",) if kind in kinds),
        readers=(Reader(reader.name),),
        listers=tuple(kinds[kind].name for kind in ("list",) if kind in kinds),
        removers=tuple(kinds[kind].name for kind in ("remove",) if kind in kinds),
    )


def _output_of(noun: str, identifier: str, response: Mapping[str, Any]) -> str | None:
    members = _members(response)
    if identifier in members:
        return identifier
    for suffix in _SUFFIXES:
        if identifier.endswith(suffix) and noun.endswith(identifier.removesuffix(suffix)):
            short = {"Identifier": "Id"}.get(suffix, suffix)
            if short in members:
                return short
    return None


def _with_parent(resource: Resource, found: Mapping[str, Resource]) -> Resource:
    mine = set(resource.identifiers)
    maker_needs = mine - set(resource.generated)
    candidates = [
        other
        for other in found.values()
        if other.name != resource.name
        and other.identifiers
        and set(other.identifiers) < mine
        and set(other.identifiers) <= maker_needs
    ]
    if not candidates:
        return resource
    parent = max(candidates, key=lambda other: (len(other.identifiers), other.name))
    return Resource(**{**resource.__dict__, "parent": parent.name})


def _needs(
    operations: Mapping[str, Operation], resources: Mapping[str, Resource]
) -> dict[str, Need]:
    makers = {writer.operation: each for each in resources.values() for writer in each.makers}
    needs = {}
    for operation in operations.values():
        if maker := makers.get(operation.name):
            if maker.parent:
                needs[operation.name] = Need(maker.parent)
            continue
        required = set(_required(operation))
        fitting = [
            each
            for each in resources.values()
            if each.identifiers and set(each.identifiers) <= required
        ]
        if fitting:
            best = max(
                fitting, key=lambda each: (_is_about(operation, each), len(each.identifiers))
            )
            needs[operation.name] = Need(best.name)
    return needs


def _is_about(operation: Operation, resource: Resource) -> bool:
    return operation.name.endswith(resource.name)
