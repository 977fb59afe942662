"""Paginators and waiters: what SDKs offer beside the operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from shapeproof.contract.diff.change import Change
from shapeproof.contract.diff.words import listed, told
from shapeproof.contract.model import Acceptor, Contract, Paginator, Waiter

_TIMING = frozenset({"delay", "max_attempts"})


def paginator_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """What differs in the paginators of the operations that both contracts have."""
    for name in sorted(old.operations.keys() & new.operations.keys()):
        before, after = old.paginators.get(name), new.paginators.get(name)
        if before == after:
            continue
        if before is None:
            yield _paginator("paginator-added", name, "There is a paginator now.", None, after)
        elif after is None:
            yield _paginator("paginator-removed", name, "The paginator is gone.", before, None)
        else:
            yield _other_paginator(name, before, after)


def _paginator(
    kind: str, name: str, message: str, old: Paginator | None, new: Paginator | None
) -> Change:
    return Change(kind, name, "paginator", message, _facts(old), _facts(new), "paginator")


def _other_paginator(name: str, old: Paginator, new: Paginator) -> Change:
    """Smithy ``paginated`` trait: a page size and further results may be added, no more."""
    extended = (
        old.input_tokens == new.input_tokens
        and old.output_tokens == new.output_tokens
        and old.more_results == new.more_results
        and old.result_keys == new.result_keys[: len(old.result_keys)]
        and old.limit_key in (None, new.limit_key)
    )
    kind = "paginator-extended" if extended else "paginator-changed"
    before, after = _facts(old) or {}, _facts(new) or {}
    different = [key for key in before if before[key] != after[key]]
    parts = (f"{key} is {told(after[key])}, was {told(before[key])}" for key in different)
    return _paginator(kind, name, f"In the paginator, {'; '.join(parts)}.", old, new)


def waiter_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """What differs in the waiters."""
    for name in sorted(old.waiters.keys() | new.waiters.keys()):
        before, after = old.waiters.get(name), new.waiters.get(name)
        if before == after:
            continue
        if before is None:
            yield _waiter("waiter-added", name, "There is a waiter now.", None, after)
        elif after is None:
            yield _waiter("waiter-removed", name, "The waiter is gone.", before, None)
        else:
            yield _other_waiter(name, before, after)


def _waiter(kind: str, name: str, message: str, old: Waiter | None, new: Waiter | None) -> Change:
    operation = (new or old).operation  # type: ignore[union-attr]  # one of them is there
    place = f"waiter {name}"
    return Change(kind, operation, place, message, _facts(old), _facts(new), place)


def _other_waiter(name: str, old: Waiter, new: Waiter) -> Change:
    before, after = _facts(old) or {}, _facts(new) or {}
    different = sorted(key for key in before if before[key] != after[key])
    if _TIMING.issuperset(different):
        timing = (f"{key} is {after[key]}, was {before[key]}" for key in different)
        return _waiter("waiter-timing-changed", name, f"Its {'; '.join(timing)}.", old, new)
    gone = [_acceptor(each) for each in old.acceptors if each not in new.acceptors]
    come = [_acceptor(each) for each in new.acceptors if each not in old.acceptors]
    parts = [f"it looks at {new.operation}"] if old.operation != new.operation else []
    parts += [f"new: {listed(come)}"] if come else []
    parts += [f"gone: {listed(gone)}"] if gone else []
    message = f"The waiter is another; {'; '.join(parts or ['its rules have another order'])}."
    return _waiter("waiter-changed", name, message, old, new)


def _acceptor(acceptor: Acceptor) -> str:
    looked_at = acceptor.argument or acceptor.matcher
    return f"{acceptor.state} if {looked_at} is {told(acceptor.expected)}"


def _facts(value: Paginator | Waiter | None) -> dict[str, Any] | None:
    return None if value is None else asdict(value)
