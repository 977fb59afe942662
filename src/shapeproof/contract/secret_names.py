"""Names of members that hold secrets, also where the model does not call them sensitive."""

from __future__ import annotations

import re
from functools import lru_cache

from shapeproof.contract.shape import Kind, Shape

_TOKENS = (
    "access|api|auth|authentication|authorization|bearer|connection|grant|hec|identity|login"
    "|participant|refresh|secret|security|session|signed"
)
_ENDS = re.compile(
    r"(?:pass(?:word|phrase|code|wd)|credential|secret|secret(?:string|binary|value)"
    r"|secret(?:access)?key|private(?:key|keypem|keymaterial|keyplaintext)|(?:pre)?sharedkey"
    rf"|api(?:key|keyvalue)|(?:{_TOKENS})token)s?\Z"
)
_ID_TOKEN = re.compile(r"(?:\A[iI]d|[a-z0-9]Id|[_-]id)[_-]?[tT]okens?\Z")
_JOINTS = re.compile(r"[-_. ]")


@lru_cache(maxsize=65536)
def names_secret(name: str) -> bool:
    """Whether a name ends as those of passwords, keys and tokens that give access do.

    Tokens of pages, of idempotency and of versions give none, and identifiers are no secrets.
    """
    if _ENDS.search(_JOINTS.sub("", name).casefold()) is not None:
        return True
    return _ID_TOKEN.search(name) is not None


def is_secret_by_name(name: str, member: Shape) -> bool:
    """Whether a member of this name, of the API or of the wire, is text or bytes of a secret."""
    if not names_secret(name) and not names_secret(member.wire_name(name)):
        return False
    return _is_text(member) or _is_text(member.element)


def _is_text(shape: Shape | None) -> bool:
    return shape is not None and shape.kind in (Kind.STRING, Kind.BLOB) and not shape.enum
