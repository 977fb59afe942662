"""How large a contract may be, so that its values can be made and sent at all.

AWS's models stay far below: their largest enum has some 1,500 values, their longest text has at
least 4,096 characters, and no list needs ten elements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Generic, TypeVar

MOST_IN_A_VALUE = 1_000_000
"""Characters, elements and members of the smallest value of a shape."""
MOST_ENUM_VALUES = 20_000
LONGEST_ENUM_VALUE = 100_000
LONGEST_PATTERN = 20_000
LONGEST_NAME = 1_000
"""Characters in the name of an operation, a member or a shape."""
_SHOWN_WHOLE = 10**15
_CUT = MOST_IN_A_VALUE + 1
Key = TypeVar("Key")


@dataclass(frozen=True)
class Demand(Generic[Key]):
    """What each value of a shape holds: so many characters, elements and members, and values of
    other shapes, of each so many; ``either`` where one of them is enough."""

    own: int
    parts: Sequence[tuple[int, Key]] = ()
    either: bool = False


def size_problem(
    keys: Sequence[Key], demand_of: Callable[[Key], Demand[Key]]
) -> tuple[Key, str] | None:
    """The first shape no value of which ends, or whose smallest value is too large, and why."""
    demands = _all_demands(keys, demand_of)
    sizes = _least_sizes(demands)
    for key in demands:
        if key not in sizes:
            return key, "every value of it must hold another one, without end"
        if sizes[key] > MOST_IN_A_VALUE:
            return key, f"its smallest value is too large, with all that it must hold; {_MOST}"
    return None


def _all_demands(
    keys: Sequence[Key], demand_of: Callable[[Key], Demand[Key]]
) -> dict[Key, Demand[Key]]:
    demands: dict[Key, Demand[Key]] = {}
    todo = list(reversed(keys))
    while todo:
        key = todo.pop()
        if key not in demands:
            demands[key] = demand_of(key)
            todo.extend(part for _, part in demands[key].parts)
    return demands


def _least_sizes(demands: Mapping[Key, Demand[Key]]) -> dict[Key, int]:
    """The size of the smallest value of each shape that has one; too large ones are cut."""
    holders: dict[Key, list[Key]] = {}
    for key, demand in demands.items():
        for _, part in demand.parts:
            holders.setdefault(part, []).append(key)
    sizes: dict[Key, int] = {}
    todo = list(demands)
    while todo:
        key = todo.pop()
        size = _size(demands[key], sizes)
        if size is not None and size < sizes.get(key, size + 1):
            sizes[key] = size
            todo.extend(holders.get(key, ()))
    return sizes


def _size(demand: Demand[Key], sizes: Mapping[Key, int]) -> int | None:
    """The size of a shape as far as those of its parts are known; None where they are not."""
    known = [times * sizes[key] for times, key in demand.parts if key in sizes]
    if demand.either and demand.parts:
        return min(demand.own + min(known), _CUT) if known else None
    if len(known) < len(demand.parts):
        return None
    return min(demand.own + sum(known), _CUT)


def count_problem(low: Any, high: Any) -> tuple[str, str] | None:
    """What is wrong with a least and a greatest length or number of elements.

    The first text is ``min`` or ``max``. Each is None where there is none.
    """
    for name, bound in (("min", low), ("max", high)):
        if bound is not None and not _is_count(bound):
            return name, f"expected a count, found {shown(bound)}"
    if low is not None and low > MOST_IN_A_VALUE:
        return "min", f"at least {shown(low)}; {_MOST}"
    return _contradiction(low, high)


def number_problem(low: Any, high: Any) -> tuple[str, str] | None:
    """What is wrong with the least and the greatest of numbers, as ``count_problem``."""
    for name, bound in (("min", low), ("max", high)):
        if bound is not None and not _is_number(bound):
            is_large = isinstance(bound, int) and not isinstance(bound, bool)
            wanted = "a number that a double can hold" if is_large else "a number"
            return name, f"expected {wanted}, found {shown(bound)}"
    return _contradiction(low, high)


def enum_problem(values: Sequence[Any]) -> str | None:
    """Why an enum cannot be used."""
    if len(values) > MOST_ENUM_VALUES:
        return f"it has {len(values):,} values; up to {MOST_ENUM_VALUES:,} can be tried"
    longest = max((len(each) for each in values if isinstance(each, str)), default=0)
    if longest > LONGEST_ENUM_VALUE:
        return f"it has a value of {longest:,} characters; at most {LONGEST_ENUM_VALUE:,} are sent"
    return None


def long_names(names: Iterator[str]) -> Iterator[str]:
    """The names that are too long."""
    return (each for each in names if len(each) > LONGEST_NAME)


def shown(bound: Any) -> str:
    """A number, shortened where it has very many digits."""
    if isinstance(bound, int) and not isinstance(bound, bool):
        return f"{bound:,}" if abs(bound) < _SHOWN_WHOLE else "a number of very many digits"
    return repr(bound)


_MOST = f"values of up to {MOST_IN_A_VALUE:,} characters, elements and members are made"


def _is_count(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value >= 0 and (isinstance(value, int) or value.is_integer())


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return isfinite(value)
    except OverflowError:  # an integer beyond what a float can hold
        return False


def _contradiction(low: Any, high: Any) -> tuple[str, str] | None:
    if low is not None and high is not None and low > high:
        reason = f"no value has at least {shown(low)} and at most {shown(high)}"
        return "min", reason
    return None
