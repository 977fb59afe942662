"""The members of structures as trees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import definition_of, resolve
from shapeproof.report.contract_tree.trees import Tree, line
from shapeproof.report.contract_tree.words import facts_of, inner_structure, type_of
from shapeproof.report.text import counted

_PLACES = {"uri": "in path", "querystring": "in query", "statusCode": "in the status code"}


@dataclass(frozen=True)
class MemberTrees:
    """Makes trees of members. A shape that has a definition is written out once only.

    ``depth`` is how many levels of members are shown, None for all. ``bound`` tells whether the
    protocol binds members to places outside of the body.
    """

    depth: int | None = None
    bound: bool = True
    _written: set[str] = field(default_factory=set)

    def of_message(self, root: Schema) -> tuple[Tree, ...]:
        """The members of a request, a response or an error."""
        if self.depth == 0:
            return ()
        return tuple(self._members(root, root, 1))

    def _members(self, root: Schema, structure: Schema, level: int) -> Iterator[Tree]:
        required = frozenset(structure.get("required", ()))
        for name, schema in structure.get("properties", {}).items():
            facts = [*(("required",) if name in required else ())]
            facts += self._places(root, name, schema, level)
            facts += facts_of(root, schema)
            below, cut = self._below(root, schema, level)
            yield Tree(line(name, [*facts, *cut], type_of(root, schema)), below)

    def _below(
        self, root: Schema, schema: Schema, level: int
    ) -> tuple[tuple[Tree, ...], tuple[str, ...]]:
        """The trees below a member; where they are left out, words that say so."""
        inner = inner_structure(root, schema)
        name, structure = definition_of(inner), resolve(root, inner)
        count = len(structure.get("properties", ()))
        if not count:
            return (), ()
        if name in self._written:
            return (), (f"-> {name} (see above)",)
        if level == self.depth:
            return (), (f"… {counted(count, 'member')}",)
        if name is not None:
            self._written.add(name)
        return tuple(self._members(root, structure, level + 1)), ()

    def _places(self, root: Schema, name: str, schema: Schema, level: int) -> Iterator[str]:
        """Where a member travels, and under which name if that is another one."""
        location = schema.get("x-location")
        wire_name = schema.get("x-location-name", name)
        renamed = f" as {wire_name}" if wire_name != name else ""
        if location in ("header", "headers"):
            prefix = schema.get("x-location-name", "") if location == "headers" else wire_name
            yield f"in header {prefix}*" if location == "headers" else f"in header {prefix}"
        elif location is not None:
            yield f"{_PLACES.get(location, location)}{renamed}"
        elif root.get("x-payload") == name and level == 1:
            yield "the whole body"
        elif level == 1 and self.bound:
            yield f"in body{renamed}"
        elif renamed:
            yield renamed.strip()
