"""The accepted calls of one test, and which values a later call has from an earlier one.

A value that the server chose is a link to the output that had it first; an identifier that the
test chose is a link to the parameters of the call that created the resource.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.contract.model import Contract
from shapeproof.contract.pointer import Tokens, texts_in
from shapeproof.contract.shape import Shape
from shapeproof.contract.shape_walks import walk_value

_MOST_VALUES = 20_000
_CERTAIN = 6
"""Characters of a text that is no coincidence. A shorter one needs members of the same name."""


@dataclass(frozen=True)
class RecordedCall:
    """An accepted call; its parameters may hold links to earlier ones.

    ``features`` are what its parameters exercise: the members that are there, and enum values.
    """

    service: str
    operation: str
    params: Mapping[str, Any] = field(compare=False)
    features: frozenset[str]
    key: str
    steps: int
    """How many calls must come before it."""


@dataclass(frozen=True)
class RecordedLink:
    """Stands for a value of an earlier call: of its output, or of its parameters."""

    call: RecordedCall
    tokens: Tokens
    of_input: bool


@dataclass
class Tape:
    """What is known of the accepted calls of a test so far."""

    _returned: dict[tuple[str, str], RecordedLink] = field(default_factory=dict)
    _created: dict[tuple[str, str], RecordedLink] = field(default_factory=dict)
    _given: set[tuple[str, str]] = field(default_factory=set)

    def linked(self, contract: Contract, operation: str, params: Mapping[str, Any]) -> Any:
        """The parameters with links in place of values of earlier calls."""
        own = own_places(contract, operation, params)
        shape = contract.operations[operation].request_shape

        def changed(at: Shape, value: Any, tokens: Tokens) -> Any:
            if isinstance(value, Mapping):
                return {
                    key: changed(at.member(key), each, (*tokens, key))
                    for key, each in value.items()
                }
            if isinstance(value, list):
                return [changed(at.item, each, (*tokens, "*")) for each in value]
            if not isinstance(value, str) or "enum" in at.schema or at.is_timestamp:
                return value
            found = self._link(contract.service, value, tokens)
            if found is None or (tokens in own and found.call.operation == operation):
                return value
            return found

        return changed(shape, params, ())

    def _link(self, service: str, value: str, tokens: Tokens) -> RecordedLink | None:
        found = self._returned.get((service, value))
        if found is not None and (len(value) >= _CERTAIN or _same_name(found.tokens, tokens)):
            return found
        return self._created.get((service, value))

    def add(
        self, contract: Contract, call: RecordedCall, params: Mapping[str, Any], output: Any
    ) -> None:
        """Note a call that was accepted, with its parameters as they were, without links."""
        service = contract.service
        self._given |= {(service, text) for text in texts_in(params)}
        for tokens, value in own_places(contract, call.operation, params).items():
            # The latest one: the others may be removed again.
            self._created[service, value] = RecordedLink(call, tokens, of_input=True)
        shape = contract.operations[call.operation].response_shape
        for place in walk_value(shape, output):
            text = place.value
            if not isinstance(text, str) or not text or "enum" in place.shape.schema:
                continue
            key = service, text
            if key not in self._given and len(self._returned) < _MOST_VALUES:
                tokens = tuple(str(each) for each in place.tokens)
                self._returned.setdefault(key, RecordedLink(call, tokens, of_input=False))


def own_places(contract: Contract, operation: str, params: Mapping[str, Any]) -> dict[Tokens, str]:
    """Where a request names the resource that it creates, and the name.

    That is a member, or one of the same name in a structure (``DatabaseInput/Name``).
    """
    found: dict[Tokens, str] = {}
    inner = [(name, each) for name, each in params.items() if isinstance(each, Mapping)]
    for member in _own_members(contract, operation):
        places: list[tuple[Tokens, Any]] = [((member,), params.get(member))]
        places += [((name, member), each.get(member)) for name, each in inner]
        for tokens, value in places:
            if isinstance(value, str) and value:
                found[tokens] = value
                break
    return found


def _own_members(contract: Contract, operation: str) -> frozenset[str]:
    """The members in which an operation's request names the resource that it creates."""
    found = contract.lifecycle.created_by(operation)
    if found is None:
        return frozenset()
    resource, writer = found
    names = contract.lifecycle.own_identifiers(resource) or resource.identifiers[-1:]
    chosen = (name for name in names if name not in resource.generated)
    return frozenset(writer.member_of(name) for name in chosen)


def links_in(value: Any) -> Iterator[RecordedLink]:
    """The links within parameters."""
    if isinstance(value, RecordedLink):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from links_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from links_in(each)


def _same_name(one: Tokens, other: Tokens) -> bool:
    return one[-1].lower() == other[-1].lower()
