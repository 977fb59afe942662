"""Optional identifiers that stand for each other, and the members of unions.

Where a model calls ``StreamName`` and ``StreamARN`` optional, a server mostly wants one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.compile.lifecycle.names import stem
from shapeproof.contract.model import Operation
from shapeproof.contract.pointer import Tokens, lookup, without
from shapeproof.contract.shape import Kind, Shape
from shapeproof.generate.cases.places import planted
from shapeproof.generate.values.known import KnownValues
from shapeproof.generate.values.plain import PlainValues
from shapeproof.run.server.identifiers import Sighting, Wanted, kind_of
from shapeproof.run.server.links import Filled, Filler, Link

_MOST = 8
_MOST_BRANCHES = 4
_DEEPEST = 3


@dataclass(frozen=True)
class _Option:
    """One optional identifier, and a value for it."""

    score: int
    tokens: Tokens
    seen: Sighting
    is_list: bool

    @property
    def group(self) -> tuple[Tokens, str]:
        """Options of one group stand for each other: they lie side by side, and name the same."""
        return self.tokens[:-1], stem(self.tokens[-1])

    @property
    def link(self) -> Link:
        return Link((*self.tokens, "0") if self.is_list else self.tokens, self.seen)

    def put(self, operation: Operation, params: Any) -> Any:
        """Parameters with it."""
        value = [self.seen.value] if self.is_list else self.seen.value
        return planted(operation.request, params, self.tokens, value)


def with_identifiers(base: Filled, filler: Filler, left_out: frozenset[str]) -> Iterator[Filled]:
    """The base with one identifier of each group, of any kind; then with a single one."""
    operation = filler.operation
    options = sorted(_options(base.params, filler, left_out), key=lambda each: -each.score)
    if len({each.group for each in options}) > 1:
        for kind in dict.fromkeys(kind_of(each.tokens[-1]) for each in options):
            preferred = sorted(options, key=lambda each: kind_of(each.tokens[-1]) != kind)
            groups = {each.group: each for each in reversed(preferred)}
            yield _with(operation, base, *groups.values())
    for each in options[:_MOST]:
        yield _with(operation, base, each)


def with_one_of_each(
    operation: Operation, params: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    """A full request with one of the optional identifiers that stand for each other."""
    places = [
        (tokens, kind_of(tokens[-1]))
        for tokens in _given(operation.request_shape, params, ())
        if kind_of(tokens[-1])
    ]
    for kind in dict.fromkeys(kind for _, kind in places):
        preferred = sorted(places, key=lambda each: each[1] != kind)
        kept = {(tokens[:-1], stem(tokens[-1])): tokens for tokens, _ in reversed(preferred)}
        changed: Any = params
        for tokens, _ in places:
            if tokens not in kept.values():
                changed = without(changed, tokens)
        if changed != params:
            yield changed


def _given(shape: Shape, params: Any, tokens: Tokens) -> Iterator[Tokens]:
    """The optional members that a request has, in its structures."""
    if not shape.is_structure or not isinstance(params, Mapping) or len(tokens) >= _DEEPEST:
        return
    for name in params:
        if name not in shape.required and not shape.is_union:
            yield (*tokens, name)
        yield from _given(shape.member(name), params[name], (*tokens, name))


def _with(operation: Operation, base: Filled, *options: _Option) -> Filled:
    params: Any = base.params
    for each in options:
        params = each.put(operation, params)
    return Filled(params, (*base.links, *(each.link for each in options)))


def _options(
    params: Mapping[str, Any], filler: Filler, left_out: frozenset[str]
) -> Iterator[_Option]:
    for tokens, shape in _absent(filler.operation.request_shape, params, ()):
        scalar = shape.item if shape.is_list else shape
        place = (*tokens, "0") if shape.is_list else tokens
        if tokens[-1] in left_out or scalar.enum or scalar.is_structure:
            continue
        if Wanted.at(filler.operation, place, scalar).is_identifier:
            for score, seen in filler.options(place)[:1]:
                yield _Option(score, tokens, seen, shape.is_list)


def _absent(shape: Shape, params: Any, tokens: Tokens) -> Iterator[tuple[Tokens, Shape]]:
    """The optional members that a request does not have, in the structures that it has."""
    if not shape.is_structure or not isinstance(params, Mapping) or len(tokens) >= _DEEPEST:
        return
    for name, member in sorted(shape.members.items()):
        if name in params:
            yield from _absent(member, params[name], (*tokens, name))
        elif not shape.is_union:
            yield (*tokens, name), member


def other_branches(
    operation: Operation, params: Mapping[str, Any], known: KnownValues
) -> Iterator[Mapping[str, Any]]:
    """A request with other members of its unions, and with one member in its empty structures.

    A structure of optional members is often a union in all but name.
    """
    plain = PlainValues(operation.request, known=known)
    for tokens in _choices(operation.request_shape, params, ()):
        shape = operation.request_shape.at(tokens)
        taken = lookup(params, tokens)
        others = sorted((each for each in shape.members if each not in taken), key=_rank(shape))
        for name in others[:_MOST_BRANCHES]:
            value = {name: plain.value(shape.members[name], (*tokens, name))}
            yield planted(operation.request, params, tokens, value)


def with_documents(
    operation: Operation, params: Mapping[str, Any], known: KnownValues
) -> Iterator[Mapping[str, Any]]:
    """The request with one optional document more: what is to be done may stand in it.

    A model calls ``TemplateBody`` and ``TemplateURL`` optional, as either will do.
    """
    shape = operation.request_shape
    for name, member in shape.members.items():
        if name not in params and (value := _document(name, member, known)) is not None:
            yield {**params, name: value}


def _document(name: str, member: Shape, known: KnownValues) -> Any:
    """The known value of a member, if it is a document: bytes, or a structure as text."""
    value = next(iter(known((name,), member)), None)
    is_document = member.kind is Kind.BLOB or (isinstance(value, str) and value.startswith("{"))
    return value if is_document else None


def _rank(shape: Shape) -> Callable[[str], tuple[int, str]]:
    """Sorts members: texts first, which most values can be given as; then what needs no more."""

    def rank(name: str) -> tuple[int, str]:
        member = shape.members[name]
        kinds = (member.kind is Kind.STRING, member.kind is Kind.BLOB, not member.is_structure)
        return kinds.index(True) if any(kinds) else len(kinds), name

    return rank


def _choices(shape: Shape, value: Any, tokens: Tokens) -> Iterator[Tokens]:
    """The places of unions, and of structures that are empty though they have members."""
    if isinstance(value, Mapping):
        is_empty = shape.is_structure and bool(shape.members) and not value
        if tokens and (shape.is_union or is_empty):
            yield tokens
        for name, each in value.items():
            yield from _choices(shape.member(name), each, (*tokens, name))
    elif isinstance(value, list):
        for index, each in enumerate(value[:1]):
            yield from _choices(shape.item, each, (*tokens, str(index)))
