"""Reads refusals and repairs what they name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from shapeproof.contract.model import Operation, Schema
from shapeproof.contract.pointer import Tokens, join, lookup, without
from shapeproof.contract.shape import Shape
from shapeproof.generate.cases.places import planted
from shapeproof.generate.repairs.clauses import LONGEST_MESSAGE, Clause, clauses_of
from shapeproof.generate.repairs.inner_names import inner_names
from shapeproof.generate.repairs.interface import NeedsExisting, Refusal, Repair, Repaired
from shapeproof.generate.repairs.mentions import walked
from shapeproof.generate.repairs.phrases import Demand
from shapeproof.generate.repairs.remedies import RepairPlace, values_for
from shapeproof.generate.repairs.subjects import MOST_PLACES, Subjects
from shapeproof.generate.values.known import KnownValues, nothing_known
from shapeproof.generate.values.plain import PlainValues

_MOST = 12
_MOST_VALUES = 3
_MOST_CLAUSES = 30


def repairs(
    operation: Operation,
    params: Mapping[str, Any],
    refusal: Refusal,
    known: KnownValues = nothing_known,
) -> Iterator[Repair]:
    """What to try after a refusal, the most promising first; nothing where it says nothing.

    Parameters are those of the API view and legal by the contract. ``known`` are the realistic
    values of the operation's places. What a message says of several members is tried together
    first.
    """
    reader = _Reader(operation.request, params, refusal, known)
    yield from islice(_distinct(reader.all(), params), _MOST)


def _distinct(found: Iterator[Repair], params: Mapping[str, Any]) -> Iterator[Repair]:
    seen = {json.dumps(params, sort_keys=True, default=str)}
    for each in found:
        said = each.params if isinstance(each, Repaired) else each.pointer
        key = json.dumps(said, sort_keys=True, default=str)
        if key not in seen:
            seen.add(key)
            yield each


@dataclass(frozen=True)
class _Change:
    """Another value of a place; ``_ABSENT`` leaves the member out."""

    tokens: Tokens
    value: Any


_ABSENT = object()
_AT = re.compile(
    r"(?:value '[^']{0,400}'|value null)? ?at '(?P<path>[^']{1,200})' failed to satisfy "
    r"constraint: (?P<rest>.*?)(?=; value |$)",
    re.IGNORECASE | re.DOTALL,
)
_OF_ELEMENTS = ("[", "Map ", "Member must satisfy constraint: [")
_BARE_NAME = re.compile(r"^\W*(\w[\w.-]*)\W*$")
_NOT_FOUND = re.compile(r"notfound|nosuch|doesnotexist|nonexist", re.IGNORECASE)


@dataclass(frozen=True)
class _Reader:
    """Reads one refusal of one request."""

    root: Schema
    params: Mapping[str, Any]
    refusal: Refusal
    known: KnownValues

    @cached_property
    def message(self) -> str:
        """The message, cut to a length that can be read quickly."""
        return self.refusal.message[:LONGEST_MESSAGE]

    @cached_property
    def subjects(self) -> Subjects:
        """The members that it may be about."""
        return Subjects(self.root, self.params, self.message)

    def all(self) -> Iterator[Repair]:
        """Everything that the refusal suggests; several statements are met together first."""
        stated = [*self._standard()] or [*self._free()]
        stated.append(self._inner_names())
        firsts: dict[Tokens, _Change] = {}
        for changes in stated:
            for change in changes[:1]:
                if change.tokens:
                    firsts.setdefault(change.tokens, change)
        if len(firsts) > 1:
            yield from self._made(list(firsts.values()))
        for changes in stated:
            for change in changes:
                yield from self._made([change])
        yield from self._existing()

    def _made(self, changes: Sequence[_Change]) -> Iterator[Repaired]:
        params: Any = dict(self.params)
        try:
            for change in changes:
                if change.value is _ABSENT:
                    params = without(params, change.tokens)
                else:
                    params = planted(self.root, params, change.tokens, change.value)
        except (KeyError, IndexError, ValueError):
            return
        yield Repaired(params, join(changes[0].tokens))

    def _standard(self) -> Iterator[list[_Change]]:
        """The form that most AWS services use: each member has a sentence of its own."""
        for found in islice(_AT.finditer(self.message), 20):
            at = walked(self.root, found["path"])
            if at is None:
                continue
            if found["rest"].startswith(_OF_ELEMENTS) and Shape.of(self.root).at(at).is_list:
                at = (*at, "0")
            clauses = islice(clauses_of(found["rest"]), _MOST_CLAUSES)
            changes = [change for clause in clauses for change in self._changes(at, clause)]
            if changes:
                yield changes

    def _free(self) -> Iterator[list[_Change]]:
        """Messages in words of a server's own."""
        clauses = list(islice(clauses_of(self.message), _MOST_CLAUSES))
        for clause in clauses:
            match clause.demand:
                case Demand.ONLY_ONE_MEMBER:
                    yield self._left_out(clause)
                case Demand.ANY_OF_MEMBERS:
                    yield self._added(clause)
                case Demand.ONE_OF_ALIKE:
                    yield self._alike(clause)
                case Demand.EXISTING:
                    continue
                case _:
                    found = self.subjects.of(clause)
                    yield [change for at in found for change in self._changes(at, clause)]
        if not clauses and _BARE_NAME.match(self.message):
            # Only a name: what a missing key gives in many languages.
            for mention in self.subjects.mentions[:MOST_PLACES]:
                yield self._changes(mention.tokens, Clause(Demand.PRESENT, 0, 0))

    def _inner_names(self) -> list[_Change]:
        """Names within another name that the message has."""
        found = inner_names(Shape.of(self.root), self.params, self.message)
        return [_Change(at, name) for at, name in islice(found, _MOST_VALUES)]

    def _changes(self, at: Tokens, clause: Clause) -> list[_Change]:
        """The values of a place that meet a clause."""
        try:
            current = lookup(self.params, at)
        except KeyError:
            current = None
        if clause.demand is Demand.ABSENT:
            return [_Change(at, _ABSENT)] if current is not None and self._optional(at) else []
        spot = RepairPlace(self.root, at, current, self.known)
        return [_Change(at, each) for each in islice(values_for(spot, clause), _MOST_VALUES)]

    def _optional(self, at: Tokens) -> bool:
        holder = Shape.of(self.root).at(at[:-1])
        return at[-1] not in holder.required and not holder.is_union and not holder.is_list

    def _left_out(self, clause: Clause) -> list[_Change]:
        """One of the members that exclude each other: the last, then those before."""
        named = [each for each in self.subjects.together(clause) if self.subjects.is_given(each)]
        optional = [each for each in reversed(named) if self._optional(each)]
        return [_Change(each, _ABSENT) for each in optional] if len(named) > 1 else []

    def _added(self, clause: Clause) -> list[_Change]:
        """One of the members of which one is needed."""
        present = Clause(Demand.PRESENT, clause.start, clause.end)
        named = self.subjects.together(clause)
        absent = (each for each in named if not self.subjects.is_given(each))
        return [change for each in absent for change in self._changes(each, present)[:1]]

    def _alike(self, clause: Clause) -> list[_Change]:
        """One of several members whose names end alike: the request with one of them alone."""
        found = []
        for name in self.subjects.alike(clause):
            others = [each for each in self.subjects.alike(clause) if each != name]
            kept = {key: each for key, each in self.params.items() if key not in others}
            if name not in kept:
                shape = Shape.of(self.root).members[name]
                kept[name] = PlainValues(self.root, known=self.known).value(shape, (name,))
            found.append(_Change((), kept))
        return found

    def _existing(self) -> Iterator[Repair]:
        """Members whose values have to name what exists."""
        clauses = [each for each in clauses_of(self.message) if each.demand is Demand.EXISTING]
        if clauses or _NOT_FOUND.search(self.refusal.code):
            clause = clauses[0] if clauses else Clause(Demand.EXISTING, 0, len(self.message))
            for tokens in self.subjects.given(clause, self.refusal.code):
                yield NeedsExisting(join(tokens))
