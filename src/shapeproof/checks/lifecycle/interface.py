"""What lifecycle checks see, and what a reading shows of a known resource.

A finding names the operation at fault, which is not always the one whose answer shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shapeproof.checks.interface import Observation, Subject
from shapeproof.checks.lifecycle.texts import list_with, success_of
from shapeproof.checks.read_back import ReadBackDifference, read_back_differences
from shapeproof.checks.severities import sure_if_reviewed
from shapeproof.checks.texts import status_of
from shapeproof.contract.lifecycle import Reader, Writer
from shapeproof.contract.pointer import join
from shapeproof.exchange import Exchange, Finding, FindingTexts, Severity, Shown, Text

STATEFUL_PHASE = "stateful"


@dataclass(frozen=True)
class StateObservation:
    """A rule of state that is broken.

    ``shown_by`` is the exchange that shows it, ``operation`` the one at fault. ``where`` and
    ``constraint`` are the same for every seed. ``severity`` is what the rule weighs
    where that does not follow from the lifecycle alone.
    """

    shown_by: Observation
    operation: str
    where: str
    constraint: str
    texts: FindingTexts
    pointer: str = ""
    severity: Severity | None = None


@dataclass(frozen=True)
class StateCheck:
    """A family of rules of state. The functions next to it say when a rule is broken."""

    name: str
    judges: Subject = Subject.LIFECYCLE
    severity: Severity = Severity.ERROR

    def check(self, seen: StateObservation) -> Iterator[Finding]:
        """One finding for the broken rule."""
        yield self.finding(seen)

    def finding(self, seen: StateObservation) -> Finding:
        """The finding for a broken rule."""
        severity = seen.severity or sure_if_reviewed(seen.shown_by.reviewed)
        finding = seen.shown_by.finding(
            self.name, severity, seen.where, seen.constraint, seen.texts, pointer=seen.pointer
        )
        return replace(finding, operation=seen.operation, phase=STATEFUL_PHASE)


def http_status(exchange: Exchange) -> int:
    """The status of an answer, 0 if there is no answer."""
    return exchange.response.status if exchange.response else 0


UNREADABLE = "unreadable"
NOT_LISTED = "not listed"


@dataclass(frozen=True)
class ReadingProblem:
    """One way in which a reading differs from what is known; ``how`` is a word or two.

    ``severity`` is None where it follows from the lifecycle.
    """

    how: str
    expected: Text
    actual: Text
    pointer: str = ""
    severity: Severity | None = None

    @classmethod
    def unreadable(cls, reading: Exchange) -> ReadingProblem:
        """A resource that its reader does not find."""
        return cls(UNREADABLE, success_of(reading.operation), status_of(reading))

    @property
    def of_value(self) -> bool:
        """Whether the resource is there, and only one of its values is wrong."""
        return self.how not in (UNREADABLE, NOT_LISTED)


@dataclass(frozen=True)
class KnownResource:
    """What is known of a resource.

    ``writing`` is the call that wrote its values last, ``writer`` what that call does, ``made`` the
    call that created it, ``identifiers`` its names.
    """

    identifiers: Mapping[str, Any]
    made: Exchange
    writing: Observation
    writer: Writer


def reading_problems(
    known: KnownResource, reading: Exchange, reader: Reader | None
) -> list[ReadingProblem]:
    """What is wrong with a reading; without a reader the writing call's own answer is judged.

    A crash is left out: another check reports it.
    """
    if reading.crashed:
        return []
    if not reading.accepted:
        return [ReadingProblem.unreadable(reading)]
    # A reader that does not name one of several resources may show the values of any of them.
    valued = reader is None or not reader.leaves_out
    found = [
        _changed(each, known.writing)
        for each in read_back_differences(known.writing, reading, reader, known.writer)
        if valued
    ]
    if reader is not None:
        found += [*_repeats(known, reading, reader), *_contained(known, reading, reader)]
    return found


def _changed(difference: ReadBackDifference, writing: Observation) -> ReadingProblem:
    severity = difference.severity(reviewed=writing.reviewed)
    expected, place = _shown(difference.given), join(difference.tokens)
    return ReadingProblem(difference.how, expected, difference.shown, place, severity)


def _repeats(known: KnownResource, reading: Exchange, reader: Reader) -> Iterator[ReadingProblem]:
    created, output = _members(known.made), _members(reading)
    for name in reader.repeats:
        if created.get(name) is not None and created[name] != output.get(name):
            expected, actual = _shown(created[name]), _shown(output.get(name))
            yield ReadingProblem("changed", expected, actual, f"/{name}")


def _contained(known: KnownResource, reading: Exchange, reader: Reader) -> Iterator[ReadingProblem]:
    output = _members(reading)
    for member, identifier in sorted(reader.contains.items()):
        wanted, listed = known.identifiers.get(identifier), output.get(member)
        if wanted is not None and not (isinstance(listed, list) and wanted in listed):
            yield ReadingProblem(NOT_LISTED, list_with(wanted), _shown(listed), f"/{member}")


def _members(exchange: Exchange) -> Mapping[str, Any]:
    return exchange.output if isinstance(exchange.output, dict) else {}


def _shown(value: Any) -> Text:
    return Text.only(Shown(value))
