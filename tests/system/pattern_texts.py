"""Texts to try a pattern on: some that it should match, some that it nearly does, some random."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

FIXED = (
    "", " ", "a", "Z", "7", "-", "_", ".", "/", "\\", "aB3_-./", "\t", "a\nb", "a\n", "\r\n",
    "a\rb", "x\u0085y", "x\u2028y", "x\u2029", "\u00a0", "\ufeff", "\x00", "\x1c", "\x7f", "٣४７",
    "éßЖ中あ", "e\u0301", "ſK", "𝐀𐐀", "😀", "a😀b𠀀", "\u200d\u00ad", "\ue000", "\uffff",
    "ab" * 150,
)  # fmt: skip
ANYTHING = "aZ09-_. /:@&|~[]^$\\\t\n\x0b\x1f\u0085\u00a0é٣Ж中\u2028\u0301😀𝐀"
CATEGORIES = {
    sre.CATEGORY_DIGIT: "0579", sre.CATEGORY_NOT_DIGIT: "a-Z ",
    sre.CATEGORY_SPACE: " \t\n", sre.CATEGORY_NOT_SPACE: "aZ0-é",
    sre.CATEGORY_WORD: "aZ0_", sre.CATEGORY_NOT_WORD: " -./",
}  # fmt: skip


def texts_for(pattern: str, readable: str, count: int = 25) -> list[str]:
    """Always the same texts for a pattern, given it in a form that Python can read."""
    random = Random(pattern)
    tree = _parser.parse(readable)
    letters = ANYTHING + re.sub(r"\s", "", pattern)
    found = random.sample(FIXED, 7)
    while len(found) < count:
        like = "".join(_like(tree, random))[:200]
        found.append(like)
        found.append(_spoiled(like, letters, random))
        found.append("".join(random.choices(letters, k=random.randint(1, 8))))
    return [text for text in found if not re.search("[\ud800-\udfff]", text)][:count]


def _spoiled(text: str, letters: str, random: Random) -> str:
    """The text with a character taken out, put in, or replaced by another or by its neighbour."""
    at = random.randint(0, len(text))
    near = (ord(text[at - 1]) if at else 0x40) + random.choice((-1, 1))
    neighbour = chr(min(max(near, 0), 0x10FFFF))
    change = random.choice(("", random.choice(letters), neighbour, neighbour))
    return text[: max(at - random.randint(0, 1), 0)] + change + text[at:]


def _like(tree: Any, random: Random) -> Iterator[str]:
    """The parts of a text that matches, if there is nothing that looks around in the pattern."""
    for kind, value in tree:
        if kind in (sre.LITERAL, sre.NOT_LITERAL):
            yield chr(value + (kind is sre.NOT_LITERAL))
        elif kind is sre.ANY:
            yield random.choice("a0 -é😀")
        elif kind is sre.IN:
            yield _member(value, random)
        elif kind is sre.BRANCH:
            yield from _like(random.choice(value[1]), random)
        elif kind in (sre.SUBPATTERN, sre.ATOMIC_GROUP):
            yield from _like(value[-1] if kind is sre.SUBPATTERN else value, random)
        elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            low, high, repeated = value
            for _ in range(random.randint(low, min(high, max(low, 3)))):
                yield from _like(repeated, random)


def _member(items: Any, random: Random) -> str:
    """A character of a class, more often than not the first or the last of a range."""
    if items[0][0] is sre.NEGATE:
        return random.choice("aZ0 -é中😀~")
    kind, value = random.choice(items)
    if kind is sre.CATEGORY:
        return random.choice(CATEGORIES[value])
    if kind is sre.LITERAL:
        return chr(value)
    return chr(random.choice((value[0], value[1], random.randint(*value))))
