"""Two values of one schema compared, member by member: what is missing, extra or different."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from shapeproof.checks.names import folded
from shapeproof.contract.model import Schema
from shapeproof.contract.pointer import Tokens
from shapeproof.contract.resolve import resolve

Members = Mapping[str, Any]


@dataclass(frozen=True)
class Gap:
    """A place where two values differ.

    ``kind`` is ``missing``, ``extra``, ``unknown`` (extra, and not in the shape), ``type`` or
    ``value``. A missing member that stands there under another name has that as ``other_name``.
    """

    tokens: Tokens
    kind: str
    expected: Any = None
    actual: Any = None
    other_name: str = ""


class View(Protocol):
    """What counts as the same in one view of values: on the wire, or in the API view."""

    def members(self, holder: Schema, value: Members) -> Members:
        """The members of an object that count."""

    def elements(self, holder: Schema, value: list[Any]) -> list[Any]:
        """The elements of a list that count."""

    def may_lack(self, holder: Schema, name: str, member: Schema, value: Any) -> bool:
        """Whether a member may be left out."""

    def may_add(self, holder: Schema, name: str, member: Schema, value: Any) -> bool:
        """Whether a member may be there that is not due."""

    def scalar(self, schema: Schema, expected: Any, actual: Any) -> str | None:
        """The kind of the difference of two scalars, or of values of different types."""


@dataclass(frozen=True)
class Trees:
    """Compares values of the schemas of one document."""

    root: Schema
    view: View

    def gaps(self, expected: Any, actual: Any) -> Iterator[Gap]:
        """The differences of two values of the document itself, in the order of the first."""
        return self.below(self.root, expected, actual, ())

    def below(self, raw: Schema, expected: Any, actual: Any, tokens: Tokens) -> Iterator[Gap]:
        """The differences of two values of a schema of the document, which stand at a place."""
        schema = self.resolved(raw)
        if schema.get("x-eventstream"):
            return
        both = (expected, actual)
        if schema.get("x-jsonvalue"):
            kind = self.view.scalar(schema, expected, actual)
        elif all(isinstance(each, dict) for each in both):
            yield from self._members(schema, expected, actual, tokens)
            return
        elif all(isinstance(each, list) for each in both):
            yield from self._elements(schema, expected, actual, tokens)
            return
        else:
            kind = self.view.scalar(schema, expected, actual)
        if kind is not None:
            yield Gap(tokens, kind, expected, actual)

    def resolved(self, schema: Schema) -> Schema:
        """A schema without its reference and without the null of sparse lists and maps."""
        for choice in schema.get("anyOf", ()):
            if "$ref" in choice:
                schema = choice
        return resolve(self.root, schema)

    def inner(self, holder: Schema, name: str) -> Schema:
        """The schema of a member or an entry, resolved; of what is not known an empty one."""
        if holder.get("x-document"):
            return holder
        if holder.get("x-map"):
            return self.resolved(holder.get("additionalProperties", {}))
        return self.resolved(holder.get("properties", {}).get(name, {}))

    def _members(
        self, schema: Schema, expected: Members, actual: Members, tokens: Tokens
    ) -> Iterator[Gap]:
        due, there = self.view.members(schema, expected), self.view.members(schema, actual)
        lacking = [name for name in due if name not in there and not self._lacks(schema, name, due)]
        beyond = [name for name in there if name not in due and not self._adds(schema, name, there)]
        for name in lacking:
            other = _other_name(schema, name, beyond)
            if other:
                beyond.remove(other)
            yield Gap((*tokens, name), "missing", due[name], None, other)
        for name in beyond:
            kind = "unknown" if _is_unknown(schema, name) else "extra"
            yield Gap((*tokens, name), kind, None, there[name])
        for name in due:
            if name in there:
                inner = self.inner(schema, name)
                yield from self.below(inner, due[name], there[name], (*tokens, name))

    def _lacks(self, schema: Schema, name: str, due: Members) -> bool:
        return self.view.may_lack(schema, name, self.inner(schema, name), due[name])

    def _adds(self, schema: Schema, name: str, there: Members) -> bool:
        return self.view.may_add(schema, name, self.inner(schema, name), there[name])

    def _elements(
        self, schema: Schema, expected: list[Any], actual: list[Any], tokens: Tokens
    ) -> Iterator[Gap]:
        due, there = self.view.elements(schema, expected), self.view.elements(schema, actual)
        if len(due) != len(there):
            yield Gap(tokens, "missing" if len(there) < len(due) else "extra", due, there)
            return
        inner = schema if schema.get("x-document") else schema.get("items", {})
        for index, (one, other) in enumerate(zip(due, there, strict=True)):
            yield from self.below(inner, one, other, (*tokens, str(index)))


def _is_unknown(schema: Schema, name: str) -> bool:
    return "properties" in schema and name not in schema["properties"]


def _other_name(schema: Schema, name: str, candidates: list[str]) -> str:
    """The extra name that a member was probably given: its name in the other view, or re-cased."""
    member = schema.get("properties", {}).get(name, {})
    names = {folded(name)}
    names |= {folded(str(member[key])) for key in ("x-member", "x-location-name") if key in member}
    return next((each for each in candidates if folded(each) in names), "")
