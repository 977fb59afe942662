"""Two schema documents, walked side by side.

The documents are compared as if all was written out: whether a shape stands in place or in
``$defs`` makes no difference. Each pair of shapes is looked at once, where it is nearest to the
root; so a walk ends whatever contains itself, and a change in a shape that a document uses in many
places is told once.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.diff.annotations import annotation_changes, wire_changes
from shapeproof.contract.diff.change import ITEM, KEY, ChangePlace, ContractChange
from shapeproof.contract.diff.constraints import (
    bound_changes,
    enum_changes,
    member_changes,
    null_changes,
    pattern_changes,
    type_changes,
)
from shapeproof.contract.diff.pair import SchemaPair
from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import definition_of, resolve

_RULES: tuple[Callable[[SchemaPair], Iterator[ContractChange]], ...] = (
    type_changes,
    wire_changes,
    annotation_changes,
)
_RULES_OF_ONE_KIND = (enum_changes, pattern_changes, bound_changes, null_changes)
_ELEMENTS = (("propertyNames", KEY, "key"), ("additionalProperties", ITEM, "value"),
             ("items", ITEM, "member"))  # fmt: skip
_CONTAINERS = frozenset({"$defs", "properties", "required", *(each[0] for each in _ELEMENTS)})


def compare_documents(
    old: Schema, new: Schema, place: ChangePlace, protocol: str | None
) -> Iterator[ContractChange]:
    """The changes from one schema document to another, those nearest to the root first.

    ``protocol`` is what both sides speak, None where that differs.
    """
    if old == new:
        return
    told: set[str] = set()
    place = place.within(new.get("x-shape") or old.get("x-shape"))
    for change in _Walk(old, new).changes(SchemaPair(old, new, place, protocol)):
        values = (change.kind, change.subject, change.message, change.old, change.new)
        key = json.dumps(values, sort_keys=True, default=str)
        if key not in told:
            told.add(key)
            yield change


@dataclass(frozen=True)
class _Step:
    """A pair, and the pairs of references that led to it from the nearest named structure."""

    pair: SchemaPair
    trail: frozenset[tuple[str | int, str | int]] = frozenset()


class _Walk:
    """One walk through two documents, level by level."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self._old = old
        self._new = new
        self._seen: dict[tuple[str, str], list[Any]] = {}

    def changes(self, root: SchemaPair) -> Iterator[ContractChange]:
        """What differs in the pair and below it."""
        todo = deque([_Step(root)])
        while todo:
            step = todo.popleft()
            pair = step.pair
            if not _alike(pair):
                yield from _own_changes(pair)
            if not pair.same_kind:
                continue
            todo.extend(self._elements(step))
            if "properties" in pair.old and "properties" in pair.new:
                yield from _renaming(pair)
                if self._is_new(pair):
                    inside = _inside(pair)
                    yield from member_changes(inside, self._old, self._new)
                    named = _names(pair) is not None
                    todo.extend(self._members(_Step(inside, frozenset() if named else step.trail)))

    def _is_new(self, pair: SchemaPair) -> bool:
        """Whether this pair of structures was not yet looked at; notes that it is now."""
        names = _names(pair)
        if names is None:
            return True
        content = [(each["properties"], each.get("required")) for each in (pair.old, pair.new)]
        seen = self._seen.setdefault(names, [])
        if content in seen:
            return False
        seen.append(content)
        return True

    def _members(self, step: _Step) -> Iterator[_Step]:
        old, new = step.pair.old["properties"], step.pair.new["properties"]
        for name in sorted(old.keys() & new.keys()):
            yield from self._below(step, old[name], new[name], name, name)

    def _elements(self, step: _Step) -> Iterator[_Step]:
        pair = step.pair
        for keyword, token, name in _ELEMENTS:
            if keyword in pair.old and keyword in pair.new:
                yield from self._below(step, pair.old[keyword], pair.new[keyword], token, name)

    def _below(
        self, step: _Step, old: Schema, new: Schema, token: str, name: str
    ) -> Iterator[_Step]:
        """The step to what stands below; none where it leads in a circle."""
        reference = (definition_of(old) or id(old), definition_of(new) or id(new))
        if reference in step.trail:
            return
        pair = SchemaPair(
            resolve(self._old, old),
            resolve(self._new, new),
            step.pair.place.below(token),
            step.pair.protocol,
            name,
            is_element=token in (ITEM, KEY),
        )
        refers = "$ref" in old or "$ref" in new
        yield _Step(pair, step.trail | {reference} if refers else step.trail)


def _alike(pair: SchemaPair) -> bool:
    """Whether both say the same of themselves, whatever is in them."""
    keys = (pair.old.keys() | pair.new.keys()) - _CONTAINERS
    return all(pair.old.get(key) == pair.new.get(key) for key in keys)


def _own_changes(pair: SchemaPair) -> Iterator[ContractChange]:
    for rule in _RULES:
        yield from rule(pair)
    if pair.same_kind:
        for rule in _RULES_OF_ONE_KIND:
            yield from rule(pair)


def _names(pair: SchemaPair) -> tuple[str, str] | None:
    """The names of two structures, None where one has none."""
    old, new = pair.old.get("x-shape"), pair.new.get("x-shape")
    return (str(old), str(new)) if old and new else None


def _inside(pair: SchemaPair) -> SchemaPair:
    """The same pair, as its members see it."""
    place = pair.place.within(pair.new.get("x-shape") or pair.old.get("x-shape"))
    return SchemaPair(pair.old, pair.new, place, pair.protocol, pair.default_name)


def _renaming(pair: SchemaPair) -> Iterator[ContractChange]:
    names = _names(pair)
    if names is not None and names[0] != names[1]:
        old, new = names
        place = f"shape {new}"
        message = f"What was called {old} is called {new}."
        yield ContractChange("shape-renamed", "", place, message, old, new, place)
