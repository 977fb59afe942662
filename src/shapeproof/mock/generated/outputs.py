"""Outputs: plain legal values, with what is known of a resource in the places that describe it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.page_places import page_tokens, paginator_of
from shapeproof.contract.pointer import Tokens, parse, replaced
from shapeproof.contract.shape import BODY, Kind, Shape
from shapeproof.generate.client.reading import readable
from shapeproof.generate.values.plain import PlainValues
from shapeproof.mock.generated.fitting import UNFIT, Valued, fitted
from shapeproof.mock.generated.names import describes, name_within, plain_name, singular
from shapeproof.mock.generated.records import Record
from shapeproof.mock.generated.states import KnownStates

_DEEPEST = 5
_MORE = frozenset({"istruncated", "hasmore", "hasmoreresults", "hasmoreitems", "truncated",
                   "hasmoredata", "moreresults", "hasmoredeliverystreams", "hasmoretags",
                   "hasmorestreams"})  # fmt: skip
_GENERAL = frozenset({"name", "arn", "id", "type", "status", "state", "key", "value", "version",
                      "description", "mode", "tags", "enabled", "path"})  # fmt: skip
"""Names that mean something else in each structure."""
_CHOSEN = frozenset({"arn", "id"})

Choose = Callable[[Record, str, Shape], Any]
"""Chooses an identifier for a record: its member's name and shape."""


@dataclass(frozen=True)
class Outputs:
    """Makes the outputs of a contract's operations."""

    contract: Contract
    choose: Choose
    writable: Callable[[Record], frozenset[str]]
    _plain: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    _states: dict[str, KnownStates] = field(default_factory=dict, repr=False)

    def plain(self, operation: Operation) -> dict[str, Any]:
        """All members but page tokens, so that every listing has one page."""
        found = self._plain.get(operation.name)
        if found is None:
            found = self._plain[operation.name] = self._made(operation)
        return found

    def _made(self, operation: Operation) -> dict[str, Any]:
        paginator = paginator_of(self.contract, operation.name)
        stated = self.contract.paginators.get(operation.name)
        paths = [path for each in (paginator, stated) if each for path in each.output_tokens]
        tokens = page_tokens(operation.response) | {each.partition(".")[0] for each in paths}
        # A token may lie within what holds the items (``StreamDescription.Shards[-1].ShardId``).
        nested = {each.partition(".")[0] for each in paths if "." in each}
        tokens = (tokens - nested) | {each.rpartition(".")[2] for each in paths if "[" not in each}
        states = self._states.setdefault("", KnownStates(self.contract))
        made = PlainValues(
            operation.response,
            full=True,
            left_out=frozenset(tokens),
            known=lambda at, shape: (
                self._events(operation, at, shape) or states.known(operation.name, at, shape)
            ),
        ).value()
        return _on_the_last_page(operation.response_shape, readable(operation.response, made))

    def _events(self, operation: Operation, tokens: Tokens, shape: Shape) -> Sequence[Any]:
        """The event that a stream holds: the first one that is no error."""
        if len(tokens) != 1 or shape.kind is not Kind.EVENT_STREAM:
            return ()
        errors = self.contract.errors
        for name, member in sorted(shape.item.members.items()):
            if name not in errors and member.name not in errors:
                return ([{name: PlainValues(operation.response).value(member)}],)
        return ([],)

    def of(self, operation: Operation, record: Record, params: Mapping[str, Any]) -> dict[str, Any]:
        """The output that shows a record; what it does not know repeats the parameters."""
        plain = self.repeated(operation, params)
        shown = self.shown(operation.response_shape, plain, record)
        return readable(operation.response, shown)

    def least(self, operation: Operation) -> dict[str, Any]:
        """The smallest output: that of what nobody has set."""
        return readable(operation.response, PlainValues(operation.response).value())

    def repeated(self, operation: Operation, params: Mapping[str, Any]) -> dict[str, Any]:
        """An output that repeats the parameters that it has members for."""
        output = dict(self.plain(operation))
        request, members = operation.request_shape, operation.response_shape.members
        for name in output.keys() & params.keys():
            value = fitted(members[name], Valued(params[name], request.member(name)))
            if value is not UNFIT:
                output[name] = value
        return readable(operation.response, output)

    def placed(
        self, operation: Operation, output: Any, places: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The output with values at places; a place without a slash is a top-level member."""
        for place, value in places.items():
            tokens = parse(place) if place.startswith("/") else (place,)
            try:
                output = replaced(output, tokens, value)
            except (ValueError, TypeError, AttributeError, IndexError):
                continue
        return dict(output)

    def shown(self, shape: Shape, plain: Any, record: Record, depth: int = 0) -> Any:
        """A structure that describes a record; ``plain`` has what is not known of it."""
        if not isinstance(plain, dict) or shape.is_union:
            return plain
        made: dict[str, Any] = {}
        for name, member in shape.members.items():
            value = self._member(shape, name, member, plain, record, depth)
            if value is not UNFIT:
                made[name] = value
        return made

    def _member(
        self,
        shape: Shape,
        name: str,
        member: Shape,
        plain: Mapping[str, Any],
        record: Record,
        depth: int,
    ) -> Any:
        known = record.find(name)
        if known is not None:
            value = fitted(member, known)
            if value is not UNFIT:
                return value
        is_chosen = name_within(record.resource.name, name) in _CHOSEN
        if is_chosen and member.kind is Kind.STRING and known is None and name in plain:
            return self.choose(record, name, member)
        inner = self._inner(name, member, plain.get(name), record, depth)
        if inner is not None:
            return inner
        optional = name not in shape.required and member.location == BODY
        if optional and plain_name(name) in self.writable(record):
            return UNFIT  # nobody has written it
        if member.is_structure and not member.is_union and isinstance(plain.get(name), dict):
            return self._with_exact(member, plain[name], record)
        return plain.get(name, UNFIT)

    def _inner(self, name: str, member: Shape, plain: Any, record: Record, depth: int) -> Any:
        """A member that describes the record, or holds what does; None for any other."""
        if depth >= _DEEPEST or not plain:
            return None
        if member.is_list and member.item.is_structure and not member.item.is_union:
            if isinstance(plain, list) and self._is_about(record, name, member.item):
                return [self.shown(member.item, plain[0], record, depth=depth + 1)]
            if isinstance(plain, list) and self._holds(member.item, record, depth + 1):
                return [self._passed(member.item, plain[0], record, depth + 1)]
            return None
        if not member.is_structure or member.is_union:
            return None
        if self._is_about(record, name, member):
            return self.shown(member, plain, record, depth=depth + 1)
        if self._holds(member, record, depth + 1):
            return self._passed(member, plain, record, depth + 1)
        return None

    def _with_exact(self, shape: Shape, plain: dict[str, Any], record: Record) -> dict[str, Any]:
        """A part of a description: what was written under the same name is repeated there."""
        made = dict(plain)
        for name, member in shape.members.items():
            known = record.values.get(name)
            if known is None or plain_name(name) in _GENERAL or member.kind is Kind.UNKNOWN:
                continue
            value = fitted(member, known)
            if value is not UNFIT:
                made[name] = value
        return made

    def _passed(self, shape: Shape, plain: Any, record: Record, depth: int) -> Any:
        """A structure that is not about the record, with those in it that are."""
        made = dict(plain)
        for name, member in shape.members.items():
            inner = self._inner(name, member, plain.get(name), record, depth)
            if inner is not None:
                made[name] = inner
        return made

    def _holds(self, shape: Shape, record: Record, depth: int) -> bool:
        """Whether a structure holds one that is about the record."""
        if depth >= _DEEPEST or (shape.definition is None and depth > 2):
            return False
        for name, member in shape.members.items():
            inner = member.item if member.is_list else member
            if not inner.is_structure or inner.is_union:
                continue
            if self._is_about(record, name, inner) or self._holds(inner, record, depth + 1):
                return True
        return False

    def _is_about(self, record: Record, name: str, shape: Shape) -> bool:
        kind = record.resource.name
        if describes(kind, singular(plain_name(name))) or describes(kind, shape.name or ""):
            return True
        own = {name_within(kind, each) for each in record.resource.identifiers}
        general = own <= {"name", "id", "arn"}
        return bool(own) and not general and own <= {name_within(kind, e) for e in shape.members}


def _on_the_last_page(shape: Shape, output: dict[str, Any], depth: int = 0) -> dict[str, Any]:
    """The output, saying that nothing follows; a level deeper as well."""
    made = dict(output)
    for name, member in shape.members.items():
        if name not in made:
            continue
        if member.kind is Kind.BOOLEAN and plain_name(name) in _MORE:
            made[name] = False
        elif member.is_structure and not depth and isinstance(made[name], dict):
            made[name] = _on_the_last_page(member, made[name], 1)
    return made
