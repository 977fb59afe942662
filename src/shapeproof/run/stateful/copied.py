"""A step that takes it that a copy holds what its source holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from shapeproof.contract.lifecycle import Resource
from shapeproof.exchange import Exchange, Finding
from shapeproof.run.stateful.world import Thing, World


@dataclass(frozen=True)
class Held:
    """What the copy ``outer`` holds must be as ``like`` but for the names of what it stands in."""

    slot: str
    resource: Resource
    outer: str
    like: str

    def do(self, world: World) -> Iterator[Finding]:
        """Remember it, without a call. Raises NotRun where there is nothing to be like."""
        yield from ()
        like = world.thing(self.like)
        bindings = {**like.bindings, **world.thing(self.outer).bindings}
        world.things[self.slot] = replace(
            like, bindings=bindings, written=_in_its_place(like, bindings)
        )


def _in_its_place(like: Thing, bindings: dict[str, str]) -> Exchange:
    """The call that wrote the original, as if it had written the copy."""
    named = {k: bindings.get(k, v) for k, v in like.written.params.items()}
    return replace(like.written, params=named)
