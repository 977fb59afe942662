"""Two schema documents, walked in parallel.

The documents are compared as if they had no ``$defs``. Each pair of shapes is compared once, where
it is nearest to the root: so a walk ends if a shape contains itself, and a change in a shape that a
document uses in many places is reported once.
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
from shapeproof.contract.shape import Shape

_RULES: tuple[Callable[[SchemaPair], Iterator[ContractChange]], ...] = (
    type_changes,
    wire_changes,
    annotation_changes,
)
_RULES_OF_ONE_KIND = (enum_changes, pattern_changes, bound_changes, null_changes)
_CONTAINERS = frozenset(
    {"$defs", "properties", "required", "items", "propertyNames", "additionalProperties"}
)


def compare_documents(
    old: Schema, new: Schema, place: ChangePlace, protocol: str | None
) -> Iterator[ContractChange]:
    """The changes from one schema document to another, those nearest to the root first.

    ``protocol`` is what both sides speak, None where that differs.
    """
    if old == new:
        return
    reported: set[str] = set()
    root = SchemaPair(Shape.of(old), Shape.of(new), place, protocol)
    for change in _Walk().changes(_inside(root)):
        values = (change.kind, change.subject, change.message, change.old, change.new)
        key = json.dumps(values, sort_keys=True, default=str)
        if key not in reported:
            reported.add(key)
            yield change


@dataclass(frozen=True)
class _Step:
    """A pair, and the pairs of references that led to it from the nearest named structure."""

    pair: SchemaPair
    trail: frozenset[tuple[str | int, str | int]] = frozenset()


class _Walk:
    """One walk through two documents, level by level."""

    def __init__(self) -> None:
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
            if pair.old_shape.is_structure and pair.new_shape.is_structure:
                yield from _renaming(pair)
                if self._is_new(pair):
                    inside = _inside(pair)
                    yield from member_changes(inside)
                    named = _names(pair) is not None
                    todo.extend(self._members(_Step(inside, frozenset() if named else step.trail)))

    def _is_new(self, pair: SchemaPair) -> bool:
        """Whether this pair of structures was not compared yet; marks it as compared."""
        names = _names(pair)
        if names is None:
            return True
        content = [
            ({name: member.raw for name, member in each.members.items()}, each.required)
            for each in (pair.old_shape, pair.new_shape)
        ]
        seen = self._seen.setdefault(names, [])
        if content in seen:
            return False
        seen.append(content)
        return True

    def _members(self, step: _Step) -> Iterator[_Step]:
        old, new = step.pair.old_shape.members, step.pair.new_shape.members
        for name in sorted(old.keys() & new.keys()):
            yield from self._below(step, old[name], new[name], name, name)

    def _elements(self, step: _Step) -> Iterator[_Step]:
        old, new = step.pair.old_shape, step.pair.new_shape
        yield from self._below(step, old.key, new.key, KEY, "key")
        yield from self._below(step, old.value, new.value, ITEM, "value")
        yield from self._below(step, old.item, new.item, ITEM, "member")

    def _below(self, step: _Step, old: Shape, new: Shape, token: str, name: str) -> Iterator[_Step]:
        """The step below; none where a side has nothing there, or where it leads in a circle."""
        reference = (old.definition or id(old.raw), new.definition or id(new.raw))
        if old.is_unknown or new.is_unknown or reference in step.trail:
            return
        pair = SchemaPair(
            old,
            new,
            step.pair.place.below(token),
            step.pair.protocol,
            name,
            is_element=token in (ITEM, KEY),
        )
        refers = old.definition is not None or new.definition is not None
        yield _Step(pair, step.trail | {reference} if refers else step.trail)


def _alike(pair: SchemaPair) -> bool:
    """Whether both have the same keywords, except for what they hold."""
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
    old, new = pair.old_shape.name, pair.new_shape.name
    return (old, new) if old and new else None


def _inside(pair: SchemaPair) -> SchemaPair:
    """The same pair, as its members see it."""
    place = pair.place.within(pair.new_shape.name or pair.old_shape.name)
    return SchemaPair(pair.old_shape, pair.new_shape, place, pair.protocol, pair.default_name)


def _renaming(pair: SchemaPair) -> Iterator[ContractChange]:
    names = _names(pair)
    if names is not None and names[0] != names[1]:
        old, new = names
        place = f"shape {new}"
        message = f"{old} was renamed to {new}."
        yield ContractChange("shape-renamed", "", place, message, old, new, place)
