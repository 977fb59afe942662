"""Rules for pages: they end, are not too large, and have each item once, whatever their size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle import page_texts as texts
from shapeproof.checks.lifecycle.interface import StateCheck, StateObservation, http_status
from shapeproof.exchange import Finding, FindingTexts, Severity

PAGINATION = StateCheck("pagination")
"""Pages end, have each item once and not too many, whatever their size."""

_REFUSALS = frozenset({400, 422})


class End(Enum):
    """How a walk over pages ended."""

    LAST = "the last page has no token"
    NO_TOKEN = "a page says that more follow, and has no token"
    REFUSED = "a token of the server was refused"
    ENDLESS = "a token came again, or pages without items did not end"
    GIVEN_UP = "there were more pages than the walk requests"


@dataclass(frozen=True)
class PageWalk:
    """The pages of a list, one after the other: the keys of the items of each page.

    ``size`` is the requested size, None for none. ``most`` is the largest size that the contract
    lets a request ask for. ``identified`` says that two items with one key are the same item.
    """

    size: int | None
    keys: tuple[tuple[Any, ...], ...]
    end: End
    most: int | None = None
    identified: bool = True

    @property
    def union(self) -> tuple[Any, ...]:
        """All items, in order."""
        return tuple(key for page in self.keys for key in page)

    @property
    def complete(self) -> bool:
        """Whether the pages are all that there are."""
        return self.end is End.LAST


def pages_broken(seen: Observation, pages: PageWalk, expected: Sequence[Any]) -> Iterator[Finding]:
    """A finding for one walk; ``seen`` is its last page, ``expected`` the keys of what exists.

    Of the items that must be there, one at least must be known by its key: else the list may show
    them in another way.
    """
    if seen.exchange.crashed:
        return
    largest = max((len(page) for page in pages.keys), default=0)
    union = pages.union
    lacking = [key for key in expected if key not in union]
    told = seen.reviewed or len(lacking) < len(expected)
    if pages.end is End.REFUSED:
        yield _finding(seen, "token refused", texts.token_refused(seen.exchange))
    elif pages.size is not None and largest > pages.size:
        yield _sure(seen, "page size", texts.page_too_large(pages.size, largest))
    elif pages.size is None and pages.most is not None and largest > pages.most:
        yield _finding(seen, "default page size", texts.page_too_large(pages.most, largest))
    elif pages.end is End.NO_TOKEN:
        yield _sure(seen, "no token", texts.no_token(seen.exchange))
    elif pages.end is End.ENDLESS:
        yield _sure(seen, "endless", texts.endless_pages())
    elif pages.identified and len(set(union)) < len(union):
        yield _finding(seen, "duplicate", texts.repeated_item(_repeated(union)))
    elif lacking and told and pages.complete:
        yield _finding(seen, "gap", texts.missing_item(lacking[0], len(union)))


def union_differs(seen: Observation, pages: PageWalk, other: PageWalk) -> Iterator[Finding]:
    """A finding where another page size gives an item that these pages lack or repeat."""
    if not (pages.complete and other.complete):
        return
    ours, theirs = Counter(pages.union), Counter(other.union)
    lacking = sorted(theirs.keys() - ours.keys(), key=str)
    repeated = sorted((key for key in ours if ours[key] > theirs[key] > 0), key=str)
    if lacking:
        yield _finding(seen, "gap", texts.item_of_other_size(lacking[0], len(pages.union)))
    elif repeated:
        yield _finding(seen, "duplicate", texts.repeated_item(repeated[0]))


def token_accepted(seen: Observation) -> Iterator[Finding]:
    """A finding where a token that the server never issued is not refused as invalid.

    It is a note where nobody has reviewed the service: some take any text for the item to begin
    after, and few clients make tokens up.
    """
    if seen.exchange.crashed or http_status(seen.exchange) in _REFUSALS:
        return
    if not (seen.exchange.accepted or seen.reviewed):
        return
    constraint = "made-up token" if seen.exchange.accepted else "made-up token: other error"
    severity = None if seen.reviewed else Severity.NOTE
    yield _finding(seen, constraint, texts.made_up_token(seen.exchange), severity)


def _finding(
    seen: Observation, constraint: str, said: FindingTexts, severity: Severity | None = None
) -> Finding:
    return PAGINATION.finding(
        StateObservation(
            seen, seen.operation.name, "pages", constraint, said, "", severity=severity
        )
    )


def _sure(seen: Observation, constraint: str, said: FindingTexts) -> Finding:
    """What the contract itself rules out, however its lifecycle was found."""
    return _finding(seen, constraint, said, Severity.ERROR)


def _repeated(keys: Sequence[Any]) -> Any:
    return next(key for index, key in enumerate(keys) if key in keys[:index])
