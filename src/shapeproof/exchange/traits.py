"""Ways in which a client's language differs, which the hello of a driver may declare."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum

_CLOSE = 0.6


class ClientTrait(StrEnum):
    """A declared trait; each is a tolerance of its own (``checks/client/tolerances.py``)."""

    ZERO_VALUES = "zero-values"
    """A number, boolean or text that is absent from a reply reads as 0, false or an empty text."""
    CLOSED_UNIONS = "closed-unions"
    """A member that a union does not know cannot be represented."""
    MESSAGE_PREFIX = "message-prefix"
    """The client puts words of its own before the message of an error."""
    INTEGERS_ONLY = "integers-only"
    """The number 1.0 in a reply is not read as the integer 1."""


Traits = frozenset[ClientTrait]
"""The traits of one client."""
NO_TRAITS: Traits = frozenset()

_MOST = 8
_LONGEST = 80


def known_traits(names: Iterable[str]) -> Traits:
    """Those of the names that are traits."""
    known = {each.value: each for each in ClientTrait}
    return frozenset(known[name] for name in names if name in known)


def unknown_traits(names: Iterable[str]) -> tuple[str, ...]:
    """A line for each of the first names that are no trait, with the one that was meant."""
    known = [each.value for each in ClientTrait]
    unknown = [each for each in dict.fromkeys(names) if each not in known]
    lines = [_unknown(name[:_LONGEST], known) for name in unknown[:_MOST]]
    if more := len(unknown) - len(lines):
        lines.append(f"the client declares {more:,} more unknown traits")
    return tuple(lines)


def _unknown(name: str, known: list[str]) -> str:
    near = get_close_matches(name.lower().replace("_", "-"), known, n=1, cutoff=_CLOSE)
    remedy = f"did you mean {near[0]!r}?" if near else f"choose from {', '.join(known)}"
    return f"the client declares the unknown trait {name!r}, which has no effect; {remedy}"
