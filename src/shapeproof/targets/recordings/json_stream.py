"""JSON that is read a value at a time, so that memory is bounded by the largest value.

A window of the text is kept. A value that does not end in the window makes it grow.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO, TypeVar

from shapeproof.contract.user_document import too_many_values

T = TypeVar("T")
CHUNK = 1024 * 1024
MAX_VALUE = 32 * CHUNK
"""Characters of one value; a longer one is refused."""
MAX_WHOLE = 64 * CHUNK
"""Characters of a text that has to be read as a whole."""
MOST_ITEMS = 1_000_000
"""Values of such a text."""
_DENSE_FROM = 2 * CHUNK
_SPACE = re.compile(r"[ \t\r\n]*")
_NEAR_END = 32


class JsonStreamError(ValueError):
    """The text is not JSON, or a value is too large."""


class JsonStream:
    """A JSON text, and how far it has been read."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._window = ""
        self._at = 0
        self._before = 0
        self._ended = False
        self._decoder = json.JSONDecoder()

    @property
    def offset(self) -> int:
        """The characters before the place that is read next."""
        return self._before + self._at

    def peek(self) -> str:
        """The next character that is not a space; empty at the end."""
        while True:
            found = _SPACE.match(self._window, self._at)
            assert found is not None
            self._at = found.end()
            if self._at < len(self._window):
                return self._window[self._at]
            if not self._grow():
                return ""

    def take(self, expected: str) -> bool:
        """Skip a character, if it is the next one."""
        if self.peek() != expected:
            return False
        self._at += 1
        return True

    def require(self, expected: str) -> None:
        """Skip a character. Raises JsonStreamError where another one is next."""
        if not self.take(expected):
            found = self.peek()
            raise JsonStreamError(f"expected {expected!r}, found {found!r}" if found else _CUT)

    def value(self) -> Any:
        """The next value. Raises JsonStreamError."""
        while True:
            if not self.peek():
                raise JsonStreamError(_CUT)
            try:
                found, end = self._decoder.raw_decode(self._window, self._at)
            except json.JSONDecodeError as error:
                if self._may_go_on(error) and self._grow():
                    continue
                raise JsonStreamError(_CUT if self._may_go_on(error) else error.msg) from None
            except RecursionError:
                raise JsonStreamError("it is nested too deeply") from None
            except ValueError as error:  # a number of too many digits
                raise JsonStreamError(str(error)) from None
            if end == len(self._window) and self._grow():
                continue  # a number may go on
            self._at = end
            return found

    def members(self) -> Iterator[str]:
        """The names in the object that is next; read or skip the value after each."""
        self.require("{")
        if self.take("}"):
            return
        while True:
            key = self.value()
            if not isinstance(key, str):
                raise JsonStreamError("the key of an object is no text")
            self.require(":")
            yield key
            if not self.take(","):
                self.require("}")
                return

    def items(self) -> Iterator[Any]:
        """The values of the list that is next."""
        self.require("[")
        if self.take("]"):
            return
        while True:
            yield self.value()
            if not self.take(","):
                self.require("]")
                return

    def whole(self, values: Iterator[T]) -> Iterator[T]:
        """Values that are all kept. Raises JsonStreamError for too many."""
        for number, each in enumerate(values):
            if number >= MOST_ITEMS or self.offset > MAX_WHOLE:
                raise JsonStreamError("it is too large for a file that is neither HAR nor lines")
            yield each

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Whether the value may only be cut off at the end of the window."""
        is_open = error.msg.startswith("Unterminated")
        return is_open or error.pos >= len(self._window) - _NEAR_END

    def _grow(self) -> bool:
        """Read on; False at the end. What was read before the place is dropped."""
        if self._ended:
            return False
        kept = self._window[self._at :]
        if len(kept) > MAX_VALUE:
            raise JsonStreamError(f"one value is longer than {MAX_VALUE:,} characters")
        if len(kept) > _DENSE_FROM and (reason := too_many_values(kept.encode("utf-8", "replace"))):
            raise JsonStreamError(f"of one value, {reason}")
        more = self._text.read(max(CHUNK, len(kept)))
        self._ended = not more
        self._before += self._at
        self._window, self._at = kept + more, 0
        return bool(more)


_CUT = "the file ends in the middle of it"
