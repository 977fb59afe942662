"""What the names and members of operations say, and operations grouped by their nouns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from shapeproof.compile.lifecycle.names import CREATING, Kind, may_identify, singulars, split
from shapeproof.contract.model import ErrorContract, Operation, Schema
from shapeproof.contract.pointer import join
from shapeproof.contract.resolve import resolve

_LABEL = re.compile(r"\{([^}+]+)\+?\}")
_FAILURES = re.compile(r"[Ff]ail|[Ee]rror|[Uu]nprocessed")
_NOT_PLAIN = frozenset({"enum", "format", "contentEncoding"})
_NOT_FOUND = re.compile(r"NotFound|NoSuch|DoesNotExist|NonExist|NotExists")


@dataclass(frozen=True)
class OperationFacts:
    """An operation's name taken apart, and its members that can be identifiers.

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
    def members(self) -> Mapping[str, Schema]:
        """The members of the request."""
        found: Mapping[str, Schema] = self.operation.request.get("properties", {})
        return found

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The members that travel in the path, in its order."""
        if "{" not in self.operation.http.uri:
            return ()
        in_path = {
            schema.get("x-location-name", name): name
            for name, schema in self.members.items()
            if schema.get("x-location") == "uri"
        }
        found = _LABEL.findall(self.operation.http.uri)
        return tuple(in_path[label] for label in found if label in in_path)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Required members that can be identifiers: those of the path first."""
        required = self.operation.request.get("required", ())
        rest = (name for name in required if name not in self.labels and _names(self.members, name))
        return (*self.labels, *rest)

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """Required members of a few possible values, which may tell things of a kind apart."""
        required = self.operation.request.get("required", ())
        return tuple(
            x for x in required if "enum" in self.members.get(x, {}) and x not in self.labels
        )

    @cached_property
    def path(self) -> tuple[str, ...]:
        """The segments of the path, labels without their names; empty for a bare ``/``."""
        bare = _LABEL.sub("{}", self.operation.http.uri.partition("?")[0])
        return tuple(part for part in bare.split("/") if part)

    @cached_property
    def told(self) -> Mapping[str, tuple[str, ...]]:
        """Where the response tells scalars: by member name, outermost first, as pointers."""
        places: dict[str, list[str]] = {}
        for tokens in _places(self.operation.response):
            places.setdefault(tokens[-1], []).append(join(tokens))
        return {name: tuple(found) for name, found in places.items()}

    def lists(self) -> Iterator[str]:
        """The members of the response that are lists of texts."""
        root = self.operation.response
        for name, schema in root.get("properties", {}).items():
            full = resolve(root, schema)
            if full.get("type") == "array" and _type(root, full.get("items", {})) == "string":
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


def _names(members: Mapping[str, Schema], name: str) -> bool:
    schema = members.get(name, {})
    if schema.get("type") not in ("string", "integer") or _NOT_PLAIN & schema.keys():
        return False
    return "x-idempotency-token" not in schema and may_identify(name)


def _type(root: Schema, schema: Schema) -> object:
    return resolve(root, schema).get("type")


def _places(root: Schema) -> Iterator[tuple[str, ...]]:
    """The places of scalars: of the response itself, then within its structures and lists."""
    inner: list[tuple[tuple[str, ...], Schema]] = []
    for name, schema in root.get("properties", {}).items():
        full = resolve(root, schema)
        if _FAILURES.search(name):
            continue
        if full.get("type") in ("string", "integer"):
            yield (name,)
        elif "properties" in full:
            inner.append(((name,), full))
        elif full.get("type") == "array":
            inner.append(((name, "0"), resolve(root, full.get("items", {}))))
    inner.sort(key=lambda each: len(each[0]))
    for tokens, schema in inner:
        for name, member in schema.get("properties", {}).items():
            if _type(root, member) in ("string", "integer"):
                yield (*tokens, name)


_TAGS = frozenset({"Tag", "Tags", "TagsForResource", "TagsToResource"})
"""Nouns of tagging: a tag is no resource, it lies on those that there are."""

_VIEWS = ("Attributes", "Details", "Configuration", "Metadata", "Settings", "Properties", "Info",
          "State", "Status")  # fmt: skip
"""What a reader may show of a thing whose whole nobody shows."""


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
        """The operations that name one such thing: readers, removers, changers."""
        return (*self.of("read"), *self.of("remove"), *self.of("change"))


def groups_of(facts: Iterable[OperationFacts]) -> dict[str, NounGroup]:
    """The groups that can be resources, by noun: something names one of them."""
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
    """Let what shows a view of a thing (its attributes) read it, where nothing shows the whole."""
    for noun, group in groups.items():
        if group.of("read") or not group.of("make") or not group.of("remove"):
            continue
        for view in _VIEWS:
            shown = groups.get(noun + view)
            if shown is not None and not shown.of("make"):
                for each in shown.of("read"):
                    group.add("read", each)
