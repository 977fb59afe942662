"""What a reading of a thing lacks of what is known of it. The rules say who is to blame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.checks.bodies import shown
from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.telling import answer_of
from shapeproof.checks.read_back import ABSENT, Difference, read_back_differences
from shapeproof.contract.lifecycle import Reader, Writer
from shapeproof.contract.pointer import join
from shapeproof.exchange import Exchange

UNREADABLE = "unreadable"
NOT_LISTED = "not listed"


@dataclass(frozen=True)
class Problem:
    """One thing that a reading does not show as it should; ``how`` is a word or two."""

    how: str
    expected: str
    actual: str
    pointer: str = ""

    @property
    def of_value(self) -> bool:
        """Whether the thing is there, and only one of its values is wrong."""
        return self.how not in (UNREADABLE, NOT_LISTED)


@dataclass(frozen=True)
class Known:
    """What is known of a thing.

    ``writing`` is the call that wrote its values last, ``writer`` what that call does, ``made`` the
    call that made it, ``identifiers`` what it is called.
    """

    identifiers: Mapping[str, Any]
    made: Exchange
    writing: Observation
    writer: Writer


def reading_problems(known: Known, reading: Exchange, reader: Reader | None) -> list[Problem]:
    """What is wrong with a reading; without a reader the writing call's own answer is judged.

    A crash is no problem here: it is told as such.
    """
    if reading.crashed:
        return []
    if not reading.accepted:
        return [Problem(UNREADABLE, f"a success of {reading.operation}", answer_of(reading))]
    # Of several things, a reader that is not told which may show the values of any.
    valued = reader is None or not reader.leaves_out
    found = [
        Problem(each.how, shown(each.given), _got(each), join(each.tokens))
        for each in read_back_differences(known.writing, reading, reader, known.writer)
        if valued
    ]
    if reader is not None:
        found += [*_repeats(known, reading, reader), *_contained(known, reading, reader)]
    return found


def _repeats(known: Known, reading: Exchange, reader: Reader) -> Iterator[Problem]:
    made, output = _members(known.made), _members(reading)
    for name in reader.repeats:
        if made.get(name) is not None and made[name] != output.get(name):
            yield Problem("changed", shown(made[name]), shown(output.get(name)), f"/{name}")


def _contained(known: Known, reading: Exchange, reader: Reader) -> Iterator[Problem]:
    output = _members(reading)
    for member, identifier in sorted(reader.contains.items()):
        wanted, listed = known.identifiers.get(identifier), output.get(member)
        if wanted is not None and not (isinstance(listed, list) and wanted in listed):
            yield Problem(NOT_LISTED, f"a list with {shown(wanted)}", shown(listed), f"/{member}")


def _members(exchange: Exchange) -> Mapping[str, Any]:
    return exchange.output if isinstance(exchange.output, dict) else {}


def _got(difference: Difference) -> str:
    return "nothing" if difference.got is ABSENT else shown(difference.got)
