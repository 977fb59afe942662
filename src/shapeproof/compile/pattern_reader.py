"""Reads a regular expression from left to right."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"\\Q(.*?)(?:\\E|\Z)|\\.", re.DOTALL)
_SPECIAL = re.compile(r"([^A-Za-z0-9])")


class Untranslatable(Exception):
    """A pattern has something in it whose meaning cannot be kept; the message names it."""


class Reader:
    """A place in a pattern, behind what has been read of it."""

    def __init__(self, pattern: str) -> None:
        self._text = _QUOTED.sub(_unquoted, pattern)
        self._next = 0

    @property
    def ended(self) -> bool:
        """Whether all has been read."""
        return self._next >= len(self._text)

    def peek(self, ahead: int = 0) -> str:
        """A character that follows, without reading it; empty past the end."""
        at = self._next + ahead
        return self._text[at : at + 1]

    def take(self) -> str:
        """Read a character; raises ``Untranslatable`` at the end."""
        if self.ended:
            raise Untranslatable("the pattern ends too soon")
        self._next += 1
        return self._text[self._next - 1]

    def accept(self, token: str) -> bool:
        """Read a text if it is what follows."""
        found = self._text.startswith(token, self._next)
        self._next += len(token) if found else 0
        return found

    def match(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        """Read what an expression matches from here on."""
        found = expression.match(self._text, self._next)
        self._next = found.end() if found else self._next
        return found


def _unquoted(found: re.Match[str]) -> str:
    r"""``\Q..\E`` with a backslash before each special character, other escapes as they are."""
    quoted: str | None = found[1]
    return found[0] if quoted is None else _SPECIAL.sub(r"\\\1", quoted)
