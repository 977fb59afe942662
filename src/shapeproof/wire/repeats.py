"""Members that a body has more than once: parsers of values keep only one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.contract.pointer import Tokens


class Repeating(dict[str, Any]):
    """A map that knows which names it had more than once; the last entry counts."""

    repeated: tuple[str, ...] = ()


def repeated_places(value: Any, tokens: Tokens = ()) -> Iterator[Tokens]:
    """The places of repeated names in a value whose maps are ``Repeating``."""
    if isinstance(value, Repeating):
        for name in value.repeated:
            yield (*tokens, name)
        for name, each in value.items():
            yield from repeated_places(each, (*tokens, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from repeated_places(each, (*tokens, str(index)))
