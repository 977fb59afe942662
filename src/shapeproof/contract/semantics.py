"""What a member means beyond its type: a digest of another member, or an address (``x-`` keywords).

Models do not say it; overlays do. ``x-digest`` names an algorithm and what the digest is of::

    {"algorithm": "md5", "request": "/MessageBody"}
    {"algorithm": "md5", "request": "/Entries/*/MessageBody", "by": "Id"}
    {"algorithm": "md5", "sibling": "Body"}

``x-address`` names the form of an address: ``url``, ``origin`` (a URL without a path) or ``host``.

``x-chosen-by`` says that the text of a member, up to its first dot, chooses one of the others::

    {"member": "DataType", "choices": {"String": "StringValue", "Binary": "BinaryValue"}}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.pointer import Tokens, parse

ALGORITHMS = ("md5", "message-attributes-md5")
"""The digests that ``x-digest`` may name; ``generate/semantics/digests.py`` computes them."""
ADDRESS_FORMS = ("url", "origin", "host")
_CHOSEN_KEYS = frozenset({"member", "choices"})
_KEYS = frozenset({"algorithm", "request", "sibling", "by"})


@dataclass(frozen=True)
class DigestOf:
    """What a member is the digest of.

    Either ``request`` is set, a place in the parameters, or ``sibling``, a member of the same
    structure. With ``by`` the place leads through ``*``: of the elements there the one counts whose
    member of this name has the value that it has beside the digest.
    """

    algorithm: str
    request: Tokens | None = None
    sibling: str | None = None
    by: str | None = None

    @classmethod
    def of(cls, stated: Mapping[str, Any]) -> DigestOf:
        """Read what ``x-digest`` states, which must be well-formed."""
        request = stated.get("request")
        tokens = None if request is None else parse(request)
        return cls(stated["algorithm"], tokens, stated.get("sibling"), stated.get("by"))


@dataclass(frozen=True)
class ChosenBy:
    """Which member of a structure says which of the ``choices`` is present; the others are not."""

    member: str
    choices: Mapping[str, str]

    def chosen(self, told: Any) -> str | None:
        """The member that a text chooses, None where it chooses none."""
        return self.choices.get(told.partition(".")[0]) if isinstance(told, str) else None


def is_chosen_by(value: Any) -> bool:
    """Whether a value of ``x-chosen-by`` is well-formed."""
    if not isinstance(value, dict) or value.keys() != _CHOSEN_KEYS:
        return False
    choices = value["choices"]
    is_listed = isinstance(choices, dict) and bool(choices)
    return (
        isinstance(value["member"], str)
        and is_listed
        and all(isinstance(each, str) for each in choices.values())
    )


def is_digest(value: Any) -> bool:
    """Whether a value of ``x-digest`` is well-formed."""
    if not isinstance(value, dict) or not value.keys() <= _KEYS:
        return False
    if not all(isinstance(each, str) for each in value.values()):
        return False
    source = value.get("request", "/")
    is_placed = ("request" in value) != ("sibling" in value) and source.startswith("/")
    is_tied = ("by" in value) == (source.count("/*/") == 1)
    return value.get("algorithm") in ALGORITHMS and is_placed and is_tied


def is_address(value: Any) -> bool:
    """Whether a value of ``x-address`` is one of the forms."""
    return value in ADDRESS_FORMS
