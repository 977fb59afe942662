"""Texts of findings: a template, and the facts that it shows.

A finding keeps the facts. The English is made at the end, by ``str`` or ``rendered``. The parts of
a text say where they come from, so that masking has to look at values of messages only, and never
at the words of the contract.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Mask = Callable[[str], str]
"""Replaces what is secret in the text of a value."""

DEFAULT_LIMIT = 200
"""Characters of a value; longer ones have their middle left out."""


@dataclass(frozen=True)
class Shown:
    """A value of a request or a response, shown as JSON."""

    value: Any
    limit: int = DEFAULT_LIMIT

    def rendered(self, mask: Mask | None = None) -> str:
        """The JSON text, masked before it is cut to ``limit`` characters. Never fails."""
        try:
            text = json.dumps(self.value, ensure_ascii=False, default=str)
        except (RecursionError, ValueError, TypeError):
            return "a value that is not JSON"
        return without_middle(mask(text) if mask else text, self.limit)


@dataclass(frozen=True)
class Said:
    """Words that a target or a client wrote, or that are part of what it wrote, verbatim."""

    words: str
    limit: int | None = None

    def rendered(self, mask: Mask | None = None) -> str:
        """The words, masked before they are cut to ``limit`` characters (None: not cut)."""
        text = mask(self.words) if mask else self.words
        return text if self.limit is None else without_middle(text, self.limit)


@dataclass(frozen=True)
class Limit:
    """A constraint of the contract: a JSON Schema keyword with its value."""

    keyword: str
    value: Any

    def rendered(self, mask: Mask | None = None) -> str:
        """The keyword and its value as JSON; the contract is no secret."""
        return f"{self.keyword} {Shown(self.value).rendered()}"


@dataclass(frozen=True)
class Text:
    """A template in the form of ``str.format``, and its named parts.

    ``str`` and ``int`` parts are the contract's own words: names of members, limits, enum values.
    They are never masked. A template without parts is taken as it is.
    """

    template: str
    parts: Mapping[str, Part] = field(default_factory=dict)

    @classmethod
    def of(cls, template: str, /, **parts: Part) -> Text:
        """A text by its template and parts."""
        return cls(template, parts)

    @classmethod
    def only(cls, part: Shown | Said | Limit) -> Text:
        """A text that is one part and nothing else."""
        return cls("{part}", {"part": part})

    @property
    def part(self) -> Part | None:
        """What ``only`` was given; None for other texts."""
        return self.parts.get("part") if self.template == "{part}" else None

    def rendered(self, mask: Mask | None = None) -> str:
        """The English, with ``mask`` applied to each value of a message."""
        if not self.parts:
            return self.template
        return self.template.format(
            **{
                name: str(part) if isinstance(part, str | int) else part.rendered(mask)
                for name, part in self.parts.items()
            }
        )

    def replaced(self, change: Callable[[str], str]) -> Text:
        """The text with ``change`` applied to the template and to every part that is words."""
        return Text(
            change(self.template) if not self.parts else self.template,
            {name: _replaced(part, change) for name, part in self.parts.items()},
        )

    def __str__(self) -> str:
        return self.rendered()

    def __bool__(self) -> bool:
        return bool(self.template)


Part = str | int | Shown | Said | Limit | Text
"""What a text shows at one place."""

NO_TEXT = Text("")


def as_text(given: str | Text) -> Text:
    """A text; a ``str`` is a template without parts."""
    return Text(given) if isinstance(given, str) else given


def without_middle(text: str, limit: int) -> str:
    """A text with its middle left out where it is longer than ``limit`` characters."""
    return text if len(text) <= limit else f"{text[: limit // 2]} ... {text[-limit // 4 :]}"


def one_line(text: str, limit: int) -> str:
    """The words of a text in one line: ``limit`` characters at most, an ellipsis where it ends."""
    words = " ".join(text.split())
    return words if len(words) <= limit else f"{words[: limit - 1]}…"


def _replaced(part: Part, change: Callable[[str], str]) -> Part:
    if isinstance(part, str):
        return change(part)
    if isinstance(part, Text):
        return part.replaced(change)
    if isinstance(part, Said):
        return replace(part, words=change(part.words))
    if isinstance(part, Shown):
        return Said(change(part.rendered()))
    return part
