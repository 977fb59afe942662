"""Trees of lines, and the members of structures as such trees: types, constraints and flags.

Rich has trees as well, but cuts their lines at the width of the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from rich.text import Text

from shapeproof.contract.model import Schema
from shapeproof.contract.shape import BODY, Shape
from shapeproof.report.text import counted, cut, visible

_LINES = ("├── ", "└── ", "│   ", "    ")
_ASCII = ("|-- ", "`-- ", "|   ", "    ")
_STYLES = {"name": "bold", "type": "cyan", "required": "yellow", "deprecated": "red"}


@dataclass(frozen=True)
class TextTree:
    """A line, and the trees below it."""

    label: Text
    below: tuple[TextTree, ...] = ()


def line(name: str, facts: Iterable[str] = (), kind: str = "", mark: str = ": ") -> Text:
    """A label: a name, its kind, and facts about it, separated by commas."""
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


def type_of(shape: Shape) -> str:
    """The type in the words of the model: ``list of Node``, ``map of string``, ``blob``."""
    if not shape.item.is_unknown:
        what = "event stream of" if shape.is_event_stream else "list of"
        return f"{what} {type_of(shape.item)}"
    if shape.is_map:
        return f"map of {type_of(shape.value)}"
    if shape.is_structure:
        name = shape.name or shape.definition or "structure"
        return f"union {name}" if shape.is_union else name
    return _scalar(shape)


def _scalar(shape: Shape) -> str:
    schema = shape.schema
    if shape.is_timestamp:
        form = shape.timestamp_format
        return f"timestamp({form})" if form else "timestamp"
    if shape.is_blob:
        return "blob"
    if shape.is_document:
        return "document"
    if shape.is_json_text or schema.get("contentMediaType") == "application/json":
        return "JSON text"
    return str(schema.get("x-number") or schema.get("x-integer") or schema.get("type", "any value"))


def inner_structure(shape: Shape) -> Shape:
    """The shape itself or, of lists and maps, the shape of what they hold in the end."""
    element = shape.item if not shape.item.is_unknown else shape.value if shape.is_map else None
    return shape if element is None else inner_structure(element)


def facts_of(shape: Shape) -> Iterator[str]:
    """Values, bounds, pattern and flags; then those of elements and keys."""
    yield from _limits(shape.schema)
    yield from (words for flag, words in _FLAGS.items() if shape.schema.get(flag))
    for part, what in ((shape.item, "each"), (shape.key, "keys"), (shape.value, "values")):
        if not part.is_unknown and (facts := list(facts_of(part))):
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
    return cut(pattern, _LONGEST_PATTERN)


_PLACES = {"uri": "in path", "querystring": "in query", "statusCode": "in the status code"}


@dataclass(frozen=True)
class MemberTrees:
    """Makes trees of members. A shape with a definition is written only once.

    ``depth`` is how many levels of members are shown, None for all. ``bound`` states whether the
    protocol binds members to places outside of the body.
    """

    depth: int | None = None
    bound: bool = True
    _written: set[str] = field(default_factory=set)

    def of_message(self, document: Schema) -> tuple[TextTree, ...]:
        """The members of a request, a response or an error."""
        if self.depth == 0:
            return ()
        message = Shape.of(document)
        return tuple(self._members(message, message, 1))

    def _members(self, message: Shape, structure: Shape, level: int) -> Iterator[TextTree]:
        for name, member in structure.members.items():
            facts = [*(("required",) if name in structure.required else ())]
            facts += self._places(message, name, member, level)
            facts += facts_of(member)
            below, cut = self._below(message, member, level)
            yield TextTree(line(name, [*facts, *cut], type_of(member)), below)

    def _below(
        self, message: Shape, member: Shape, level: int
    ) -> tuple[tuple[TextTree, ...], tuple[str, ...]]:
        """The trees below a member; if they are omitted, a note about it."""
        structure = inner_structure(member)
        name, count = structure.definition, len(structure.members)
        if not count:
            return (), ()
        if name in self._written:
            return (), (f"-> {name} (see above)",)
        if level == self.depth:
            return (), (f"… {counted(count, 'member')}",)
        if name is not None:
            self._written.add(name)
        return tuple(self._members(message, structure, level + 1)), ()

    def _places(self, message: Shape, name: str, member: Shape, level: int) -> Iterator[str]:
        """Where a member travels, and under which name if that differs."""
        location, wire_name = member.location, member.wire_name(name)
        renamed = f" as {wire_name}" if wire_name != name else ""
        if location == "headers":
            yield f"in header {member.wire_name('')}*"
        elif location == "header":
            yield f"in header {wire_name}"
        elif location != BODY:
            yield f"{_PLACES.get(location, location)}{renamed}"
        elif level == 1 and message.payload == name:
            yield "the whole body"
        elif level == 1 and self.bound:
            yield f"in body{renamed}"
        elif renamed:
            yield renamed.strip()
