"""Which of many planted defects a run of the tests plants."""

import os
from collections.abc import Callable, Hashable, Iterable

ALL = bool(os.environ.get("SHAPEPROOF_ALL"))


def sampled(names: Iterable[str], kind_of: Callable[[str], Hashable], one_in: int = 2) -> list[str]:
    """One in so many of each kind, by sorted name, the first always; with SHAPEPROOF_ALL=1, all."""
    seen: dict[Hashable, int] = {}
    chosen = []
    for name in sorted(names):
        kind = kind_of(name)
        if ALL or seen.setdefault(kind, 0) % one_in == 0:
            chosen.append(name)
        seen[kind] = seen.get(kind, 0) + 1
    return chosen
