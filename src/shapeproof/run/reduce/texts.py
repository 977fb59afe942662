"""The shortest part of a text that fails."""

from __future__ import annotations

from collections.abc import Callable


def shortest(text: str, fails: Callable[[str], bool]) -> str:
    """The text without what its end and then its beginning can do without, found by halving.

    What is given back has failed, or is the text itself.
    """
    text = text[: _least(len(text), lambda count: fails(text[:count]))]
    return text[len(text) - _least(len(text), lambda count: fails(text[len(text) - count :])) :]


def _least(most: int, fails: Callable[[int], bool]) -> int:
    """A number of characters that fails where one fewer does not; ``most`` is known to fail."""
    too_few = -1
    while most - too_few > 1:
        middle = (too_few + most) // 2
        if fails(middle):
            most = middle
        else:
            too_few = middle
    return most
