"""What the places of an HTTP message can carry: not every text travels in every place.

A label of a path cannot be empty (Smithy ``httpLabel``); a header field holds visible ASCII
characters, its value is trimmed (RFC 9110, 5.5), and its name is a token (RFC 9110, 5.6.2).
"""

from __future__ import annotations

import string
from dataclasses import dataclass

from shapeproof.contract.model import Schema

VISIBLE = "".join(map(chr, range(0x21, 0x7F)))
_TOKEN = string.digits + string.ascii_letters + "-_."


@dataclass(frozen=True)
class Carrier:
    """How long a text must be at least, and of which characters; None for all of Unicode."""

    least: int = 0
    alphabet: str | None = None

    def takes(self, text: str) -> bool:
        """Whether a text travels."""
        return len(text) >= self.least and self.kept(text) == text

    def kept(self, text: str) -> str:
        """The characters of a text that travel."""
        if self.alphabet is None:
            return text
        return "".join(each for each in text if each in self.alphabet)

    def of_names(self) -> Carrier:
        """What carries the names of fields whose values this one carries."""
        return self if self.alphabet is None else Carrier(least=1, alphabet=_TOKEN)


BODY = Carrier()
_HEADER = Carrier(least=1, alphabet=VISIBLE)
_CARRIERS = {"uri": Carrier(least=1), "header": _HEADER, "headers": _HEADER}


def carrier_of(member: Schema) -> Carrier:
    """What carries a top-level member."""
    return _CARRIERS.get(member.get("x-location", ""), BODY)
