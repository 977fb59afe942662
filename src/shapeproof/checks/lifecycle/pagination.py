"""Pages: they end, hold each item once and none too many, whatever their size."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.bodies import shown
from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.telling import Fault, answer_of, status_of, told
from shapeproof.exchange import Finding

NAME = "pagination"
_REFUSALS = frozenset({400, 422})


@dataclass(frozen=True)
class Pages:
    """A listing as it was walked: the items of each page, by what tells them apart.

    ``size`` is what was asked for, None for nothing. ``ended`` says that the last page had no
    token; a walk that did not end was given up.
    """

    size: int | None
    keys: tuple[tuple[Any, ...], ...]
    ended: bool
    refused: bool = False

    @property
    def union(self) -> tuple[Any, ...]:
        """All items, in order."""
        return tuple(key for page in self.keys for key in page)


def _told(seen: Observation, constraint: str, message: str, expected: str, actual: str) -> Finding:
    fault = Fault("pages", constraint, message, expected, actual)
    return told(NAME, seen.operation.name, seen, fault)


def pages_broken(seen: Observation, pages: Pages, due: Sequence[Any]) -> Iterator[Finding]:
    """A finding for one walk over all pages; ``seen`` is its last page, ``due`` what exists."""
    if seen.exchange.crashed:
        return
    size = pages.size
    largest = max((len(page) for page in pages.keys), default=0)
    lacking = [key for key in due if key not in pages.union]
    if pages.refused:
        message = "a token that the server has handed out is refused"
        yield _told(seen, "token refused", message, "the next page", answer_of(seen.exchange))
    elif size is not None and largest > size:
        message = f"a page of {size} was asked for"
        yield _told(seen, "page size", message, f"at most {size} items", f"{largest} items")
    elif not pages.ended:
        message = "the pages do not end: each has a token"
        yield _told(seen, "endless", message, "a last page without a token", "a token")
    elif len(set(pages.union)) < len(pages.union):
        message = "an item is on the pages more than once"
        yield _told(seen, "duplicate", message, "each item once", _repeated(pages.union))
    elif lacking:
        message = "an item is on none of the pages"
        yield _told(seen, "gap", message, str(lacking[0]), f"{len(pages.union)} others")


def union_differs(seen: Observation, pages: Pages, other: Pages) -> Iterator[Finding]:
    """A finding where two sizes of page do not give the same items."""
    lacking = sorted(set(other.union) - set(pages.union), key=str)
    if lacking:
        message = "an item that other sizes of page show is on none of the pages"
        yield _told(seen, "gap", message, str(lacking[0]), f"{len(pages.union)} others")


def token_accepted(seen: Observation) -> Iterator[Finding]:
    """A finding where a token is taken that the server never handed out."""
    if seen.exchange.crashed or status_of(seen.exchange) in _REFUSALS:
        return
    accepted = seen.exchange.accepted
    due = "a validation error (status 400)"
    constraint = "made-up token" if accepted else "made-up token: other error"
    message = "a token that was made up is " + (
        "accepted" if accepted else "refused for another reason"
    )
    yield _told(seen, constraint, message, due, answer_of(seen.exchange))


def key_of(item: Any, identifier: str | None) -> Any:
    """What tells an item from others: its identifier, or all of it."""
    if isinstance(item, dict) and identifier is not None and item.get(identifier) is not None:
        return item[identifier]
    return item if isinstance(item, str) else json.dumps(item, sort_keys=True, default=str)


def _repeated(keys: Sequence[Any]) -> str:
    return next(shown(key) for index, key in enumerate(keys) if key in keys[:index])
