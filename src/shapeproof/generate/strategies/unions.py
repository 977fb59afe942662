"""Unions: exactly one member; and alternatives of the wire view: one schema or another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis.strategies import DrawFn

from shapeproof.generate.strategies.maker import Maker, drawn


@dataclass(frozen=True)
class Union(Maker):
    """Objects of one member; the plainest comes first, and ``flat`` are those that end soonest."""

    members: tuple[tuple[str, Maker], ...]
    flat: tuple[tuple[str, Maker], ...]
    composite: bool = True

    def plain(self) -> dict[str, Any]:
        """The first member."""
        name, maker = self.members[0]
        return {name: maker.plain()}

    def make(self, draw: DrawFn, block: Sequence[int], at: int, room: float) -> dict[str, Any]:
        """The member that the byte names; without room, one of those that end soonest."""
        members = self.members if room >= 1 else self.flat
        name, maker = members[block[at] % len(members)]
        return {name: drawn(maker, draw, room - 1)}


@dataclass(frozen=True)
class Alternatives(Maker):
    """Values of one maker or, less often, of another one."""

    makers: tuple[Maker, ...]
    composite: bool = True

    def plain(self) -> Any:
        """That of the first."""
        return self.makers[0].plain()

    def make(self, draw: DrawFn, block: Sequence[int], at: int, room: float) -> Any:
        """A value of the first for most bytes."""
        choice = block[at]
        index = choice % len(self.makers) if choice >= 192 and room >= 1 else 0
        return drawn(self.makers[index], draw, room)
