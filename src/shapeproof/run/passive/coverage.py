"""How much of the contracts of the called services a user's tests have exercised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.shape import Shape
from shapeproof.run.passive.quick import ApiCall

KINDS = ("operations", "members", "enum_values", "errors", "pages")
"""What is counted. Members, enum values and errors are those of called operations; ``pages`` are
operations with pages of which a page after the first was read."""

Key = tuple[str, str, str]
"""An operation (empty for all of the service), a kind, and what it is."""


@dataclass(frozen=True)
class Increment:
    """What a call has added for a service: what there is to exercise, and what was exercised."""

    service: str
    planned: tuple[Key, ...]
    exercised: tuple[Key, ...]


@dataclass
class CoverageCounter:
    """Counts calls, and reports each member, value, error and page once."""

    _planned: dict[tuple[str, str], frozenset[Key]] = field(default_factory=dict)
    _exercised: dict[str, set[Key]] = field(default_factory=dict)

    def count(self, contract: Contract, call: ApiCall) -> Increment | None:
        """What a call adds, or None."""
        operation = contract.operations.get(call.seen.operation)
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
        shape = Shape.of(schema)
        definitions = {f"{side}#{each}": inner for each, inner in shape.definitions.items()}
        for place, root in ({side: shape} | definitions).items():
            for kind, what in _places(root, place):
                yield name, kind, what
    for error in contract.errors_of(operation):
        yield name, "errors", error.code


def _places(shape: Shape, place: str) -> Iterator[tuple[str, str]]:
    """The members and enum values of a shape, up to the definitions that it refers to."""
    if shape.definition is not None:
        return
    for value in shape.enum:
        yield "enum_values", f"{place}={value}"
    for member, inner in shape.members.items():
        yield "members", f"{place}/{member}"
        yield from _places(inner, f"{place}/{member}")
    if shape.element is not None:
        yield from _places(shape.element, f"{place}/*")


def _exercised(contract: Contract, operation: Operation, call: ApiCall) -> Iterator[Key]:
    name = operation.name
    yield name, "operations", name
    params = call.params
    for kind, what in _values(Shape.of(operation.request), params, "request", "request"):
        yield name, kind, what
    if call.seen.failed:
        modeled = contract.error_of(operation, call.seen.code)
        yield name, "errors", (call.seen.code or "") if modeled is None else modeled.code
        return
    for kind, what in _values(Shape.of(operation.response), call.output, "response", "response"):
        yield name, kind, what
    paginator = contract.paginators.get(name)
    if paginator is not None and any(params.get(each) for each in paginator.input_tokens):
        yield name, "pages", "next"


def _values(shape: Shape, value: Any, place: str, side: str) -> Iterator[tuple[str, str]]:
    """The members and enum values that a value has."""
    if shape.definition is not None:
        place = f"{side}#{shape.definition}"
    if isinstance(value, dict):
        yield from _held(shape, value, place, side)
    elif isinstance(value, list) and shape.is_list:
        for each in value:
            yield from _values(shape.item, each, f"{place}/*", side)
    elif shape.enum and isinstance(value, (str, int)):
        yield "enum_values", f"{place}={value}"


def _held(
    shape: Shape, value: Mapping[str, Any], place: str, side: str
) -> Iterator[tuple[str, str]]:
    """What the members of a structure or the values of a map have."""
    for member, inner in shape.members.items():
        if value.get(member) is not None:
            yield "members", f"{place}/{member}"
            yield from _values(inner, value[member], f"{place}/{member}", side)
    if shape.is_map:
        for each in value.values():
            yield from _values(shape.value, each, f"{place}/*", side)
