"""The words in the names of operations and members: verbs, nouns, plurals, kinds of identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

Kind = Literal["make", "read", "list", "change", "remove", "clear", ""]

CREATING = (
    "Create", "Register", "Allocate", "Define", "Upload", "Run", "Launch", "Provision", "Issue",
    "Open", "Request", "Submit", "Start", "Add", "Generate", "Put", "Copy", "Clone", "Restore",
    "Import", "Publish",
)  # fmt: skip
"""Verbs that create a resource, the most reliable first."""

ACTING = frozenset({"Run", "Launch", "Open", "Request", "Submit", "Start", "Generate",
                    "Publish"})  # fmt: skip
"""Verbs that create a resource only if they do not take its identifier."""

COPYING = frozenset({"Copy", "Clone", "Restore"})
"""Verbs that create a resource from another one; the name of the new one is the target's."""

OVERWRITING = frozenset({"Put", "Add", "Set"})
"""Verbs that change an existing resource, if another operation creates it."""

_VERBS: dict[Kind, tuple[str, ...]] = {
    "make": CREATING,
    "read": ("Get", "Describe", "Head", "Retrieve"),
    "list": ("List", "BatchGet", "BatchDescribe", "Search"),
    "change": ("Update", "Modify", "Set", "Replace", "Configure", "Change", "Edit"),
    "remove": ("Delete", "Remove", "Deregister", "Unregister", "Terminate", "Release"),
}
_KIND_OF_VERB = {verb: kind for kind, verbs in _VERBS.items() for verb in verbs}
_FIRST_WORD = re.compile(r"(Batch)?[A-Z][a-z0-9]*")
_SUFFIX = re.compile(r"(Identifier|Number|Version|Name|Arn|ARN|Url|Id|ID)$")
_GENERIC = frozenset({"id", "name", "arn", "key", "type", "identifier", "resourcearn",
                      "resourceid", "resourcename", "version"})  # fmt: skip
_NO_IDENTIFIER = re.compile(
    r"(token|maxresults|maxitems|pagesize|limit|dryrun|ifmatch|encoding"
    r"|reason|comment|description|message)$"
)


def split(name: str) -> tuple[str, Kind, str]:
    """The verb of an operation's name, what it does, and the noun after it."""
    found = _FIRST_WORD.match(name)
    verb = found.group() if found else ""
    rest = name[len(verb) :]
    return verb, _KIND_OF_VERB.get(verb, "") if rest else "", rest


def singulars(noun: str) -> Iterator[str]:
    """What a noun may be the plural of, the likeliest first."""
    if noun.endswith("ies"):
        yield noun[:-3] + "y"
    if noun.endswith("s") and not noun.endswith("ss"):
        yield noun[:-1]
    if noun.endswith("es"):
        yield noun[:-2]
    if noun.endswith("List"):
        yield noun[:-4]


def own_kind(operation: str, values: Iterable[str]) -> str | None:
    """The value that names what an operation makes, where the others name other kinds of things.

    ``key-pair`` for ``CreateKeyPair``: a model shares one enum of all kinds of resources.
    """
    _, kind, noun = split(operation)
    if kind != "make":
        return None
    return next((each for each in values if _plain(each) == _plain(noun)), None)


def stem(identifier: str) -> str:
    """What a member identifies: its name without Id, Name, Arn ..., in small letters."""
    return _plain(_SUFFIX.sub("", identifier[:1].upper() + identifier[1:]))


def suffix(identifier: str) -> str:
    """The kind of an identifier in lower case: id, name, arn ...; empty if its name has none."""
    found = _SUFFIX.search(identifier[:1].upper() + identifier[1:])
    kind = found.group().lower() if found else ""
    return "id" if kind == "identifier" else kind


def is_generic(identifier: str) -> bool:
    """Whether a member's name does not say what it identifies."""
    return _plain(identifier) in _GENERIC


def may_identify(member: str) -> bool:
    """Whether a member of this name can be an identifier: not a page token and the like."""
    return _NO_IDENTIFIER.search(_plain(member)) is None


def owns(noun: str, identifier: str) -> bool:
    """Whether the name of an identifier is that of a noun, not that of its parent."""
    kind, mine = stem(identifier), _plain(noun)
    if not kind:
        return True
    return mine.endswith(kind) or kind.endswith(mine) or kind.startswith(mine)


def is_named_after(identifier: str, noun: str) -> bool:
    """Whether an identifier is a noun with Id or the like behind it, or the noun itself."""
    return stem(identifier) == _plain(noun)


def _plain(text: str) -> str:
    return text.replace("-", "").replace("_", "").lower()
