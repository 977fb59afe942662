"""Which schemas are the same, though they refer to one another, maybe in circles.

Schemas are first told apart by their own words, then by what they refer to, again and again until
nothing more falls apart (partition refinement, as automata are minimized; Moore, 1956).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Reference = Callable[[int], Any]


@dataclass(frozen=True)
class Node:
    """A named schema; its references are the numbers of other nodes."""

    name: str
    content: dict[str, Any]

    @cached_property
    def words(self) -> tuple[str, tuple[int, ...]]:
        """Its own words, as a text, and the nodes it refers to, in the order of its words.

        The text is equal for nodes that differ at most in what they refer to.
        """
        found: list[int] = []
        blank = with_references(self.content, found.append)
        return json.dumps(blank, separators=(",", ":")), tuple(found)


def kinds_of(nodes: Sequence[Node]) -> list[int]:
    """For each node the number of its kind: nodes that nothing tells apart have the same."""
    kinds = _numbered((node.name, node.words[0]) for node in nodes)
    while True:
        finer = _numbered(
            (kinds[index], *(kinds[other] for other in node.words[1]))
            for index, node in enumerate(nodes)
        )
        if len(set(finer)) == len(set(kinds)):
            return kinds
        kinds = finer


def with_references(value: Any, reference: Reference) -> Any:
    """A copy of a value with another reference for each number, in the order of sorted keys."""
    if isinstance(value, dict):
        return {
            key: reference(each)
            if key == "$ref" and isinstance(each, int)
            else with_references(each, reference)
            for key, each in sorted(value.items())
        }
    return (
        [with_references(each, reference) for each in value] if isinstance(value, list) else value
    )


def _numbered(keys: Iterable[Hashable]) -> list[int]:
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]
