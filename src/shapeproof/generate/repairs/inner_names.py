"""Names that have to lie within another one: a record of a zone, a file of a folder.

A message that names a value of the request and another text that ends with it, behind a dot, or
begins with it, before a slash, says which of the two it wants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape
from shapeproof.contract.shape_walks import walk_value

_TEXT = re.compile(r"[\w*][\w.*/-]{2,300}")
_SHORTEST = 4
_MOST_NAMES = 20


def inner_names(shape: Shape, params: Any, message: str) -> Iterator[tuple[Tokens, str]]:
    """The places of a request whose values the message wants within another name, with that."""
    names = [found.group().rstrip(".,;") for found in _TEXT.finditer(message)][:_MOST_NAMES]
    for each in walk_value(shape, params):
        value = each.value
        if isinstance(value, str) and len(value) >= _SHORTEST and value.rstrip(".") in names:
            inner = value.rstrip(".")
            yield from ((tuple(each.tokens), name) for name in names if _holds(name, inner))


def _holds(name: str, value: str) -> bool:
    return name.endswith(f".{value}") or name.startswith(f"{value}/")
