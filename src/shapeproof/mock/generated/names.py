"""Names of members and resources, compared without regard to case and to what they repeat.

``RoleName`` of a role and ``Name`` in a structure that describes a role are the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

from shapeproof.generate.domain.member_words import words_of

_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_ENDINGS = frozenset({
    "summary", "summaries", "detail", "details", "description", "descriptions", "info",
    "information", "item", "listitem", "entry", "metadata", "data", "type", "list", "member",
    "record", "overview", "view", "response", "output", "result", "object", "listentry",
    "properties", "configuration",
})  # fmt: skip
"""What the name of a structure adds to the resource that it describes."""


@lru_cache(maxsize=1 << 14)
def plain_name(name: str) -> str:
    """A name in lower case, of letters and digits only."""
    return _NO_LETTERS.sub("", name.lower())


@lru_cache(maxsize=1 << 14)
def name_within(kind: str, name: str) -> str:
    """The name of a member within a resource: without that of the resource in front.

    The name of the resource alone is its ``name`` (S3: ``Bucket``).
    """
    plain, owner = plain_name(name), plain_name(kind)
    if plain == owner:
        return "name"
    return plain[len(owner) :] if plain.startswith(owner) else plain


@lru_cache(maxsize=1 << 14)
def describes(kind: str, name: str) -> bool:
    """Whether a structure or member of this name is about a resource of the kind."""
    plain, owner = plain_name(name), plain_name(kind)
    for each in (plain, singular(plain)):
        if each == owner or (each.startswith(owner) and each[len(owner) :] in _ENDINGS):
            return True
    return False


@lru_cache(maxsize=1 << 14)
def singular(name: str) -> str:
    """The singular of a name, by the rules of English that names of lists follow."""
    if name.endswith("ies") and len(name) > 4:
        return name[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|z)es$", name):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def kebab(name: str) -> str:
    """A name as words with hyphens."""
    return "-".join(words_of(name)) or "resource"


@lru_cache(maxsize=1 << 14)
def verb_of(operation: str) -> str:
    """The first word of an operation's name, in lower case."""
    words = words_of(operation)
    return words[0] if words else ""
