"""Text as GitHub Flavored Markdown: values without markup, and documents of a bounded size."""

from __future__ import annotations

import re
from html import escape

from shapeproof.report.text import visible

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#$&!])")
_MENTION = re.compile(r"(?<![\w&])([@#])(?=\w)")
_TICKS = re.compile("`+")


def plain(text: str) -> str:
    """Text without markup, and without mentions of users or issues."""
    return _unmentioning(_SPECIAL.sub(r"\\\1", visible(text)))


def html_text(text: str) -> str:
    """Text for a line of HTML within Markdown, without mentions of users or issues."""
    return _unmentioning(escape(visible(text), quote=False))


def _unmentioning(text: str) -> str:
    return _MENTION.sub("\\1\u200b", text)


def code(text: str) -> str:
    """A code span; the text may contain backticks."""
    ticks = "`" * (1 + longest_run(text))
    pad = " " if not text or text[0] in "` " or text[-1] in "` " else ""
    return f"{ticks}{pad}{visible(text)}{pad}{ticks}"


def code_cell(text: str) -> str:
    """A code span in a cell of a table; the text may contain backticks and pipes."""
    return code(text).replace("|", r"\|")


def longest_run(text: str) -> int:
    """The length of the longest run of backticks."""
    return max((len(each) for each in _TICKS.findall(text)), default=0)


class BoundedText:
    """Lines up to a number of bytes; after the first that does not fit, none is added."""

    def __init__(self, limit: int) -> None:
        self._lines: list[str] = []
        self._left = limit
        self.hidden = 0
        """How much was not added, in what ``counts`` counts."""

    def add(self, *lines: str, counts: int = 0) -> bool:
        """Add lines about so many things, if they fit."""
        size = sum(len(line.encode("utf-8", "replace")) + 1 for line in lines)
        if size > self._left:
            self._left = 0
            self.hidden += counts
            return False
        self._left -= size
        self._lines += lines
        return True

    def close(self, *lines: str) -> None:
        """Add lines that earlier lines need, even beyond the limit."""
        self._lines += lines

    def whole(self) -> str:
        """The text."""
        return "\n".join(self._lines).rstrip("\n") + "\n"
