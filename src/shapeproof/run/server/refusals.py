"""What the refusals of a search say, and which one says most."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shapeproof.exchange import Exchange
from shapeproof.exchange.reasons import RefusedWith
from shapeproof.wire.interface import Codec

_ABOUT_FORM = re.compile(r"validation|invalid|malformed|missing|parameter|bad_?request", re.I)
_NOT_READY = re.compile(
    r"not (yet )?(active|ready|available)\b|\b(creating|pending|provisioning|updating)\b"
    r"|in progress",
    re.I,
)
_TAKEN = re.compile(r"already|exists|conflict|duplicate|inuse|in use|unique", re.I)


def refused_with(exchange: Exchange, codec: Codec) -> RefusedWith:
    """How an exchange was refused."""
    if exchange.response is None:
        return RefusedWith(failure=exchange.failure)
    error = codec.decode_error(exchange.response)
    return RefusedWith(exchange.response.status, error.reported_code, error.message)


def says_taken(refusal: RefusedWith) -> bool:
    """Whether a refusal says that a name is taken."""
    return refusal.status == 409 or _TAKEN.search(f"{refusal.code} {refusal.message}") is not None


def says_not_ready(refusal: RefusedWith) -> bool:
    """Whether a refusal says that what it is about is still being made or changed."""
    return _NOT_READY.search(f"{refusal.code} {refusal.message}") is not None


def weight(refusal: RefusedWith) -> int:
    """How much a refusal says of what is missing: one about the form of the request most."""
    if refusal.status is None:
        return 0
    if refusal.status >= 500:
        return 1
    if refusal.status == 404 or re.search("notfound|nosuch", refusal.code or "", re.I):
        return 3
    if refusal.status in (401, 403):
        return 2
    return 5 if _ABOUT_FORM.search(f"{refusal.code} {refusal.message}") else 4


def best_of(refusals: Iterable[RefusedWith]) -> int:
    """The index of the most informative refusal, the latest among equals. There is at least one."""
    ranked = [(weight(each), index) for index, each in enumerate(refusals)]
    return max(ranked)[1]
