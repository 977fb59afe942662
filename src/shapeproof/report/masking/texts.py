"""Texts of findings, masked by their parts: the words of the contract in them are no secret."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from shapeproof.contract.pointer import join, parse
from shapeproof.contract.sensitive_places import OperationPlaces
from shapeproof.exchange import Exchange, Text
from shapeproof.report.masking.bodies import mask_pairs
from shapeproof.report.masking.encodings import MASK, EncodedSecrets
from shapeproof.report.text import abbreviated

MAX_TEXT = 10_000
"""Longer texts of findings have their middle left out."""

_STRUCTURED = ("{", "[", "<")


@dataclass(frozen=True)
class TextMask:
    """Masks the parts of texts: at a sensitive place all of them, elsewhere the secrets in them.

    At a sensitive place the beginning of a whole body, and the target of a request, are masked like
    the message itself. ``target`` is the target as it was sent, and masked.
    """

    places: OperationPlaces
    secrets: EncodedSecrets
    at_secret: bool = False
    target: tuple[str, str] = ("", "")
    bodies: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, places: OperationPlaces, secrets: EncodedSecrets, exchange: Exchange, target: str
    ) -> TextMask:
        """The mask at a sensitive place of an exchange; ``target`` is its target, masked."""
        tops = [(places.request, exchange.request.body)]
        if exchange.response is not None:
            tops.append((places.response, exchange.response.body))
        bodies = (
            body[:MAX_TEXT].decode("utf-8", "replace") for top, body in tops if not top.sensitive
        )
        sent = (exchange.request.target, target)
        return cls(places, secrets, at_secret=True, target=sent, bodies=tuple(bodies))

    def text(self, text: Text) -> Text:
        """The text, rendered. In a template without parts secrets are searched for as well."""
        if text.parts:
            return Text(abbreviated(text.rendered(self.part), MAX_TEXT))
        return Text(self.secrets.hide_cut(abbreviated(text.template, MAX_TEXT)))

    def part(self, text: str) -> str:
        """A value of a message in a text."""
        if not self.at_secret or self._is_body(text):
            short = abbreviated(text, MAX_TEXT)
            return self.secrets.hide_cut(mask_pairs(short, self.places.names, self.secrets))
        if text and text == self.target[0]:
            return self.target[1]
        return text if _is_readable(text, self.places.names, self.secrets) else MASK

    def where(self, where: str) -> str:
        """The place of a finding, with secrets in it masked; names of members are none."""
        head, *parts = where.split("/")
        tokens: tuple[str, ...] = ()
        masked = [head]
        for part in parts:
            (name,) = parse(f"/{part}")
            hidden = join((self.secrets.hide(name),))[1:]
            masked.append(part if self.places.declare(tokens, name) else hidden)
            tokens = (*tokens, name)
        return "/".join(masked)

    def _is_body(self, text: str) -> bool:
        """Whether a part is the beginning of a structured body, as it is or as a JSON string."""
        words = text
        if text.startswith('"'):
            try:
                words = json.loads(text)
            except ValueError:
                return False
        return words.startswith(_STRUCTURED) and any(each.startswith(words) for each in self.bodies)


def _is_readable(text: str, names: Collection[str], secrets: EncodedSecrets) -> bool:
    """Whether a text at a sensitive place consists of generated values and names of members."""
    if secrets.is_readable(text):
        return True
    try:
        todo = [json.loads(text)]
    except (ValueError, RecursionError):
        return False
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            if not all(key in names or secrets.is_generated(key) for key in value):
                return False
            todo += value.values()
        elif isinstance(value, list):
            todo += value
        elif value is not None and not secrets.is_generated(value):
            return False
    return True
