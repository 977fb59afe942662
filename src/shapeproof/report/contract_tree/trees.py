"""Trees of lines. Rich has trees as well, but cuts their lines at the width of the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.text import Text

from shapeproof.report.text import visible

_LINES = ("├── ", "└── ", "│   ", "    ")
_ASCII = ("|-- ", "`-- ", "|   ", "    ")
_STYLES = {"name": "bold", "type": "cyan", "required": "yellow", "deprecated": "red"}


@dataclass(frozen=True)
class Tree:
    """A line, and the trees below it."""

    label: Text
    below: tuple[Tree, ...] = ()


def line(name: str, facts: Iterable[str] = (), kind: str = "", mark: str = ": ") -> Text:
    """A label: a name, what kind of thing it is, and facts about it, by commas."""
    text = Text(visible(name), _STYLES["name"])
    words = [(kind, _STYLES["type"])] if kind else []
    words += [(fact, _STYLES.get(fact, "")) for fact in facts]
    for index, (word, style) in enumerate(words):
        text.append(", " if index else mark, "")
        text.append(visible(word), style or "not bold")
    return text


def tree_lines(tree: Tree, *, ascii_only: bool = False) -> Iterator[Text]:
    """The lines of a tree, from its root down."""
    yield tree.label
    yield from _below(tree, Text(), _ASCII if ascii_only else _LINES)


def _below(tree: Tree, before: Text, guides: tuple[str, str, str, str]) -> Iterator[Text]:
    for index, each in enumerate(tree.below):
        is_last = index == len(tree.below) - 1
        yield Text.assemble(before, (guides[is_last], "dim"), each.label)
        yield from _below(each, Text.assemble(before, (guides[2 + is_last], "dim")), guides)
