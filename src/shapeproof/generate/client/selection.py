"""Which operations get all cases, and how the other operations share them.

A client handles failures in the same way for all operations, and some cases cost it a sleep. So two
operations of a run get the whole list, and each of the others a few cases in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from shapeproof.contract.model import Contract, Operation
from shapeproof.contract.shape import Shape
from shapeproof.generate.cases.places import has_body_members

_T = TypeVar("_T")


def exemplars(contract: Contract, among: Collection[str] | None = None) -> tuple[str, ...]:
    """The first operation by name whose request has body members, and the first without.

    ``among`` are the names of the operations that are played, None for all of the contract.
    """
    names = sorted(contract.operations if among is None else among)
    usable = (contract.operations[name] for name in names)
    firsts: dict[bool, str] = {}
    for each in usable:
        if len(firsts) < 2 and is_plain(each):
            firsts.setdefault(has_body_members(each.request), each.name)
    return tuple(firsts[wanted] for wanted in (True, False) if wanted in firsts)


def is_exemplar(contract: Contract, operation: Operation) -> bool:
    """Whether an operation gets the whole list."""
    return operation.name in exemplars(contract)


def share_of(items: Sequence[_T], names: Sequence[str], name: str) -> list[_T]:
    """The part of the items that falls to one of some operations."""
    return list(items[names.index(name) :: len(names)])


def in_turn(items: Sequence[_T], position: int, count: int = 1) -> list[_T]:
    """Some of the items, others for the operation that comes next by name."""
    start = position * count
    return [items[(start + step) % len(items)] for step in range(min(count, len(items)))]


def has_event_stream(operation: Operation) -> bool:
    """Whether a request or response is a stream of events, which no case is made of."""
    return any(member.is_event_stream for member in _members(operation))


def _members(operation: Operation) -> Iterator[Shape]:
    for root in (operation.request, operation.response):
        yield from Shape.of(root).members.values()


def is_plain(operation: Operation) -> bool:
    """Whether an operation answers with a body, and nothing of it is streamed."""
    streamed = any(member.is_streaming for member in _members(operation))
    has_reply = operation.http.method != "HEAD" and operation.http.status not in (204, 304)
    return has_reply and not streamed and not has_event_stream(operation)


_Item = TypeVar("_Item")


def thinned(
    items: Iterable[_Item], group: Callable[[_Item], Hashable | None], start: int, count: int = 1
) -> Iterator[_Item]:
    """The items in their order, but only ``count`` of each group.

    Which ones goes on from group to group, from ``start``; items without a group all stay.
    """
    listed = list(items)
    groups: dict[Hashable, list[int]] = {}
    for index, item in enumerate(listed):
        key = group(item)
        if key is not None:
            groups.setdefault(key, []).append(index)
    kept = {index for index, item in enumerate(listed) if group(item) is None}
    for turn, members in enumerate(groups.values()):
        first = start + turn * count
        kept |= {members[(first + step) % len(members)] for step in range(count)}
    return (item for index, item in enumerate(listed) if index in kept)
