"""A page of the documentation as the tests see it: its blocks, and what comments say about them.

CONTRIBUTING.md describes the comments.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
SHELL = ("bash", "sh", "console")

_OPEN = re.compile(r"^(?P<indent> *)(?P<fence>`{3,})(?P<info>[^`]*)$")
_COMMENT = re.compile(r"<!-- test: (?P<verb>[a-z]+)(?P<text>.*?)-->", flags=re.DOTALL)
_FILE = re.compile(r"`(?P<path>[\w./-]*\w\.\w+|Dockerfile|Makefile)`[^`]*:$")
_OF_PAGE = ("copy", "file", "new", "run", "serve")
_OF_BLOCK = ("background", "options", "output", "schema", "skip", "status")


class BadPage(Exception):
    """A comment that no test understands, or a fence that does not end."""


@dataclass(frozen=True)
class Note:
    """A comment for the tests: ``<!-- test: VERB TEXT -->``."""

    verb: str
    text: str
    line: int


@dataclass(frozen=True)
class Block:
    """A fenced block, the file that the line before it names, and the comments about it."""

    language: str
    text: str
    line: int
    file: str | None = None
    notes: tuple[Note, ...] = ()

    def note(self, verb: str) -> Note | None:
        """The comment with this verb, if there is one."""
        return next((each for each in self.notes if each.verb == verb), None)


def pages() -> list[str]:
    """All pages that the tests execute, as paths from the top of the repository."""
    found = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
    return [path.relative_to(REPOSITORY).as_posix() for path in found]


def read(page: str) -> list[Block | Note]:
    """The blocks of a page, and the comments that are about the page, in their order."""
    return list(parse((REPOSITORY / page).read_text(encoding="utf-8")))


def blocks(page: str) -> list[Block]:
    """The blocks of a page."""
    return [each for each in read(page) if isinstance(each, Block)]


def parse(text: str) -> Iterator[Block | Note]:
    """The same of a text. Raises BadPage."""
    lines = text.splitlines()
    about: list[Note] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        if opened := _OPEN.match(line):
            end = _end(lines, number, opened["fence"])
            body = textwrap.dedent("\n".join(lines[number + 1 : end]))
            language = opened["info"].strip().split(" ")[0]
            file = None if language in SHELL else _named_file(lines[:number])
            yield Block(language, body, number + 1, file, tuple(about))
            about, number = [], end
        elif "<!-- test:" in line:
            note, number = _note(lines, number)
            if _is_about_the_page(note):
                yield note
            else:
                about.append(note)
        number += 1
    if about:
        raise BadPage(f"line {about[0].line}: no block follows the comment")


def _end(lines: list[str], start: int, fence: str) -> int:
    for number in range(start + 1, len(lines)):
        if lines[number].strip() == fence:
            return number
    raise BadPage(f"line {start + 1}: the block does not end")


def _note(lines: list[str], start: int) -> tuple[Note, int]:
    """The comment that begins in a line, and the number of its last line."""
    end = next((n for n in range(start, len(lines)) if "-->" in lines[n]), start)
    found = _COMMENT.fullmatch("\n".join(lines[start : end + 1]).strip())
    if found is None or found["verb"] not in (*_OF_PAGE, *_OF_BLOCK):
        known = ", ".join(sorted((*_OF_PAGE, *_OF_BLOCK)))
        raise BadPage(f"line {start + 1}: not of the form <!-- test: VERB … -->; verbs: {known}")
    return Note(found["verb"], found["text"].strip(), start + 1), end


def _is_about_the_page(note: Note) -> bool:
    return note.verb in _OF_PAGE


def _named_file(before: list[str]) -> str | None:
    """The file whose content a block is: a code span and a colon end the paragraph before it."""
    for line in reversed(before):
        if line.strip() and "<!-- test:" not in line:
            found = _FILE.search(line.strip())
            return found["path"] if found else None
    return None
