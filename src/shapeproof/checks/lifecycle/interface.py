"""What the rules of state see, and how they report it: the operation at fault, not the one that
showed it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.checks.interface import Observation
from shapeproof.checks.read_back import ABSENT, ReadBackDifference, read_back_differences
from shapeproof.checks.severities import sure_if_reviewed
from shapeproof.checks.texts import shown
from shapeproof.contract.lifecycle import Reader, Writer
from shapeproof.contract.pointer import join
from shapeproof.exchange import Exchange, Finding

STATEFUL_PHASE = "stateful"


@dataclass(frozen=True)
class StateFault:
    """What is wrong, in words: ``where`` and ``constraint`` are the same for every seed."""

    where: str
    constraint: str
    message: str
    expected: str
    actual: str
    pointer: str = ""


def state_finding(check: str, operation: str, seen: Observation, fault: StateFault) -> Finding:
    """A finding that ``operation`` has to answer for; ``seen`` is the exchange that shows it."""
    finding = seen.finding(
        check,
        sure_if_reviewed(seen.reviewed),
        fault.where,
        fault.constraint,
        fault.message,
        expected=fault.expected,
        actual=fault.actual,
        pointer=fault.pointer,
    )
    return replace(finding, operation=operation, phase=STATEFUL_PHASE)


def answer_of(exchange: Exchange) -> str:
    """An answer in a few words."""
    if exchange.response is None:
        return exchange.failure or "no answer"
    return f"status {exchange.response.status}"


def status_of(exchange: Exchange) -> int:
    """The status of an answer, 0 where there is none."""
    return exchange.response.status if exchange.response else 0


UNREADABLE = "unreadable"
NOT_LISTED = "not listed"


@dataclass(frozen=True)
class ReadingProblem:
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
class KnownResource:
    """What is known of a thing.

    ``writing`` is the call that wrote its values last, ``writer`` what that call does, ``made`` the
    call that made it, ``identifiers`` what it is called.
    """

    identifiers: Mapping[str, Any]
    made: Exchange
    writing: Observation
    writer: Writer


def reading_problems(
    known: KnownResource, reading: Exchange, reader: Reader | None
) -> list[ReadingProblem]:
    """What is wrong with a reading; without a reader the writing call's own answer is judged.

    A crash is no problem here: it is told as such.
    """
    if reading.crashed:
        return []
    if not reading.accepted:
        return [ReadingProblem(UNREADABLE, f"a success of {reading.operation}", answer_of(reading))]
    # Of several things, a reader that is not told which may show the values of any.
    valued = reader is None or not reader.leaves_out
    found = [
        ReadingProblem(each.how, shown(each.given), _got(each), join(each.tokens))
        for each in read_back_differences(known.writing, reading, reader, known.writer)
        if valued
    ]
    if reader is not None:
        found += [*_repeats(known, reading, reader), *_contained(known, reading, reader)]
    return found


def _repeats(known: KnownResource, reading: Exchange, reader: Reader) -> Iterator[ReadingProblem]:
    made, output = _members(known.made), _members(reading)
    for name in reader.repeats:
        if made.get(name) is not None and made[name] != output.get(name):
            yield ReadingProblem("changed", shown(made[name]), shown(output.get(name)), f"/{name}")


def _contained(known: KnownResource, reading: Exchange, reader: Reader) -> Iterator[ReadingProblem]:
    output = _members(reading)
    for member, identifier in sorted(reader.contains.items()):
        wanted, listed = known.identifiers.get(identifier), output.get(member)
        if wanted is not None and not (isinstance(listed, list) and wanted in listed):
            yield ReadingProblem(
                NOT_LISTED, f"a list with {shown(wanted)}", shown(listed), f"/{member}"
            )


def _members(exchange: Exchange) -> Mapping[str, Any]:
    return exchange.output if isinstance(exchange.output, dict) else {}


def _got(difference: ReadBackDifference) -> str:
    return "nothing" if difference.got is ABSENT else shown(difference.got)
