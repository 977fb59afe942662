"""Generators of structures, unions, lists and maps, and of alternatives between schemas."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from hypothesis import reject
from hypothesis.strategies import DrawFn

from shapeproof.contract.model import Schema
from shapeproof.generate.values.interface import (
    ReferenceGenerator,
    ValueGenerator,
    block_of,
    drawn_value,
)
from shapeproof.generate.values.plain import fits_text
from shapeproof.generate.values.scalars import FixedGenerator
from shapeproof.generate.values.text_constraints import keys_from, similar_keys

WIDEST = 512
"""The widest block that a structure asks for, if its members can be drawn separately."""
_FEW = 3
_MASKS = (1, 3, 7)


@dataclass(frozen=True)
class MemberSlot:
    """A member and its place in the block: ``presence`` is that of the byte for being there."""

    name: str
    generator: ValueGenerator
    presence: int | None
    at: int


@dataclass(frozen=True)
class StructureGenerator(ValueGenerator):
    """Objects with fixed members.

    The first byte says how many optional members there are; one byte for each of them says whether
    it is present (1 for yes).
    """

    slots: tuple[MemberSlot, ...]
    width: int
    composite: bool = True

    def plain(self) -> dict[str, Any]:
        """The required members."""
        return {slot.name: slot.generator.plain() for slot in self.slots if slot.presence is None}

    def make(self, draw: DrawFn, block: Sequence[int], at: int, budget: float) -> dict[str, Any]:
        """The required members and, if the size budget allows it, some of the others."""
        chosen = self._chosen(block, at, budget)
        inner = (budget - 1) / max(1, sum(slot.generator.composite for slot in chosen))
        return {slot.name: slot.generator.make(draw, block, at + slot.at, inner) for slot in chosen}

    def _chosen(self, block: Sequence[int], at: int, budget: float) -> list[MemberSlot]:
        if budget < 1:
            return [slot for slot in self.slots if slot.presence is None]
        density = block[at] % 4 if len(self.slots) > _FEW else 0
        if density == 3:
            return [
                slot
                for slot in self.slots
                if slot.presence is None or block[at + slot.presence] % 8
            ]
        mask = _MASKS[density]
        return [
            slot
            for slot in self.slots
            if slot.presence is None or block[at + slot.presence] & mask == 1
        ]


def structure_generator(members: Sequence[tuple[str, ValueGenerator, bool]]) -> StructureGenerator:
    """A structure of members with name, generator, and whether they are required."""
    separate = _in_own_blocks([generator for _, generator, _ in members])
    slots, width = [], 1
    for name, generator, is_required in members:
        placed = _with_own_block(generator) if id(generator) in separate else generator
        presence = None if is_required else width
        at = width if is_required else width + 1
        slots.append(MemberSlot(name, placed, presence, at))
        width = at + placed.width
    return StructureGenerator(tuple(slots), width)


def _in_own_blocks(generators: Sequence[ValueGenerator]) -> frozenset[int]:
    """The identities of those that draw their own blocks, the widest first."""
    total, separate = sum(generator.width for generator in generators), set()
    for generator in sorted(generators, key=lambda generator: -generator.width):
        if total <= WIDEST or generator.width <= 1:
            break
        total -= generator.width
        separate.add(id(generator))
    return frozenset(separate)


def _with_own_block(generator: ValueGenerator) -> ReferenceGenerator:
    return ReferenceGenerator(lambda: generator)


@dataclass(frozen=True)
class UnionGenerator(ValueGenerator):
    """Objects of one member; the plainest comes first, and ``flat`` are those that end soonest."""

    members: tuple[tuple[str, ValueGenerator], ...]
    flat: tuple[tuple[str, ValueGenerator], ...]
    composite: bool = True

    def plain(self) -> dict[str, Any]:
        """The first member."""
        name, generator = self.members[0]
        return {name: generator.plain()}

    def make(self, draw: DrawFn, block: Sequence[int], at: int, budget: float) -> dict[str, Any]:
        """The member that the byte names; without budget, one that ends soonest.

        A document may be null, but a member that is null is absent, and the union empty.
        """
        members = self.members if budget >= 1 else self.flat
        name, generator = members[block[at] % len(members)]
        value = drawn_value(generator, draw, budget - 1)
        return {name: generator.plain() if value is None else value}


@dataclass(frozen=True)
class AlternativesGenerator(ValueGenerator):
    """Values of one generator or, less often, of another one."""

    generators: tuple[ValueGenerator, ...]
    composite: bool = True

    def plain(self) -> Any:
        """That of the first."""
        return self.generators[0].plain()

    def make(self, draw: DrawFn, block: Sequence[int], at: int, budget: float) -> Any:
        """A value of the first for most bytes."""
        choice = block[at]
        index = choice % len(self.generators) if choice >= 192 and budget >= 1 else 0
        return drawn_value(self.generators[index], draw, budget)


_LONGEST_LIST = 200
"""Longer lists are made only where a schema requires them."""
_MOST_EXTRA_ELEMENTS = 5
_MANY = 10
"""Elements of a long list where a schema allows any number, or very many."""


@dataclass(frozen=True)
class ListGenerator(ValueGenerator):
    """Lists of one generator's values. ``high`` is None for any number.

    The byte: 0 for the plain list, up to 7 the shortest, up to 19 a long one, else some number.
    """

    items: ValueGenerator
    low: int
    high: int | None
    plain_count: int
    composite: bool = True

    def plain(self) -> list[Any]:
        """One plain element, or as many as there must be."""
        return [self.items.plain() for _ in range(self.plain_count)]

    def make(self, draw: DrawFn, block: Sequence[int], at: int, budget: float) -> list[Any]:
        """Elements that are drawn; a long list repeats them."""
        choice = block[at]
        if choice == 0 and (budget >= 1 or self.plain_count == self.low):
            return self.plain()
        count = self._count(choice, budget)
        distinct = min(count, _MOST_EXTRA_ELEMENTS)
        if not distinct:
            return []
        width = self.items.width
        decisions = block_of(draw, distinct * width)
        inner = (budget - 1) / distinct
        made = [self.items.make(draw, decisions, index * width, inner) for index in range(distinct)]
        made += [copy.deepcopy(made[index % distinct]) for index in range(distinct, count)]
        return made

    def _count(self, choice: int, budget: float) -> int:
        if choice < 8 or (budget < 1 and self.items.composite):
            return self.low
        if choice < 20:
            if self.high is None or self.high > _LONGEST_LIST:
                return max(self.low, _MANY)
            return self.high
        count = self.low + choice % _MOST_EXTRA_ELEMENTS
        return count if self.high is None else min(count, max(self.high, self.low))


_MOST_EXTRA_ENTRIES = 4


@dataclass(frozen=True)
class MapGenerator(ValueGenerator):
    """Objects of any keys. ``high`` is None for any number.

    The byte: 0 for the plain map, up to 7 the smallest, up to 15 the largest, else some number.
    """

    keys: ValueGenerator
    key_schema: Schema
    values: ValueGenerator
    low: int
    high: int | None
    plain_count: int
    composite: bool = True

    def plain(self) -> dict[str, Any]:
        """One entry, or as many as there must be."""
        keys = islice(self._different(self.keys.plain(), ()), self.plain_count)
        return {key: self.values.plain() for key in keys}

    def make(self, draw: DrawFn, block: Sequence[int], at: int, budget: float) -> dict[str, Any]:
        """Entries that are drawn; a key that exists already is changed."""
        choice = block[at]
        if choice == 0 and (budget >= 1 or self.plain_count == self.low):
            return self.plain()
        count = self._count(choice, budget)
        width = self.keys.width + self.values.width
        decisions = block_of(draw, count * width)
        made: dict[str, Any] = {}
        for index in range(count):
            start = index * width
            key = self.keys.make(draw, decisions, start, 0)
            key = next(self._different(key, made), None)
            if key is None:
                break
            inner = (budget - 1) / count
            made[key] = self.values.make(draw, decisions, start + self.keys.width, inner)
        if len(made) < self.low:
            reject()
        return made

    def _count(self, choice: int, budget: float) -> int:
        high = self.low + _MOST_EXTRA_ENTRIES if self.high is None else max(self.high, self.low)
        if isinstance(self.keys, FixedGenerator):
            high = min(high, len(self.keys.values))
        if choice < 8 or budget < 1:
            return self.low
        if choice < 16:
            return min(high, self.low + 10 * _MOST_EXTRA_ENTRIES)
        return min(high, self.low + choice % (_MOST_EXTRA_ENTRIES + 1))

    def _different(self, key: str, taken: Any) -> Iterator[str]:
        """The key and others that are like it, without those that are taken."""
        if isinstance(self.keys, FixedGenerator):
            found = keys_from(key, self.keys.values)
        else:
            found = similar_keys(key, lambda each: fits_text(self.key_schema, each))
        return (each for each in found if each not in taken)
