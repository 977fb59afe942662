"""What the names and members of operations say, and operations grouped by their nouns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from shapeproof.compile.lifecycle.names import CREATING, Kind, may_identify, singulars, split
from shapeproof.contract.model import ErrorContract, Operation
from shapeproof.contract.pointer import join
from shapeproof.contract.shape import Shape

_LABEL = re.compile(r"\{([^}+]+)\+?\}")
_FAILURES = re.compile(r"[Ff]ail|[Ee]rror|[Uu]nprocessed")
_SCALARS = ("string", "integer")
_NOT_PLAIN = frozenset({"enum", "format", "contentEncoding"})
_NOT_FOUND = re.compile(r"NotFound|NoSuch|DoesNotExist|NonExist|NotExists")


@dataclass(frozen=True)
class OperationFacts:
    """The parts of an operation's name, and its members that can be identifiers.

    ``missing`` are the modeled errors which say that something is not there.
    """

    operation: Operation
    verb: str
    kind: Kind
    noun: str
    missing: tuple[str, ...]

    @property
    def name(self) -> str:
        """The operation's name."""
        return self.operation.name

    @cached_property
    def members(self) -> Mapping[str, Shape]:
        """The members of the request."""
        return self.operation.request_shape.members

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The members that travel in the path, in its order."""
        if "{" not in self.operation.http.uri:
            return ()
        in_path = {
            member.wire_name(name): name
            for name, member in self.members.items()
            if member.location == "uri"
        }
        found = _LABEL.findall(self.operation.http.uri)
        return tuple(in_path[label] for label in found if label in in_path)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Required members that can be identifiers: those of the path first."""
        members = self.members
        return (
            *self.labels,
            *(x for x in self._unlabelled if x in members and _names(members[x], x)),
        )

    @cached_property
    def optional(self) -> tuple[str, ...]:
        """Optional members that can be identifiers."""
        required = self.operation.request_shape.required
        return tuple(
            name
            for name, member in self.members.items()
            if name not in required and _names(member, name)
        )

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """Required members with few possible values, which may distinguish resources of a kind."""
        return tuple(x for x in self._unlabelled if x in self.members and self.members[x].enum)

    @property
    def _unlabelled(self) -> tuple[str, ...]:
        """The required members that do not travel in the path."""
        required = self.operation.request_shape.required
        return tuple(name for name in required if name not in self.labels)

    @cached_property
    def path(self) -> tuple[str, ...]:
        """The segments of the path, labels without their names; empty for a bare ``/``."""
        bare = _LABEL.sub("{}", self.operation.http.uri.partition("?")[0])
        return tuple(part for part in bare.split("/") if part)

    @cached_property
    def returned(self) -> Mapping[str, tuple[str, ...]]:
        """Where the response returns scalars: by member name, outermost first, as pointers."""
        places: dict[str, list[str]] = {}
        for tokens in _places(self.operation.response_shape):
            places.setdefault(tokens[-1], []).append(join(tokens))
        return {name: tuple(found) for name, found in places.items()}

    def lists(self) -> Iterator[str]:
        """The members of the response that are lists of texts."""
        for name, member in self.operation.response_shape.members.items():
            if member.is_list and member.item.type == "string":
                yield name


def facts_of(
    operations: Iterable[Operation], errors: Mapping[str, ErrorContract]
) -> tuple[OperationFacts, ...]:
    """The facts of all operations of a service."""
    missing = {name for name, error in errors.items() if _says_missing(name, error)}
    return tuple(
        OperationFacts(
            each, *split(each.name), tuple(name for name in each.errors if name in missing)
        )
        for each in operations
    )


def _says_missing(name: str, error: ErrorContract) -> bool:
    if error.status is not None and error.status not in (400, 404):
        return False
    return _NOT_FOUND.search(name) is not None


def _names(member: Shape, name: str) -> bool:
    if member.type not in _SCALARS or _NOT_PLAIN & member.schema.keys():
        return False
    return not member.is_idempotency_token and may_identify(name)


def _places(response: Shape) -> Iterator[tuple[str, ...]]:
    """The places of scalars: of the response itself, then within its structures and lists."""
    inner: list[tuple[tuple[str, ...], Shape]] = []
    for name, member in response.members.items():
        if _FAILURES.search(name):
            continue
        if member.type in _SCALARS:
            yield (name,)
        elif member.is_structure:
            inner.append(((name,), member))
        elif member.is_list:
            inner.append(((name, "0"), member.item))
    inner.sort(key=lambda each: len(each[0]))
    for tokens, held in inner:
        yield from ((*tokens, name) for name, each in held.members.items() if each.type in _SCALARS)


_TAGS = frozenset({"Tag", "Tags", "TagsForResource", "TagsToResource"})
"""Nouns of tagging: a tag is no resource, it lies on those that there are."""

_VIEWS = ("Attributes", "Details", "Configuration", "Metadata", "Settings", "Properties", "Info",
          "State", "Status")  # fmt: skip
"""Parts of a resource that a reader may show where no reader shows all of it."""


@dataclass
class NounGroup:
    """The operations about one noun, by what they do."""

    noun: str
    by_kind: dict[Kind, list[OperationFacts]] = field(default_factory=dict)

    def add(self, kind: Kind, facts: OperationFacts) -> None:
        """Take an operation in."""
        self.by_kind.setdefault(kind, []).append(facts)

    def of(self, kind: Kind) -> tuple[OperationFacts, ...]:
        """The operations of one kind, the surest makers first."""
        found = self.by_kind.get(kind, [])
        if kind != "make":
            return tuple(found)
        return tuple(sorted(found, key=lambda each: CREATING.index(each.verb)))

    @property
    def named_by(self) -> tuple[OperationFacts, ...]:
        """The operations that name one such resource: readers, removers, changers."""
        return (*self.of("read"), *self.of("remove"), *self.of("change"))


def groups_of(facts: Iterable[OperationFacts]) -> dict[str, NounGroup]:
    """The groups that can be resources, by noun: those that an operation names."""
    known = tuple(facts)
    nouns = {each.noun for each in known if each.kind in ("make", "remove", "change")}
    nouns |= {each.noun for each in known if each.kind == "read"}
    groups: dict[str, NounGroup] = {}
    for each in known:
        if not each.kind:
            continue
        noun, kind = _placed(each, nouns)
        if noun not in _TAGS:
            groups.setdefault(noun, NounGroup(noun)).add(kind, each)
    _share_views(groups)
    return {noun: group for noun, group in sorted(groups.items()) if group.named_by}


def _placed(facts: OperationFacts, nouns: set[str]) -> tuple[str, Kind]:
    """The noun of an operation, in the singular, and what it does; readers of plurals list."""
    if facts.kind in ("read", "list"):
        kind: Kind = "list"
        for one in singulars(facts.noun):
            if one in nouns and one != facts.noun:
                return one, kind
        if facts.kind == "list":
            return next(singulars(facts.noun), facts.noun), kind
    if facts.kind == "remove" and facts.noun.startswith("All"):
        for one in singulars(facts.noun.removeprefix("All")):
            if one in nouns:
                return one, "clear"
    if facts.kind == "make" and facts.verb in ("Restore", "Export"):
        return facts.noun.partition("From")[0].partition("To")[0] or facts.noun, "make"
    return facts.noun, facts.kind


def _share_views(groups: Mapping[str, NounGroup]) -> None:
    """Use readers of a part (its attributes) where no reader shows the whole resource."""
    for noun, group in groups.items():
        if group.of("read") or not group.of("make") or not group.of("remove"):
            continue
        for view in _VIEWS:
            shown = groups.get(noun + view)
            if shown is not None and not shown.of("make"):
                for each in shown.of("read"):
                    group.add("read", each)
