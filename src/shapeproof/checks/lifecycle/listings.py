"""Rules for listings: each resource once, filters kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle import texts
from shapeproof.checks.lifecycle.interface import StateCheck, StateObservation
from shapeproof.exchange import Finding, FindingTexts

LISTING = StateCheck("listing")
"""A list shows exactly what exists, each resource once."""
FILTERS = StateCheck("filters")
"""A list keeps to its filters, and drops nothing that matches."""


def listing_refused(seen: Observation, what: str) -> Iterator[Finding]:
    """A finding where resources exist that are not listed, as the list is refused."""
    if not seen.exchange.accepted and not seen.exchange.crashed:
        said = texts.listing_refused(what, seen.exchange)
        yield LISTING.finding(
            StateObservation(seen, seen.operation.name, "listing", "refused", said)
        )


def listed_wrongly(
    seen: Observation,
    what: str,
    listed: Sequence[Any],
    expected: Collection[Any],
    gone: Collection[Any],
    *,
    exact: bool,
) -> Iterator[Finding]:
    """A finding for what is missing, listed twice, listed after its removal, or unknown.

    ``listed``, ``expected`` and ``gone`` are identifiers; ``exact`` says that nothing else may
    exist.
    """
    wrong = {
        "not listed": [each for each in expected if each not in listed],
        "listed twice": [each for index, each in enumerate(listed) if each in listed[:index]],
        "listed after removal": [each for each in listed if each in gone],
        "unknown": [each for each in listed if each not in expected] if exact else [],
    }
    constraint = next((each for each, items in wrong.items() if items), None)
    if constraint is not None:
        said = texts.listed_wrongly(constraint, what, expected, listed)
        yield LISTING.finding(
            StateObservation(seen, seen.operation.name, "listing", constraint, said)
        )


def item_is_old(seen: Observation, name: str, given: Any, got: Any) -> Finding:
    """A finding for a listed item that does not show an update that its reader shows."""
    said = texts.old_item(name, given, got)
    return LISTING.finding(
        StateObservation(seen, seen.operation.name, f"items /{name}", "old value", said)
    )


def filter_broken(
    seen: Observation,
    wanted: Mapping[str, Any],
    listed: Sequence[Any],
    matching: Collection[Any],
    others: Collection[Any],
) -> Iterator[Finding]:
    """A finding for an item that does not match the filter, or one that does and is missing.

    ``listed`` are identifiers, ``matching`` and ``others`` those of the known resources.
    """
    where = " ".join(f"/{name}" for name in sorted(wanted))
    if not seen.exchange.accepted:
        if not seen.exchange.crashed:
            yield _filter_finding(
                seen, where, "refused", texts.filter_refused(where, seen.exchange)
            )
        return
    wrong = [each for each in listed if each in others]
    lacking = [each for each in matching if each not in listed]
    if wrong:
        yield _filter_finding(
            seen, where, "not kept", texts.filter_ignored(where, wanted, wrong[0])
        )
    elif lacking:
        said = texts.filter_drops(where, matching, listed)
        yield _filter_finding(seen, where, "drops items", said)


def items_not_filtered(
    seen: Observation, name: str, wanted: Any, items: Sequence[Any]
) -> Iterator[Finding]:
    """A finding for an item that shows another value than the list was filtered by."""
    for each in items:
        shown = each.get(name) if isinstance(each, dict) else None
        if shown is not None and shown != wanted:
            said = texts.filter_ignored(f"/{name}", {name: wanted}, shown)
            yield _filter_finding(seen, f"/{name}", "not kept", said)
            return


def _filter_finding(seen: Observation, where: str, constraint: str, said: FindingTexts) -> Finding:
    place = f"request {where}"
    return FILTERS.finding(StateObservation(seen, seen.operation.name, place, constraint, said))


def key_of(item: Any, identifier: str | None) -> Any:
    """The key of an item: its identifier, or all of it."""
    key = item.get(identifier) if isinstance(item, dict) and identifier is not None else None
    found = item if key is None else key
    return found if isinstance(found, str | int) else json.dumps(found, sort_keys=True, default=str)
