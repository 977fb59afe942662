"""Fewer cases of one kind: each place gets some of them, the next place others."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

_T = TypeVar("_T")


def thinned(
    items: Iterable[_T], group: Callable[[_T], Hashable | None], start: int, count: int = 1
) -> Iterator[_T]:
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
