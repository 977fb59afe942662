"""Patterns that nobody has reviewed, such as those in messages: bounded in time and size.

They are matched by an engine that gives up on endless searches, and texts are made of their parts,
without a search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import jsonschema_rs

from shapeproof.generate.values.pattern_nodes import zero_choices
from shapeproof.generate.values.pattern_parser import parts_of
from shapeproof.generate.values.plain import WORDS
from shapeproof.generate.values.text_constraints import BODY

_LONGEST_PATTERN = 2000
_LONGEST_TEXT = 2048
_LARGE_COUNT = re.compile(r"\{(\d{5,}|\d*,\d{6,})")


class BoundedPattern:
    """A pattern that texts have to match as a whole."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._validator = _validator(text)

    @property
    def is_usable(self) -> bool:
        """Whether it can be matched at all."""
        return self._validator is not None

    def takes(self, text: str) -> bool:
        """Whether it matches a text."""
        return (
            self._validator is not None
            and len(text) <= _LONGEST_TEXT
            and self._validator.is_valid(text)
        )

    def texts(self, wanted: Sequence[str] = ()) -> Iterator[str]:
        """Texts that it matches: of those wanted, of plain words, and one made of its parts."""
        if not self.is_usable:
            return
        for text in (*wanted, *WORDS):
            if self.takes(text):
                yield text
        made = _made(self.text)
        if made is not None and self.takes(made):
            yield made


@lru_cache(maxsize=4096)
def _made(pattern: str) -> str | None:
    try:
        node = parts_of(pattern, BODY)
    except (RecursionError, OverflowError, ValueError):
        return None
    if node is None or node.low > _LONGEST_TEXT:
        return None
    low = int(max(1, node.low)) if node.high >= 1 else 0
    return node.make(zero_choices(), low, max(low, min(_LONGEST_TEXT, node.high)), {})


@lru_cache(maxsize=4096)
def _validator(pattern: str) -> jsonschema_rs.Draft202012Validator | None:
    if len(pattern) > _LONGEST_PATTERN or _LARGE_COUNT.search(pattern):
        return None
    try:
        return jsonschema_rs.Draft202012Validator({"type": "string", "pattern": f"^(?:{pattern})$"})
    except (ValueError, jsonschema_rs.ValidationError):
        return None
