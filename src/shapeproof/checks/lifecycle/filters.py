"""A listing keeps to its filters, and drops nothing that has what is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from shapeproof.checks.bodies import shown
from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.telling import Fault, answer_of, told
from shapeproof.exchange import Finding

NAME = "filters"


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
            fault = Fault(f"request {where}", "refused", message, "a list", answer)
            yield told(NAME, lister, seen, fault)
        return
    wrong = [each for each in listed if each in unfit]
    lacking = [each for each in fitting if each not in listed]
    if wrong:
        message = f"the filter by {where} is not kept"
        actual = f"{shown(wrong[0])}, which differs"
        fault = Fault(f"request {where}", "not kept", message, f"only {shown(asked)}", actual)
        yield told(NAME, lister, seen, fault)
    elif lacking:
        message = f"the filter by {where} drops an item that has what is asked for"
        fault = Fault(
            f"request {where}", "drops items", message, shown(list(fitting)), shown(list(listed))
        )
        yield told(NAME, lister, seen, fault)
