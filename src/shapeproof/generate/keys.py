"""The keys of a map: they must differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from string import ascii_lowercase

_MOST = 400


def alike(key: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """A key, and different ones: longer by a suffix, or with one in place of its end or start."""
    found = {key}
    yield key
    for suffix in _suffixes():
        for each in (key + suffix, key[: -len(suffix)] + suffix, suffix + key[len(suffix) :]):
            if each not in found and fits(each):
                found.add(each)
                yield each
                break


def listed(key: str, keys: Sequence[str]) -> Iterator[str]:
    """The keys of an enum, from one on and round."""
    start = keys.index(key)
    yield from keys[start:]
    yield from keys[:start]


def _suffixes() -> Iterator[str]:
    """Digits and letters first: a key may have to be short."""
    yield from "123456789"
    yield from ascii_lowercase
    for number in range(10, _MOST):
        yield str(number)
        yield ascii_lowercase[number % 26] * (number // 26 + 2)
