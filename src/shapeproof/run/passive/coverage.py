"""How much of the contracts of the services they called a user's tests have exercised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.contract.model import Contract, Operation, Schema
from shapeproof.contract.resolve import definition_of
from shapeproof.run.checking import api_value
from shapeproof.targets.passive import SeenCall

KINDS = ("operations", "members", "enum_values", "errors", "pages")
"""What is counted. Members, enum values and errors are those of operations that were called; a page
is one after the first, by operation that has pages."""

Key = tuple[str, str, str]
"""An operation (empty for all of the service), a kind, and what it is."""


@dataclass(frozen=True)
class Increment:
    """What a call has added: by service, what there is to exercise, and what was."""

    service: str
    planned: tuple[Key, ...]
    exercised: tuple[Key, ...]


@dataclass
class CoverageCounter:
    """Counts calls, and tells of each thing once."""

    _planned: dict[tuple[str, str], frozenset[Key]] = field(default_factory=dict)
    _exercised: dict[str, set[Key]] = field(default_factory=dict)

    def count(self, contract: Contract, call: SeenCall) -> Increment | None:
        """What a call adds, None where that is nothing."""
        operation = contract.operations.get(call.operation)
        if operation is None:
            return None
        planned = self._newly_planned(contract, operation)
        known = self._planned[contract.service, operation.name]
        exercised = self._exercised.setdefault(contract.service, set())
        fresh = {each for each in _exercised(contract, operation, call) if each in known}
        fresh -= exercised
        exercised |= fresh
        if not planned and not fresh:
            return None
        return Increment(contract.service, tuple(sorted(planned)), tuple(sorted(fresh)))

    def _newly_planned(self, contract: Contract, operation: Operation) -> frozenset[Key]:
        key = contract.service, operation.name
        if key in self._planned:
            return frozenset()
        first = contract.service not in self._exercised
        of_service = frozenset(_of_service(contract))
        self._planned[key] = frozenset(_of_operation(contract, operation)) | of_service
        return self._planned[key] if first else self._planned[key] - of_service


def _of_service(contract: Contract) -> Iterator[Key]:
    for name in contract.operations:
        yield name, "operations", name
    for name in contract.paginators:
        yield name, "pages", "next"


def _of_operation(contract: Contract, operation: Operation) -> Iterator[Key]:
    name = operation.name
    for side, schema in (("request", operation.request), ("response", operation.response)):
        roots = {side: schema} | {
            f"{side}#{each}": inner for each, inner in schema.get("$defs", {}).items()
        }
        for place, root in roots.items():
            for kind, what in _places(root, place):
                yield name, kind, what
    for error in contract.errors_of(operation):
        yield name, "errors", error.code


def _places(schema: Schema, place: str) -> Iterator[tuple[str, str]]:
    """The members and enum values of a schema, up to the definitions it refers to."""
    for value in schema.get("enum", ()):
        yield "enum_values", f"{place}={value}"
    for member, inner in schema.get("properties", {}).items():
        yield "members", f"{place}/{member}"
        yield from _places(inner, f"{place}/{member}")
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), Mapping):
            yield from _places(schema[key], f"{place}/*")


def _exercised(contract: Contract, operation: Operation, call: SeenCall) -> Iterator[Key]:
    name = operation.name
    yield name, "operations", name
    params = api_value(call.params)
    for kind, what in _values(operation.request, operation.request, params, "request", "request"):
        yield name, kind, what
    if call.failed:
        yield name, "errors", call.code or ""
        return
    output = api_value(call.parsed)
    schema = operation.response
    for kind, what in _values(schema, schema, output, "response", "response"):
        yield name, kind, what
    paginator = contract.paginators.get(name)
    if paginator is not None and any(params.get(each) for each in paginator.input_tokens):
        yield name, "pages", "next"


def _values(
    root: Schema, schema: Schema, value: Any, place: str, side: str
) -> Iterator[tuple[str, str]]:
    """The members and enum values that a value has."""
    definition = definition_of(schema)
    if definition is not None:
        yield from _values(root, root["$defs"][definition], value, f"{side}#{definition}", side)
    elif isinstance(value, dict) and "properties" in schema:
        for member, inner in schema["properties"].items():
            if value.get(member) is not None:
                yield "members", f"{place}/{member}"
                yield from _values(root, inner, value[member], f"{place}/{member}", side)
    elif isinstance(value, dict) and isinstance(schema.get("additionalProperties"), Mapping):
        for each in value.values():
            yield from _values(root, schema["additionalProperties"], each, f"{place}/*", side)
    elif isinstance(value, list) and "items" in schema:
        for each in value:
            yield from _values(root, schema["items"], each, f"{place}/*", side)
    elif "enum" in schema and isinstance(value, (str, int)):
        yield "enum_values", f"{place}={value}"
