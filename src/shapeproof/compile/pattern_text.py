"""Writes sets of characters so that Python, ECMA-262 and Rust read them alike."""

from __future__ import annotations

from functools import lru_cache

from shapeproof.compile.code_points import LAST, Ranges, complement
from shapeproof.compile.unicode_categories import category_of

_FIRST_SURROGATE, _LAST_SURROGATE = 0xD800, 0xDFFF
_REPLACEMENT = 0xFFFD
"""Shows, but as what stands for a mistake in a text."""

_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}


@lru_cache(maxsize=256)
def written(points: Ranges) -> str:
    """A character or a class of characters.

    Texts are taken to have no surrogates, which are no characters: JSON in UTF-8 cannot hold any,
    and Rust has no way to write one.
    """
    ranges, others = _without_surrogates(points), _without_surrogates(complement(points))
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return _character(ranges[0][0], r"\^$.|?*+()[]{}")
    if not others:
        return r"[\s\S]"
    if not ranges:
        return r"[^\s\S]"
    if _cost(others) < _cost(ranges):
        return f"[^{_listed(others)}]"
    return f"[{_listed(ranges)}]"


def _cost(ranges: Ranges) -> tuple[int, bool]:
    """How long a class is, and whether it has to name the last code point, which does not show."""
    return len(ranges), ranges[-1][1] == LAST


def _without_surrogates(points: Ranges) -> Ranges:
    """Ranges whose ends are characters; a range may go over the surrogates."""
    clipped = (
        (
            _LAST_SURROGATE + 1 if _FIRST_SURROGATE <= low <= _LAST_SURROGATE else low,
            _FIRST_SURROGATE - 1 if _FIRST_SURROGATE <= high <= _LAST_SURROGATE else high,
        )
        for low, high in points
    )
    return tuple((low, high) for low, high in clipped if low <= high)


def _listed(ranges: Ranges) -> str:
    return "".join(
        _character(low) + ("-" if high > low + 1 else "") + (_character(high) if high > low else "")
        for low, high in ranges
    )


def _character(code_point: int, special: str = r"\[]^-") -> str:
    r"""As it is if it shows, else as ``\uhhhh``; past U+FFFF all three have no escape in common."""
    character = chr(code_point)
    if character in special:
        return "\\" + character
    if character in _SHORT:
        return _SHORT[character]
    shows = category_of(code_point)[0] not in "CMZ" and code_point != _REPLACEMENT
    if shows or character == " " or code_point > 0xFFFF:
        return character
    return f"\\u{code_point:04X}"
