"""Identifiers that were seen in accepted calls, and which of them fit a member of a request.

An identifier is any name, id, ARN or URL. The names of members, of the structures around them and
of the operation say what it identifies: ``Arn`` within ``Cluster`` fits ``ClusterArn``, and, being
an ARN, ``ResourceArn``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shapeproof.compile.lifecycle.names import may_identify, singulars, split, stem, suffix
from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Exchange
from shapeproof.generate.values.plain import fits_text
from shapeproof.run.server.fresh_places import fresh_places

_MOST_ELEMENTS = 3
"""Elements of a list that are looked at: one identifier of a kind is enough."""
_MOST_KEPT = 40
"""Sightings that are kept of one member name: the latest ones."""
_LONGEST = 2048
_DEEPEST = 8
_SHORT = 3
_OWN = frozenset({"", "resource", "entity", "object", "item"})
"""What stands before Arn or Id where it is that of what the operation is about."""
_OTHERS = frozenset({"target", "source", "principal", "destination", "member"})
"""What stands there where it is that of something else, which the names do not tell."""
_ORIGINAL = "source"
"""What stands before the name of what is copied."""
_ANY_RESOURCE = _OWN | _OTHERS
_KINDS = ("arn", "id", "name", "number", "url", "version", "alias", "key")


def plain(name: str) -> str:
    """A name in small letters without punctuation."""
    return name.replace("-", "").replace("_", "").lower()


def kind_of(member: str) -> str:
    """The kind of an identifier by its member's name; empty where the name has none."""
    found = suffix(member)
    if found:
        return found
    folded = plain(member)
    return next((kind for kind in _KINDS if folded.endswith(kind)), "")


@dataclass(frozen=True)
class Sighting:
    """One value, where it was seen, and what the names around it say.

    ``owners`` are the names of the structures and members around it, and the operation's noun.
    """

    value: Any
    exchange: Exchange = field(repr=False)
    tokens: Tokens
    of_input: bool
    member: str
    owners: frozenset[str]
    made: bool
    """Whether the operation has made what it identifies."""

    @cached_property
    def folded(self) -> str:
        """Its member's name, folded."""
        return plain(self.member)

    @cached_property
    def kind(self) -> str:
        """Id, name, arn ...; an ARN is known by its value as well."""
        if isinstance(self.value, str) and self.value.startswith("arn:"):
            return "arn"
        return kind_of(self.member)

    @cached_property
    def stem(self) -> str:
        """What it identifies, by its member's name."""
        return stem(self.member)


@dataclass(frozen=True)
class Wanted:
    """A member of a request that takes an identifier."""

    member: str
    shape: Shape
    owners: frozenset[str]

    @classmethod
    def at(cls, operation: Operation, tokens: Tokens, shape: Shape) -> Wanted:
        """What the names of a place and of its operation say."""
        named = [each for each in tokens if not each.isdigit() and each != "*"]
        member = named[-1]
        if tokens[-1].isdigit():
            member = next(singulars(member), member)
        around = {plain(each) for each in named[:-1]}
        return cls(member, shape, frozenset(around | _nouns(operation)))

    @cached_property
    def folded(self) -> str:
        """Its member's name, folded."""
        return plain(self.member)

    @cached_property
    def kind(self) -> str:
        """Id, name, arn ..."""
        return kind_of(self.member)

    @cached_property
    def stem(self) -> str:
        """What it identifies."""
        return stem(self.member)

    @property
    def is_identifier(self) -> bool:
        """Whether its name says that it identifies something."""
        return bool(self.kind) and may_identify(self.member)

    def fits(self, value: Any) -> bool:
        """Whether a value is legal there."""
        schema = self.shape.schema
        if isinstance(value, str):
            return self.shape.type == "string" and fits_text(schema, value)
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        return self.shape.type in ("integer", "number") and bool(low <= value <= high)


def _nouns(operation: Operation) -> set[str]:
    noun = split(operation.name)[2] or operation.name
    return {plain(noun), *(plain(each) for each in singulars(noun))}


def relation(wanted: Wanted, seen: Sighting) -> int:
    """How sure it is that a value identifies what a member wants; 0 for not at all."""
    same_name = wanted.folded == seen.folded
    about = _about(wanted)
    related = bool(about & (seen.owners | {seen.stem}))
    if wanted.stem in _ANY_RESOURCE:
        return _of_any_resource(wanted, seen, same_name=same_name, related=related)
    if same_name:
        return 90
    if not _kinds_agree(wanted.kind, seen.kind):
        return _of_another_kind(wanted, seen)
    if seen.stem == wanted.stem:
        return 80
    if seen.stem in _ANY_RESOURCE and wanted.stem in seen.owners:
        return 75
    if seen.stem and (wanted.stem.endswith(seen.stem) or seen.stem.endswith(wanted.stem)):
        return 55
    if seen.stem in _ANY_RESOURCE and any(_alike(wanted.stem, each) for each in seen.owners):
        return 50
    within = not wanted.kind and len(seen.stem) > _SHORT and seen.stem in wanted.stem
    return 50 if within else 0


def _of_another_kind(wanted: Wanted, seen: Sighting) -> int:
    """Many an id may be given as a name or an ARN, and a name as an id."""
    accepted = {"id": ("name", "arn"), "name": ("id",)}.get(wanted.kind, ())
    stems = {wanted.stem, wanted.stem.removeprefix(_ORIGINAL)}
    same = seen.stem in stems or (seen.stem in _OWN and bool(stems & seen.owners))
    if not same or seen.kind not in accepted:
        return 0
    return 54 - accepted.index(seen.kind)


def _about(wanted: Wanted) -> frozenset[str]:
    return wanted.owners if wanted.stem in _ANY_RESOURCE else frozenset({wanted.stem})


def _of_any_resource(wanted: Wanted, seen: Sighting, *, same_name: bool, related: bool) -> int:
    """For members whose names do not say what they identify: Id, Name, ResourceArn."""
    if wanted.stem in _OTHERS:
        related = False
    if same_name and related:
        return 85
    if _kinds_agree(wanted.kind, seen.kind):
        if related:
            return 70
        if wanted.kind == "arn":
            return 60 if seen.made else 45
        return 30 if seen.made else 20
    return 15 if same_name else 0


def _kinds_agree(wanted: str, seen: str) -> bool:
    """Whether one kind of identifier may stand for another one."""
    if wanted == seen:
        return True
    return wanted in ("", "identifier") and seen in ("id", "name", "arn")


def _alike(one: str, other: str) -> bool:
    return len(one) > 2 and len(other) > 2 and (one.endswith(other) or other.endswith(one))


@dataclass
class IdentifierPool:
    """What was seen in the accepted calls of a run."""

    contract: Contract
    _seen: dict[str, list[Sighting]] = field(default_factory=dict)
    _removed: set[Any] = field(default_factory=set)
    size: int = 0

    def see(self, exchange: Exchange) -> None:
        """Take the identifiers of an accepted call."""
        operation = self.contract.operations[exchange.operation]
        kind = split(operation.name)[1]
        if kind == "remove":
            self._removed |= {each for _, _, each in _scalars(exchange.params, (), 0)}
            return
        if kind == "make":
            self._take(operation, exchange, exchange.params, of_input=True)
        if isinstance(exchange.output, Mapping):
            self._take(operation, exchange, exchange.output, of_input=False)

    def _take(
        self, operation: Operation, exchange: Exchange, value: Any, *, of_input: bool
    ) -> None:
        root = operation.request_shape if of_input else operation.response_shape
        is_maker = split(operation.name)[1] == "make"
        names = self._names(operation) if of_input else frozenset()
        nouns = _nouns(operation)
        for tokens, member, scalar in _scalars(value, (), 0):
            if not may_identify(member) or not _may_be_identifier(scalar):
                continue
            owners = frozenset(_owners(root, tokens) | nouns)
            made = is_maker and (not of_input or tokens in names)
            self._keep(Sighting(scalar, exchange, tokens, of_input, member, owners, made))

    def _names(self, operation: Operation) -> frozenset[Tokens]:
        """The places of a maker's request that name what it makes."""
        own = self.contract.lifecycle.own_members(operation.name)
        return frozenset(fresh_places(operation)) | {(name,) for name in own}

    def _keep(self, sighting: Sighting) -> None:
        kept = self._seen.setdefault(sighting.folded, [])
        known = [each for each in kept if each.value == sighting.value]
        if any(each.made and not sighting.made for each in known):
            return
        self.size += not known
        kept[:] = [each for each in kept if each.value != sighting.value][-_MOST_KEPT:]
        kept.append(sighting)

    def latest(self, wanted: Callable[[Sighting], bool]) -> list[Sighting]:
        """One sighting of each operation that fulfils a condition: the latest."""
        found: dict[str, Sighting] = {}
        for kept in self._seen.values():
            for each in kept:
                if wanted(each) and each.value not in self._removed:
                    found[each.exchange.operation] = each
        return list(found.values())

    def fitting(self, wanted: Wanted) -> list[tuple[int, Sighting]]:
        """What may stand at a place, the surest first and the latest first among equals."""
        found = [
            (score, each)
            for kept in self._seen.values()
            for each in reversed(kept)
            if (score := relation(wanted, each)) and wanted.fits(each.value)
        ]
        found.sort(key=lambda pair: (pair[1].value in self._removed, -pair[0], not pair[1].made))
        return found


def _scalars(value: Any, tokens: Tokens, depth: int) -> Iterator[tuple[Tokens, str, Any]]:
    """The texts and numbers of a value, each with its place and the member that it belongs to."""
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _scalars(each, (*tokens, str(name)), depth + 1)
    elif isinstance(value, list):
        for index, each in enumerate(value[:_MOST_ELEMENTS]):
            yield from _scalars(each, (*tokens, str(index)), depth + 1)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        member = next((each for each in reversed(tokens) if not each.isdigit()), "")
        if tokens and tokens[-1].isdigit():
            member = next(singulars(member), member)
        yield tokens, member, value


def _may_be_identifier(value: Any) -> bool:
    if not isinstance(value, str):
        return True
    return 0 < len(value) <= _LONGEST and "\n" not in value


def _owners(root: Shape, tokens: Tokens) -> set[str]:
    """The names around a place: of members, in the singular as well, and of structures."""
    found: set[str] = set()
    shape = root
    for token in tokens[:-1]:
        shape = shape.child(token)
        if token.isdigit():
            continue
        found |= {plain(token), *(plain(each) for each in singulars(token))}
    name = shape.name
    if name and shape is not root:
        found.add(plain(name))
    return found
