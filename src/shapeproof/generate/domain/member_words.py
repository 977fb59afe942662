"""The words in the names of members, operations and shapes, however they are spelled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

Words = tuple[str, ...]
"""In lower case; the last one in the singular."""

_PLURAL_ACRONYM = re.compile(r"([A-Z]{2,})s(?![a-z])")
_MIXED = re.compile(r"IPv|OAuth|GraphQL|NoSQL|PostgreSQL|MySQL")
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+|\*")
_SINGULAR = frozenset({
    "access", "address", "alias", "aws", "basis", "bus", "class", "ecs", "eks", "https", "iops",
    "kms", "process", "rds", "ses", "sns", "sqs", "status", "sts", "tls", "dns", "windows",
})  # fmt: skip


@lru_cache(maxsize=65_536)
def words_of(name: str) -> Words:
    """The words of a name in camel case, snake case or plain words: ``KMSKeyIds`` is kms key id."""
    name = _MIXED.sub(lambda found: found[0].capitalize(), name)
    name = _PLURAL_ACRONYM.sub(lambda found: found[1].capitalize() + "s", name)
    words: list[str] = []
    for part in _WORD.findall(name):
        if part.isdigit() and words:
            words[-1] += part
        else:
            words.append(part.lower())
    if words:
        words[-1] = singular(words[-1])
    return tuple(words)


def listed_words(name: str) -> Words:
    """The words of a form: they are separated by blanks, or written as a member's name is."""
    if not name.islower():
        return words_of(name)
    words = name.split()
    return (*words[:-1], singular(words[-1]))


def singular(word: str) -> str:
    """A word without the ending of a plural."""
    if word in _SINGULAR or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def joined(parts: Iterable[Words]) -> Words:
    """The words of several names, one after the other."""
    return tuple(word for part in parts for word in part)
