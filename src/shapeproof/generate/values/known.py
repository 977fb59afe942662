"""What plain values ask at each place: whether a realistic value is known there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from shapeproof.contract.pointer import Tokens
from shapeproof.contract.shape import Shape

ANY_ENTRY = "*"
"""The token that stands for every entry of a map."""


def is_element(token: str) -> bool:
    """Whether a token is that of an element of a list, or of an entry of a map."""
    return token == ANY_ENTRY or token.isdigit()


KnownValues = Callable[[Tokens, Shape], Sequence[Any]]
"""The realistic values of a place of one operation's request, the best first; often there are none.

Tokens are those of a pointer into the parameters: ``0`` for the elements of a list, ``*`` for the
entries of a map. All values are legal at the place.
"""


def nothing_known(tokens: Tokens, shape: Shape) -> Sequence[Any]:
    """Knows no place."""
    return ()
