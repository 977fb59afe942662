"""The elements of lists and the entries of maps in a form, by their indexes."""

from __future__ import annotations

from dataclasses import dataclass

from shapeproof.wire.aws_query.form_text import FormNode

_MOST_FILLED = 1000
"""The longest list of which elements that are left out are filled in."""


@dataclass(frozen=True)
class Numbered:
    """The elements of a list or map in their order, with the step that leads to them.

    The step is another one than the schema's where that leads to none. ``indexes`` are as written.
    """

    step: str
    indexes: tuple[str, ...]
    nodes: tuple[FormNode, ...]

    def filled(self) -> Numbered:
        """With an empty node for each index that is left out, as for a structure of no members."""
        found = dict(zip(map(int, self.indexes), self.nodes, strict=True))
        last = max(found)
        if min(found) < 1 or last > _MOST_FILLED or len(found) == last:
            return self
        nodes = (found.get(index, FormNode()) for index in range(1, last + 1))
        return Numbered(self.step, indexes_to(last), tuple(nodes))


def indexes_to(last: int) -> tuple[str, ...]:
    """The indexes of a list of some length."""
    return tuple(str(index) for index in range(1, last + 1))


def numbered_below(node: FormNode, element: str) -> Numbered | None:
    """The elements of a list or map, None where nothing is numbered."""
    steps = [element] if element in node.below else ["", *node.below]
    for step in steps:
        holder = node.below[step] if step else node
        if indexes := holder.indexes:
            return Numbered(step, indexes, tuple(holder.below[each] for each in indexes))
    return None
