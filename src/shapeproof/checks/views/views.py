"""Which operations show what one has written, and how they are asked for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shapeproof.checks.views.places import How, Place, inner, places_of
from shapeproof.checks.views.sources import Source, sources_for, sources_of, value_of
from shapeproof.compile.lifecycle.names import (
    is_generic,
    is_named_after,
    owns,
    singulars,
    split,
    stem,
    suffix,
)
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Exchange

_KEYS = ("id", "arn", "name", "number", "url")


@dataclass(frozen=True)
class Key:
    """A member of listed items, and the places of the write that have its value."""

    member: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, eq=False)
class View:
    """An operation that shows what a write has written.

    ``bound`` are members of its request and where the write has their values. An item of ``list``
    is known by the first of ``keys`` whose value the write has, and by all ``others``; without a
    list the answer itself is about what was written. ``narrowed`` are members of the request that
    take a key, in a list or alone.
    """

    operation: str
    bound: tuple[tuple[str, tuple[Source, ...]], ...]
    list: Tokens | None
    keys: tuple[Key, ...]
    others: tuple[Key, ...]
    narrowed: Mapping[str, str]
    places: tuple[Place, ...]

    def tells_apart(self, one: Exchange, other: Exchange) -> bool:
        """Whether two writes are asked for in different ways: they are about different things."""
        sources = [*(x for _, x in self.bound), *(each.sources for each in self.keys)]
        return any(value_of(each, one) != value_of(each, other) for each in sources)

    @property
    def is_of_unit(self) -> bool:
        """Whether an item shows one of several things that a request lists."""
        return bool(self.keys) and bool(_unit(self.keys[0]))


def views_of(contract: Contract, operation: Operation) -> tuple[View, ...]:
    """The views of what an operation writes, those that show most first."""
    sources = sources_of(operation)
    found = [
        view
        for other in contract.operations.values()
        if split(other.name)[1] in ("read", "list")
        for view in _views(operation, sources, other)
    ]
    return tuple(sorted(found, key=lambda each: (-_worth(each), each.operation)))


def _worth(view: View) -> int:
    shown = sum(2 if each.how is How.SAME else 6 for each in view.places)
    return shown + 3 * (view.list is None) + bool(view.bound)


def _views(operation: Operation, sources: tuple[Source, ...], other: Operation) -> Iterator[View]:
    noun = split(other.name)[2]
    bound = []
    for name in other.request_shape.required:
        fitting = sources_for(sources, name, nouns_of(noun))
        if not fitting:
            return
        bound.append((name, fitting))
    if bound:
        names = frozenset(name for name, _ in bound)
        places = places_of(operation, (), other.response_shape, names)
        places = tuple(each for each in places if not _is_bound(each, bound))
        about = is_about(operation, nouns_of(noun))
        places = places if about else tuple(x for x in places if x.how is How.TAGS)
        if places or about:
            yield View(other.name, tuple(bound), None, (), (), {}, places)
    for tokens, shape in inner(other.response_shape):
        if shape.is_list and shape.item.is_structure:
            yield from _listing(operation, sources, other, tuple(bound), tokens, shape.item)


def _is_bound(place: Place, bound: list[tuple[str, tuple[Source, ...]]]) -> bool:
    """Whether a place has the value that the view was asked with."""
    return any(place.given == each.tokens for _, sources in bound for each in sources)


def _listing(
    operation: Operation,
    sources: tuple[Source, ...],
    other: Operation,
    bound: tuple[tuple[str, tuple[Source, ...]], ...],
    tokens: Tokens,
    item: Shape,
) -> Iterator[View]:
    nouns = (tokens[-1], *singulars(tokens[-1]))
    keys = _keys(sources, nouns, item)
    if not keys:
        return
    unit = _unit(keys[0])
    if unit and not _names_unit(keys[0], nouns):
        return
    if not unit and not is_about(
        operation, (*nouns, *nouns_of(split(other.name)[2]), *(stem(each.member) for each in keys))
    ):
        return
    others = _others(operation, sources, unit, keys[0], item)
    names = frozenset(each.member for each in (*keys, *others))
    places = places_of(operation, unit, item, names)
    narrowed = _narrowed(other, keys)
    yield View(other.name, bound, tokens, keys, others, narrowed, places)


def _names_unit(key: Key, nouns: tuple[str, ...]) -> bool:
    """Whether what a request lists is what an answer lists: it has the same name or id."""
    same = key.sources[0].tokens[-1] == key.member
    generic = is_generic(key.member) or not stem(key.member)
    return same and (generic or any(is_named_after(key.member, each) for each in nouns))


def nouns_of(noun: str) -> tuple[str, ...]:
    """A noun, without the words for what of it is shown, and in the singular."""
    plain = noun.removesuffix("Attributes").removesuffix("Attribute").removesuffix("Config")
    return (noun, plain, *singulars(noun))


_ALIKE = 7
"""Letters at the beginning of two words of one stem: Subscribe, Subscriptions."""


def makes_something(operation: str) -> bool:
    """Whether each call makes another thing: so say the verbs, and a verb alone (Subscribe)."""
    _, kind, noun = split(operation)
    return kind == "make" or not noun


def is_about(operation: Operation, nouns: tuple[str, ...]) -> bool:
    """Whether an operation is about such a noun: it makes one, or changes something of it."""
    _, kind, noun = split(operation.name)
    if not noun:
        return any(operation.name[:_ALIKE].lower() == each[:_ALIKE].lower() for each in nouns)
    mine = (noun, *singulars(noun))
    for each in (x.lower() for x in nouns if x):
        for own in (x.lower() for x in mine):
            if own.endswith(each) or each.endswith(own):
                return True
            if kind != "make" and own.startswith(each):
                return True
    return False


def _keys(sources: tuple[Source, ...], nouns: tuple[str, ...], item: Shape) -> tuple[Key, ...]:
    """What tells an item apart: its own id or name."""
    own = [
        Key(member, fitting)
        for member in item.members
        if suffix(member) in _KEYS and any(_is_of(each, member) for each in nouns)
        if (fitting := sources_for(sources, member, nouns))
    ]
    own.sort(
        key=lambda each: (
            each.sources[0].side == "request",
            bool(stem(each.member)) and not any(is_named_after(each.member, x) for x in nouns),
            _KEYS.index(suffix(each.member)),
        )
    )
    return tuple(own)


def _is_of(noun: str, member: str) -> bool:
    return owns(noun, member) or noun.lower().startswith(stem(member))


def _others(
    operation: Operation, sources: tuple[Source, ...], unit: Tokens, key: Key, item: Shape
) -> tuple[Key, ...]:
    """What else tells items of a request's list apart: what an item or the request must have."""
    if not unit:
        return ()
    required = {*item.required, *operation.request_shape.required}
    return tuple(
        Key(member, (source,))
        for member, shape in item.members.items()
        if member != key.member and member in required and shape.type == "string"
        for source in sources
        if source.side == "request" and source.tokens in ((*unit, member), (member,))
    )


def _unit(key: Key) -> Tokens:
    """The structure of the request that is one item, where the request has a list of them."""
    first = key.sources[0]
    tokens = first.tokens[:-1]
    return tokens if first.side == "request" and "0" in tokens else ()


def _narrowed(other: Operation, keys: tuple[Key, ...]) -> Mapping[str, str]:
    """The members of a request that take a key, and the key's member."""
    return {
        name: key.member
        for key in keys
        for name, member in other.request_shape.members.items()
        if (member.type == "string" and name == key.member)
        or (member.is_list and member.item.type == "string" and key.member in singulars(name))
    }
