"""Query strings as lists of pairs (RFC 3986, 3.4; Smithy ``httpQuery`` trait)."""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.wire.percent import percent_decode, percent_encode

Pairs = tuple[tuple[str, str], ...]
"""Names and values in their order, decoded; a name may repeat."""


def join_query(pairs: Iterable[tuple[str, str]]) -> str:
    """The query string of pairs, percent-encoded; a space is ``%20``."""
    return "&".join(f"{percent_encode(name)}={percent_encode(value)}" for name, value in pairs)


def split_query(query: str) -> Pairs:
    """The pairs of a query string; a name without ``=`` has the empty value."""
    parts = (part.partition("=") for part in query.split("&") if part)
    return tuple((percent_decode(name), percent_decode(value)) for name, _, value in parts)
