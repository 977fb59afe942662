"""Trees of lines, and the members of structures as such trees: types, constraints and flags.

Rich has trees as well, but cuts their lines at the width of the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from rich.text import Text

from shapeproof.contract.model import Schema
from shapeproof.contract.resolve import definition_of, resolve
from shapeproof.report.text import counted, visible

_LINES = ("├── ", "└── ", "│   ", "    ")
_ASCII = ("|-- ", "`-- ", "|   ", "    ")
_STYLES = {"name": "bold", "type": "cyan", "required": "yellow", "deprecated": "red"}


@dataclass(frozen=True)
class TextTree:
    """A line, and the trees below it."""

    label: Text
    below: tuple[TextTree, ...] = ()


def line(name: str, facts: Iterable[str] = (), kind: str = "", mark: str = ": ") -> Text:
    """A label: a name, what kind of thing it is, and facts about it, by commas."""
    text = Text(visible(name), _STYLES["name"])
    words = [(kind, _STYLES["type"])] if kind else []
    words += [(fact, _STYLES.get(fact, "")) for fact in facts]
    for index, (word, style) in enumerate(words):
        text.append(", " if index else mark, "")
        text.append(visible(word), style or "not bold")
    return text


def tree_lines(tree: TextTree, *, ascii_only: bool = False) -> Iterator[Text]:
    """The lines of a tree, from its root down."""
    yield tree.label
    yield from _below(tree, Text(), _ASCII if ascii_only else _LINES)


def _below(tree: TextTree, before: Text, guides: tuple[str, str, str, str]) -> Iterator[Text]:
    for index, each in enumerate(tree.below):
        is_last = index == len(tree.below) - 1
        yield Text.assemble(before, (guides[is_last], "dim"), each.label)
        yield from _below(each, Text.assemble(before, (guides[2 + is_last], "dim")), guides)


_MOST_VALUES = 6
_LONGEST_PATTERN = 60
_BOUNDS = (
    ("minLength", "maxLength", "character"),
    ("minItems", "maxItems", "element"),
    ("minProperties", "maxProperties", "entry"),
    ("x-min-bytes", "x-max-bytes", "byte"),
)
_FLAGS = {
    "deprecated": "deprecated",
    "x-sensitive": "sensitive",
    "x-idempotency-token": "idempotency token",
    "x-streaming": "streamed",
    "x-sparse": "may hold nulls",
    "x-host-label": "also in the host's name",
}


def type_of(root: Schema, schema: Schema) -> str:
    """The type in the words of the model: ``list of Node``, ``map of string``, ``blob``."""
    found = resolve(root, schema)
    if "items" in found:
        what = "event stream of" if found.get("x-eventstream") else "list of"
        return f"{what} {type_of(root, found['items'])}"
    if found.get("x-map"):
        return f"map of {type_of(root, found['additionalProperties'])}"
    if found.get("type") == "object":
        name = found.get("x-shape") or definition_of(schema) or "structure"
        return f"union {name}" if found.get("x-union") else str(name)
    return _scalar(found)


def _scalar(schema: Schema) -> str:
    if schema.get("x-timestamp"):
        form = schema.get("x-timestamp-format")
        return f"timestamp({form})" if form else "timestamp"
    if schema.get("x-blob"):
        return "blob"
    if schema.get("x-document"):
        return "document"
    if schema.get("x-jsonvalue") or schema.get("contentMediaType") == "application/json":
        return "JSON text"
    return str(schema.get("x-number") or schema.get("x-integer") or schema.get("type", "any value"))


def inner_structure(root: Schema, schema: Schema) -> Schema:
    """The schema itself or, of lists and maps, that of what is in them in the end; not resolved."""
    found = resolve(root, schema)
    if "items" in found:
        return inner_structure(root, found["items"])
    if found.get("x-map"):
        return inner_structure(root, found["additionalProperties"])
    return schema


def facts_of(root: Schema, schema: Schema) -> Iterator[str]:
    """Values, bounds, pattern and flags; then those of elements and keys."""
    found = resolve(root, schema)
    yield from _limits(found)
    yield from (words for flag, words in _FLAGS.items() if found.get(flag))
    for part, what in (("items", "each"), ("propertyNames", "keys"),
                       ("additionalProperties", "values")):  # fmt: skip
        inner = found.get(part)
        if isinstance(inner, dict) and (facts := list(facts_of(root, inner))):
            yield f"{what} ({', '.join(facts)})"


def _limits(schema: Schema) -> Iterator[str]:
    if "enum" in schema:
        yield _values(schema["enum"])
    if words := _range(schema.get("minimum"), schema.get("maximum"), ""):
        yield words
    for low, high, noun in _BOUNDS:
        entries = noun == "entry"
        if entries and not schema.get("x-map"):
            continue
        if words := _range(schema.get(low), schema.get(high), noun):
            yield words
    if "pattern" in schema:
        yield f"matches {_cut(schema['pattern'])}"
    if "x-pattern-unsupported" in schema:
        yield f"matches {_cut(schema['x-pattern-unsupported'])} (not checked)"


def _values(values: list[Any]) -> str:
    shown = " | ".join(str(each) for each in values[:_MOST_VALUES])
    if len(values) <= _MOST_VALUES:
        return f"one of {shown}" if len(values) > 1 else f"always {shown}"
    return f"one of {shown} | … ({counted(len(values), 'value')})"


def _range(low: float | None, high: float | None, noun: str) -> str:
    if low is None and high is None:
        return ""
    if low is None or high is None:
        bound, number = ("at most", high) if low is None else ("at least", low)
        return f"{bound} {_counted(number, noun)}"
    return _counted(high, noun) if low == high else f"{low} to {_counted(high, noun)}"


def _counted(number: float | None, noun: str) -> str:
    if not noun:
        return f"{number}"
    many = f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else many}"


def _cut(pattern: str) -> str:
    return pattern if len(pattern) <= _LONGEST_PATTERN else f"{pattern[: _LONGEST_PATTERN - 1]}…"


_PLACES = {"uri": "in path", "querystring": "in query", "statusCode": "in the status code"}


@dataclass(frozen=True)
class MemberTrees:
    """Makes trees of members. A shape that has a definition is written out once only.

    ``depth`` is how many levels of members are shown, None for all. ``bound`` states whether the
    protocol binds members to places outside of the body.
    """

    depth: int | None = None
    bound: bool = True
    _written: set[str] = field(default_factory=set)

    def of_message(self, root: Schema) -> tuple[TextTree, ...]:
        """The members of a request, a response or an error."""
        if self.depth == 0:
            return ()
        return tuple(self._members(root, root, 1))

    def _members(self, root: Schema, structure: Schema, level: int) -> Iterator[TextTree]:
        required = frozenset(structure.get("required", ()))
        for name, schema in structure.get("properties", {}).items():
            facts = [*(("required",) if name in required else ())]
            facts += self._places(root, name, schema, level)
            facts += facts_of(root, schema)
            below, cut = self._below(root, schema, level)
            yield TextTree(line(name, [*facts, *cut], type_of(root, schema)), below)

    def _below(
        self, root: Schema, schema: Schema, level: int
    ) -> tuple[tuple[TextTree, ...], tuple[str, ...]]:
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
