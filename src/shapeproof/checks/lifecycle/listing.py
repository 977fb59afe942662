"""A listing shows exactly what exists, each thing once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from shapeproof.checks.bodies import shown
from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.telling import Fault, answer_of, told
from shapeproof.exchange import Finding

NAME = "listing"


def listing_refused(seen: Observation, what: str) -> Iterator[Finding]:
    """A finding where things exist that are not listed, as the listing is refused."""
    if not seen.exchange.accepted and not seen.exchange.crashed:
        answer = answer_of(seen.exchange)
        fault = Fault("listing", "refused", f"{what}s cannot be listed", "a list", answer)
        yield told(NAME, seen.operation.name, seen, fault)


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
            fault = Fault("listing", constraint, message, shown(list(due)), shown(list(listed)))
            yield told(NAME, lister, seen, fault)
            return


def item_is_old(seen: Observation, name: str, given: Any, got: Any) -> Finding:
    """A finding for a listed item that does not show a change that its reader shows."""
    message = f"an item of the list has an old {name}"
    fault = Fault(f"items /{name}", "old value", message, shown(given), shown(got))
    return told(NAME, seen.operation.name, seen, fault)
