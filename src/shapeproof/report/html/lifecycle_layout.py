"""Where each part of the picture of a lifecycle stands, in the units of an SVG.

All text is in a monospaced font, so that its width is known: nothing overlaps, however long the
names are, and the same report gives the same picture.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

WIDTH = 368
"""The width of a picture: that of a phone, without its margins."""
LETTER = 7.3
"""The width of a letter of 12 units: 0.6 em in the usual fonts, and a little more."""
LINE = 16
MOST_LINES = 4
_EDGE = 10
_MARK = 16
_GAP = 4
_LONG = 4
_COLUMN = WIDTH / 2 - _EDGE
_COLUMNS = (_EDGE, WIDTH / 2)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|.", re.DOTALL)

TextKind = Literal["name", "within", "state", "part", "operation", "status", "none"]
"""What a text says: it decides its look."""


@dataclass(frozen=True)
class DrawnText:
    """One line of text; ``x`` is its left end, ``y`` its base line."""

    x: float
    y: float
    text: str
    kind: TextKind
    tone: str = ""


@dataclass(frozen=True)
class DrawnMark:
    """The mark before an operation; ``x`` and ``y`` are its upper left corner."""

    x: float
    y: float
    status: str


@dataclass(frozen=True)
class DrawnBox:
    """A state, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class DrawnArrow:
    """A change of state, from one height to another. It is ``possible`` if the run has made it."""

    x: float
    start: float
    end: float
    possible: bool


@dataclass(frozen=True)
class OperationState:
    """What became of an operation in a run; ``note`` says it in words, unless all is well."""

    name: str
    status: str
    note: str = ""


@dataclass(frozen=True)
class PictureParts:
    """What a picture shows: ``creating``, ``removing`` and ``staying`` by their part."""

    name: str
    within: str
    creating: Sequence[tuple[str, Sequence[OperationState]]]
    removing: Sequence[tuple[str, Sequence[OperationState]]]
    staying: Sequence[tuple[str, Sequence[OperationState]]]


@dataclass
class Drawing:
    """What has been placed so far, and the height that it takes."""

    height: float = 0
    texts: list[DrawnText] = field(default_factory=list)
    marks: list[DrawnMark] = field(default_factory=list)
    boxes: list[DrawnBox] = field(default_factory=list)
    arrows: list[DrawnArrow] = field(default_factory=list)

    def write(self, x: float, y: float, width: float, text: str, kind: TextKind) -> float:
        """Write a text into a column; where its last line ends."""
        for each in wrapped(text, width):
            self.texts.append(DrawnText(x, y + 12, each, kind))
            y += LINE
        return y


def placed(parts: PictureParts) -> Drawing:
    """The picture of one resource."""
    drawing = Drawing()
    top = drawing.write(0, 0, WIDTH, parts.name, "name")
    if parts.within:
        top = drawing.write(0, top, WIDTH, parts.within, "within")
    top = _state(drawing, top + 6, "absent", 26)
    bottom = _changes(drawing, top, parts)
    end = _staying(drawing, bottom + 24, parts.staying)
    _state(drawing, bottom, "present", end + 8 - bottom)
    drawing.height = end + 10
    return drawing


def _state(drawing: Drawing, top: float, name: str, height: float) -> float:
    drawing.boxes.append(DrawnBox(1, top, WIDTH - 2, height))
    drawing.texts.append(DrawnText(_EDGE, top + 17, name, "state"))
    return top + height


def _changes(drawing: Drawing, top: float, parts: PictureParts) -> float:
    """What leads from one state to the other: creation at the left, removal at the right."""
    middle = WIDTH / 2
    width = middle - _EDGE - 12
    left = _column(drawing, _EDGE + 12, top + 8, width, parts.creating, "nothing creates it")
    right = _column(drawing, middle, top + 8, width, parts.removing, "nothing removes it")
    bottom = max(left, right) + 8
    for x, start, end, groups in (
        (_EDGE, top, bottom, parts.creating),
        (WIDTH - _EDGE, bottom, top, parts.removing),
    ):
        if groups:
            possible = any(each.status == "reached" for _, states in groups for each in states)
            drawing.arrows.append(DrawnArrow(x, start, end, possible))
    return bottom


def _column(
    drawing: Drawing,
    x: float,
    y: float,
    width: float,
    groups: Sequence[tuple[str, Sequence[OperationState]]],
    otherwise: str,
) -> float:
    if not groups:
        return drawing.write(x, y, width, otherwise, "none")
    for part, states in groups:
        y = _part(drawing, x, y, width, part, states)
    return y


def _staying(
    drawing: Drawing, y: float, groups: Iterable[tuple[str, Sequence[OperationState]]]
) -> float:
    """What leaves the resource present: each part in the shorter column, a long one in both."""
    ends = [y, y]
    for part, states in groups:
        if len(states) > _LONG:
            ends = [_in_both_columns(drawing, max(ends), part, states)] * 2
            continue
        shorter = ends.index(min(ends))
        ends[shorter] = _part(drawing, _COLUMNS[shorter], ends[shorter], _COLUMN, part, states)
    return max(ends)


def _in_both_columns(
    drawing: Drawing, y: float, part: str, states: Sequence[OperationState]
) -> float:
    y = drawing.write(_EDGE, y, WIDTH - 2 * _EDGE, part, "part")
    for index in range(0, len(states), 2):
        row = zip(_COLUMNS, states[index : index + 2], strict=False)
        y = max(_operation(drawing, x, y, _COLUMN, each) for x, each in row)
    return y


def _part(
    drawing: Drawing,
    x: float,
    y: float,
    width: float,
    part: str,
    states: Sequence[OperationState],
) -> float:
    y = drawing.write(x, y, width, part, "part")
    for each in states:
        y = _operation(drawing, x, y, width, each)
    return y + 2


def _operation(drawing: Drawing, x: float, y: float, width: float, state: OperationState) -> float:
    drawing.marks.append(DrawnMark(x, y + 2, state.status))
    left, width = x + _MARK, width - _MARK - _GAP
    y = drawing.write(left, y, width, state.name, "operation")
    if state.note:
        for each in wrapped(state.note, width):
            drawing.texts.append(DrawnText(left, y + 11, each, "status", state.status))
            y += LINE - 1
    return y + 3


def wrapped(text: str, width: float) -> list[str]:
    """The text in lines of this width, cut between its words; a long one ends in an ellipsis."""
    most = int(width / LETTER)
    lines = [""]
    for word in _WORDS.findall(text[: most * (MOST_LINES + 1)]):
        for piece in _pieces(word, most):
            if columns(lines[-1]) + columns(piece) > most:
                lines.append("")
            lines[-1] += piece
    kept = [each.strip() for each in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES or len(text) > most * (MOST_LINES + 1):
        while columns(kept[-1]) > most - 1:
            kept[-1] = kept[-1][:-1]
        kept[-1] += "…"
    return kept


def columns(text: str) -> int:
    """How many letters wide a text is: characters of East Asia take two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _pieces(word: str, most: int) -> list[str]:
    if columns(word) <= most:
        return [word]
    half = max(1, most // 2)
    return [word[index : index + half] for index in range(0, len(word), half)]
