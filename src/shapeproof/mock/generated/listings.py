"""Where an answer lists the resources of a kind, and which of them a request asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.lifecycle import Resource
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.page_places import list_path, paginator_of
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Kind, Shape
from shapeproof.mock.generated.names import describes, name_within, plain_name, singular
from shapeproof.mock.generated.records import Record

_DEEPEST = 4
_ELEMENT = "0"


@dataclass(frozen=True)
class ListPlace:
    """The place of a list in an answer: its tokens (``0`` for elements on the way), its elements.

    ``identifier`` is set where the elements are identifiers and not structures.
    """

    tokens: Tokens
    item: Shape
    identifier: str | None = None


def list_place(
    contract: Contract, operation: Operation, resource: Resource, own: tuple[str, ...]
) -> ListPlace | None:
    """Where an operation lists resources whose own identifiers are ``own``; None for nowhere."""
    paginator = paginator_of(contract, operation.name)
    paged = list_path(operation, paginator) if paginator else None
    found = [*_lists(operation.response_shape, ())]
    ranked = [
        (_rank(resource, own, tokens, shape.item), tuple(tokens) == tuple((paged or "").split(".")))
        for tokens, shape in found
    ]
    best = max(range(len(found)), key=lambda at: (ranked[at], -len(found[at][0])), default=None)
    if best is None or not ranked[best][0]:
        return None
    tokens, shape = found[best]
    item = shape.item
    return ListPlace(tokens, item, own[-1] if item.kind is Kind.STRING and own else None)


def _lists(shape: Shape, tokens: Tokens) -> Iterator[tuple[Tokens, Shape]]:
    """The lists in an answer that are not too deep."""
    if len(tokens) > _DEEPEST:
        return
    if shape.is_list:
        if shape.kind is Kind.LIST:
            yield tokens, shape
            yield from _lists(shape.item, (*tokens, _ELEMENT))
    elif shape.is_structure and not shape.is_union:
        for name, member in shape.members.items():
            yield from _lists(member, (*tokens, name))


def listed_names(operation: Operation) -> frozenset[str]:
    """The names of the structures that an answer lists."""
    found = (shape.item.name for _, shape in _lists(operation.response_shape, ()))
    return frozenset(name for name in found if name)


def _rank(resource: Resource, own: tuple[str, ...], tokens: Tokens, item: Shape) -> int:
    """How surely the elements of a list are resources of the kind; 0 for not at all."""
    listed = singular(plain_name(tokens[-1])) if tokens[-1] != _ELEMENT else ""
    about = describes(resource.name, listed)
    if item.kind is Kind.STRING:
        names = {plain_name(name) for name in own[-1:]}
        return 2 if about or (listed and listed in names) else 0
    if not item.is_structure or item.is_union:
        return 0
    named = describes(resource.name, item.name or "")
    members = {name_within(resource.name, name) for name in item.members}
    wanted = {name_within(resource.name, name) for name in own}
    has_all = bool(wanted) and wanted <= members
    return 4 * (named and has_all) + 2 * has_all + (2 * (named and bool(members)) + about)


@dataclass(frozen=True)
class Filters:
    """Which records a request asks for, by the values that it gives."""

    resource: Resource
    params: Mapping[str, Any]
    ignored: frozenset[str] = frozenset()
    """Members that ask for nothing: tokens and page sizes."""

    def takes(self, record: Record, item: Any) -> bool:
        """Whether a record, listed as ``item``, is asked for."""
        return all(
            self._fits(record, item, name, value)
            for name, value in self.params.items()
            if name not in self.ignored
        )

    def _fits(self, record: Record, item: Any, name: str, value: Any) -> bool:
        if isinstance(value, str | int) and not isinstance(value, bool):
            return self._equals(record, item, name, value) and self._begins(record, name, value)
        if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
            known = self._known(record, item, singular(plain_name(name)))
            return known is None or known in value or record_is_named(record, value)
        if isinstance(value, list) and value:
            return all(self._passes(record, item, each) for each in value)
        return True

    def _equals(self, record: Record, item: Any, name: str, value: Any) -> bool:
        known = self._known(record, item, name)
        return known is None or known == value or record_is_named(record, [value])

    def _begins(self, record: Record, name: str, value: Any) -> bool:
        plain = plain_name(name)
        if not plain.endswith("prefix") or not isinstance(value, str):
            return True
        stem = plain.removesuffix("prefix") or plain_name(record.resource.identifiers[-1])
        found = record.find(stem)
        known = found.value if found is not None else None
        return not isinstance(known, str) or known.startswith(value)

    def _passes(self, record: Record, item: Any, each: Any) -> bool:
        """A filter as a structure of a name and values, as EC2 and others have it."""
        if not isinstance(each, Mapping):
            return True
        parts = {plain_name(name): value for name, value in each.items()}
        name, values = parts.get("name") or parts.get("key"), parts.get("values")
        if not isinstance(name, str) or not isinstance(values, list):
            return True
        known = self._known(record, item, name)
        return known is None or known in values

    def _known(self, record: Record, item: Any, name: str) -> Any:
        """The scalar that a listed resource has under a name; None where it has none."""
        plain = plain_name(name)
        if isinstance(item, Mapping):
            for own, value in item.items():
                if plain_name(own) == plain and isinstance(value, str | int):
                    return value
        names = self.resource.with_aliases(record.identifiers)
        return next((value for own, value in names.items() if plain_name(own) == plain), None)


def record_is_named(record: Record, values: list[Any]) -> bool:
    """Whether one of some values is an identifier or the ARN of a record."""
    made = (each for each in record.made.values())
    return any(each in values for each in (*record.identifiers.values(), *made))
