"""How much of one document's members and enum values a run has exercised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import join
from shapeproof.generate.places import places
from shapeproof.run.events import Tally
from shapeproof.run.refusals import leaves

T = TypeVar("T")


@dataclass
class SchemaTally:
    """Places and enum values of a document: planned and exercised."""

    members: set[str] = field(default_factory=set)
    enum_values: set[tuple[str, str]] = field(default_factory=set)
    members_seen: set[str] = field(default_factory=set)
    enum_values_seen: set[tuple[str, str]] = field(default_factory=set)

    def plan(self, root: Schema) -> None:
        """Count what there is to exercise."""
        for place in places(root):
            if place.kind == "member":
                self.members.add(place.pointer)
            for value in place.schema.get("enum", ()):
                self.enum_values.add((place.pointer, str(value)))

    def count(self, value: Any) -> None:
        """Count what a value has exercised."""
        for tokens, leaf in leaves(value):
            for length in range(1, len(tokens) + 1):
                self.members_seen.add(join(tokens[:length]))
            self.enum_values_seen.add((join(tokens), str(leaf)))

    def tally(self) -> dict[str, Tally]:
        """The figures of both kinds."""
        return {
            "members": tally_of(self.members, self.members_seen),
            "enum_values": tally_of(self.enum_values, self.enum_values_seen),
        }


def tally_of(planned: set[T], seen: set[T]) -> Tally:
    """How much of what was planned was seen."""
    return Tally(len(planned), len(planned & seen))


def total_of(tallies: Iterable[Tally]) -> Tally:
    """Tallies of different things in one."""
    listed = list(tallies)
    return Tally(sum(each.total for each in listed), sum(each.exercised for each in listed))
