"""Rules for listings: each resource once, filters kept, pages that end."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.interface import StateFault, answer_of, state_finding, status_of
from shapeproof.checks.texts import shown
from shapeproof.exchange import Finding

LISTING = "listing"


def listing_refused(seen: Observation, what: str) -> Iterator[Finding]:
    """A finding where things exist that are not listed, as the listing is refused."""
    if not seen.exchange.accepted and not seen.exchange.crashed:
        answer = answer_of(seen.exchange)
        fault = StateFault("listing", "refused", f"{what}s cannot be listed", "a list", answer)
        yield state_finding(LISTING, seen.operation.name, seen, fault)


def listed_wrongly(
    seen: Observation,
    what: str,
    listed: Sequence[Any],
    due: Collection[Any],
    gone: Collection[Any],
    *,
    exact: bool,
) -> Iterator[Finding]:
    """A finding for what is missing, listed twice, listed after its removal, or unknown.

    ``listed``, ``due`` and ``gone`` are identifiers; ``exact`` says that nothing else may exist.
    """
    lister = seen.operation.name
    lacking = [each for each in due if each not in listed]
    repeated = [each for index, each in enumerate(listed) if each in listed[:index]]
    removed = [each for each in listed if each in gone]
    unknown = [each for each in listed if each not in due] if exact else []
    for constraint, wrong, message in (
        ("not listed", lacking, f"a {what} that exists is not listed"),
        ("listed twice", repeated, f"a {what} is listed more than once"),
        ("listed after removal", removed, f"a {what} that was removed is listed"),
        ("unknown", unknown, f"a {what} is listed that was never made"),
    ):
        if wrong:
            fault = StateFault(
                "listing", constraint, message, shown(list(due)), shown(list(listed))
            )
            yield state_finding(LISTING, lister, seen, fault)
            return


def item_is_old(seen: Observation, name: str, given: Any, got: Any) -> Finding:
    """A finding for a listed item that does not show a change that its reader shows."""
    message = f"an item of the list has an old {name}"
    fault = StateFault(f"items /{name}", "old value", message, shown(given), shown(got))
    return state_finding(LISTING, seen.operation.name, seen, fault)


FILTERS = "filters"


def filter_broken(
    seen: Observation,
    asked: Mapping[str, Any],
    listed: Sequence[Any],
    fitting: Collection[Any],
    unfit: Collection[Any],
) -> Iterator[Finding]:
    """A finding for an item that does not fit the filter, or one that does and is missing.

    ``listed`` are identifiers, ``fitting`` and ``unfit`` those of the things that are known.
    """
    lister = seen.operation.name
    where = " ".join(f"/{name}" for name in sorted(asked))
    if not seen.exchange.accepted:
        if not seen.exchange.crashed:
            message = f"a filter by {where} is refused"
            answer = answer_of(seen.exchange)
            fault = StateFault(f"request {where}", "refused", message, "a list", answer)
            yield state_finding(FILTERS, lister, seen, fault)
        return
    wrong = [each for each in listed if each in unfit]
    lacking = [each for each in fitting if each not in listed]
    if wrong:
        message = f"the filter by {where} is not kept"
        actual = f"{shown(wrong[0])}, which differs"
        fault = StateFault(f"request {where}", "not kept", message, f"only {shown(asked)}", actual)
        yield state_finding(FILTERS, lister, seen, fault)
    elif lacking:
        message = f"the filter by {where} drops an item that has what is asked for"
        fault = StateFault(
            f"request {where}", "drops items", message, shown(list(fitting)), shown(list(listed))
        )
        yield state_finding(FILTERS, lister, seen, fault)


PAGINATION = "pagination"
_REFUSALS = frozenset({400, 422})


@dataclass(frozen=True)
class PageWalk:
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


def _page_finding(
    seen: Observation, constraint: str, message: str, expected: str, actual: str
) -> Finding:
    fault = StateFault("pages", constraint, message, expected, actual)
    return state_finding(PAGINATION, seen.operation.name, seen, fault)


def pages_broken(seen: Observation, pages: PageWalk, due: Sequence[Any]) -> Iterator[Finding]:
    """A finding for one walk over all pages; ``seen`` is its last page, ``due`` what exists."""
    if seen.exchange.crashed:
        return
    size = pages.size
    largest = max((len(page) for page in pages.keys), default=0)
    lacking = [key for key in due if key not in pages.union]
    if pages.refused:
        message = "a token that the server has handed out is refused"
        yield _page_finding(
            seen, "token refused", message, "the next page", answer_of(seen.exchange)
        )
    elif size is not None and largest > size:
        message = f"a page of {size} was asked for"
        yield _page_finding(seen, "page size", message, f"at most {size} items", f"{largest} items")
    elif not pages.ended:
        message = "the pages do not end: each has a token"
        yield _page_finding(seen, "endless", message, "a last page without a token", "a token")
    elif len(set(pages.union)) < len(pages.union):
        message = "an item is on the pages more than once"
        yield _page_finding(seen, "duplicate", message, "each item once", _repeated(pages.union))
    elif lacking:
        message = "an item is on none of the pages"
        yield _page_finding(seen, "gap", message, str(lacking[0]), f"{len(pages.union)} others")


def union_differs(seen: Observation, pages: PageWalk, other: PageWalk) -> Iterator[Finding]:
    """A finding where two sizes of page do not give the same items."""
    lacking = sorted(set(other.union) - set(pages.union), key=str)
    if lacking:
        message = "an item that other sizes of page show is on none of the pages"
        yield _page_finding(seen, "gap", message, str(lacking[0]), f"{len(pages.union)} others")


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
    yield _page_finding(seen, constraint, message, due, answer_of(seen.exchange))


def key_of(item: Any, identifier: str | None) -> Any:
    """What tells an item from others: its identifier, or all of it."""
    if isinstance(item, dict) and identifier is not None and item.get(identifier) is not None:
        return item[identifier]
    return item if isinstance(item, str) else json.dumps(item, sort_keys=True, default=str)


def _repeated(keys: Sequence[Any]) -> str:
    return next(shown(key) for index, key in enumerate(keys) if key in keys[:index])
