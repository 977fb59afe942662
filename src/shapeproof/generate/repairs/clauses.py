"""What a refusal's message demands, clause by clause, whichever server has written it.

A clause is a phrase that states a constraint: ``must not be null``, ``does not match …``, ``must be
one of …``. Whose constraint it is, is read from the names around it (``mentions``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shapeproof.generate.repairs.phrases import BOUNDS, RULES, Demand

LONGEST_MESSAGE = 4000
_MOST_VALUES = 60
_LONGEST_VALUE = 300


@dataclass(frozen=True)
class Clause:
    """A demand, where in the message it stands, and what it says: a pattern, values, a number."""

    demand: Demand
    start: int
    end: int
    data: tuple[str, ...] = ()


def clauses_of(message: str) -> Iterator[Clause]:
    """The clauses of a message, those of the most telling demands first.

    What one clause says is not searched for others.
    """
    message = message[:LONGEST_MESSAGE]
    taken: list[Clause] = []
    for demand, rule in RULES:
        for found in rule.finditer(message):
            if any(_excludes(each, demand, found) for each in taken):
                continue
            clause = _clause(demand, found)
            if clause is None:
                continue
            taken.append(clause)
            yield clause


def _excludes(clause: Clause, demand: Demand, found: re.Match[str]) -> bool:
    """Whether a clause has read a phrase already."""
    pair = {clause.demand, demand}
    overlaps = found.start() < clause.end and clause.start < found.end()
    return overlaps and not (len(pair) == 2 and any(pair == each for each in BOUNDS))


def _clause(demand: Demand, found: re.Match[str]) -> Clause | None:
    data = found.groupdict().get("data")
    if demand is Demand.ONE_OF:
        values, length = listed_values(data or "")
        end = found.start("data") + length
        return Clause(demand, found.start(), end, values) if values else None
    if data is not None and demand is Demand.KIND and data.lower() == "expecting":
        data = "json"  # as Python's parser of JSON says it
    return Clause(demand, found.start(), found.end(), (data,) if data else ())


_WRAPPED = re.compile(r"^[\s:=]*[\[({](?P<inner>[^\])}]*)[\])}]")
_IN_QUOTES = re.compile(r"'([^'\n]*)'|\"([^\"\n]*)\"|`([^`\n]*)`")
_ENDS = re.compile(r"[.;](?:\s|$)|\n|\s(?:but|got|was|were|received|instead|for|when|is|in)\s")
_SPLIT = re.compile(r"\s*(?:,|\||\bor\b|\band\b)\s*")


def listed_values(text: str) -> tuple[tuple[str, ...], int]:
    """The values of a list as people write them, and where it ends.

    In brackets, in quotes, or with commas and ``or``.
    """
    wrapped = _WRAPPED.match(text)
    end = wrapped.end() if wrapped else _end_of(text)
    inner = wrapped["inner"] if wrapped else text[:end]
    quoted = [next(each for each in found.groups() if each) for found in _quotes(inner)]
    values = quoted or [part.strip(" '\"`") for part in _SPLIT.split(inner)]
    kept = (each for each in values if 0 < len(each) <= _LONGEST_VALUE)
    found = tuple(each for each in dict.fromkeys(kept) if quoted or " " not in each)
    return found[:_MOST_VALUES], end


def _quotes(text: str) -> Iterator[re.Match[str]]:
    return (found for found in _IN_QUOTES.finditer(text) if any(found.groups()))


def _end_of(text: str) -> int:
    found = _ENDS.search(text)
    return found.start() if found else len(text)
