"""Structures: what is required, and any of what is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis.strategies import DrawFn

from shapeproof.generate.strategies.maker import Maker
from shapeproof.generate.strategies.references import Reference

WIDEST = 512
"""The widest block that a structure asks for, if its members can be had apart from it."""
_FEW = 3
_MASKS = (1, 3, 7)


@dataclass(frozen=True)
class Slot:
    """A member and its place in the block: ``presence`` is that of the byte for being there."""

    name: str
    maker: Maker
    presence: int | None
    at: int


@dataclass(frozen=True)
class Structure(Maker):
    """Objects with fixed members. The first byte says how dense they are, one per optional member

    whether it is there (1 for yes).
    """

    slots: tuple[Slot, ...]
    width: int
    composite: bool = True

    def plain(self) -> dict[str, Any]:
        """The required members."""
        return {slot.name: slot.maker.plain() for slot in self.slots if slot.presence is None}

    def make(self, draw: DrawFn, block: Sequence[int], at: int, room: float) -> dict[str, Any]:
        """The required members and, if there is room, some of the others."""
        chosen = self._chosen(block, at, room)
        inner = (room - 1) / max(1, sum(slot.maker.composite for slot in chosen))
        return {slot.name: slot.maker.make(draw, block, at + slot.at, inner) for slot in chosen}

    def _chosen(self, block: Sequence[int], at: int, room: float) -> list[Slot]:
        if room < 1:
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


def structure(members: Sequence[tuple[str, Maker, bool]]) -> Structure:
    """A structure of members with name, maker, and whether they are required."""
    apart = _apart([maker for _, maker, _ in members])
    slots, width = [], 1
    for name, maker, is_required in members:
        placed = _alone(maker) if id(maker) in apart else maker
        presence = None if is_required else width
        at = width if is_required else width + 1
        slots.append(Slot(name, placed, presence, at))
        width = at + placed.width
    return Structure(tuple(slots), width)


def _apart(makers: Sequence[Maker]) -> frozenset[int]:
    """The identities of those that draw blocks of their own, the widest first."""
    total, apart = sum(maker.width for maker in makers), set()
    for maker in sorted(makers, key=lambda maker: -maker.width):
        if total <= WIDEST or maker.width <= 1:
            break
        total -= maker.width
        apart.add(id(maker))
    return frozenset(apart)


def _alone(maker: Maker) -> Reference:
    return Reference(lambda: maker)
