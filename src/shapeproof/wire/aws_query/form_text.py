"""Forms: pairs of names and texts, percent-encoded (``application/x-www-form-urlencoded``).

The names of a request in the query and ec2 protocols are paths (``Tags.member.1.Key``). A form is
read into *nodes*, one for each step of a path, and written from pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from shapeproof.contract.pointer import Tokens
from shapeproof.wire.interface import UnreadableError
from shapeproof.wire.rest.uri_template import Pairs, join_query

MAX_DEPTH = 128
"""How many steps a name may have that is read."""
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def write_form(pairs: Iterable[tuple[str, str]]) -> bytes:
    """The form of pairs; a blank is ``%20``, as SDKs write it."""
    return join_query(pairs).encode("ascii")


def read_form(body: bytes) -> Pairs:
    """The pairs of a form; a name without ``=`` has the empty text. Raises UnreadableError."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not UTF-8 at byte {error.start}") from None
    if found := _BAD_ESCAPE.search(text):
        raise UnreadableError(f"a % without two hexadecimal digits at character {found.start()}")
    parts = (part.partition("=") for part in text.strip("\r\n").split("&") if part)
    return tuple((_decoded(name), _decoded(value)) for name, _, value in parts)


def _decoded(text: str) -> str:
    """The text of a part; a ``+`` is a blank, as in HTML forms."""
    try:
        return unquote_to_bytes(text.replace("+", " ")).decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not UTF-8 at byte {error.start} of {text[:60]}") from None


@dataclass
class FormNode:
    """One step of the names of a form: the texts that end there, and the steps below it."""

    texts: list[str] = field(default_factory=list)
    below: dict[str, FormNode] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> FormNode:
        """The node of all pairs. Raises UnreadableError for a name of too many steps."""
        root = cls()
        for name, text in pairs:
            steps = name.split(".")
            if len(steps) > MAX_DEPTH:
                raise UnreadableError(f"nested deeper than {MAX_DEPTH} levels")
            node = root
            for step in steps:
                node = node.below.setdefault(step, cls())
            node.texts.append(text)
        return root

    @property
    def text(self) -> str | None:
        """The first of its texts, None where no name ends here."""
        return self.texts[0] if self.texts else None

    @property
    def indexes(self) -> tuple[str, ...]:
        """The steps below it that are numbers, in their order; empty where one is none."""
        if not all(_is_index(step) for step in self.below):
            return ()
        return tuple(sorted(self.below, key=int))

    @property
    def raw(self) -> object:
        """The node as a value of no schema: its text, or an object of the steps below it."""
        if self.below or self.text is None:
            return {step: node.raw for step, node in self.below.items()}
        return self.text

    def repeated(self, tokens: Tokens = ()) -> Iterator[Tokens]:
        """The names that stand in the form more than once."""
        if len(self.texts) > 1:
            yield tokens
        for step, node in self.below.items():
            yield from node.repeated((*tokens, step))


def _is_index(step: str) -> bool:
    return step.isascii() and step.isdigit() and len(step) <= 9
