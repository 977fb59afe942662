"""What a run has left unchecked, so that nothing may be said to conform."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from shapeproof.plugin.suite.aims import Aim
from shapeproof.report.document import OperationRecord, Report
from shapeproof.run.events import CaseFinished, Event


@dataclass(frozen=True)
class Unchecked:
    """Why an operation, or one ``family`` of checks of it, was not or not wholly checked.

    ``fails`` says that somebody has to be told so by a failure, not only by skipped items.
    """

    reason: str
    fails: bool
    family: str = ""


@dataclass
class Cases:
    """Hands events on, and notes what became of the cases."""

    pass_on: Callable[[Event], None]
    outcomes: set[str] = field(default_factory=set)

    def handle(self, event: Event) -> None:
        """Take note of an event."""
        if isinstance(event, CaseFinished):
            self.outcomes.add(event.outcome)
        self.pass_on(event)


def unchecked(
    aim: Aim, operation: str, report: Report, stopped: str, cases: Cases
) -> Unchecked | None:
    """What the run of an operation has left unchecked; None where that is nothing."""
    record = next(each for each in report["operations"] if each["name"] == operation)
    if stopped:
        return Unchecked(f"{operation} was not finished: {stopped}", fails=True)
    if aim.kind == "server" and "coverage" not in report["phases"]:
        return _without_coverage(operation, report, cases)
    if not record["reached"]:
        return Unchecked(_not_checked(record), fails=True)
    family = aim.partial.get(record["reason"])
    if family is not None:
        return Unchecked(record["reason"], fails=False, family=family)
    if record["reason"]:
        return Unchecked(f"{operation} was not finished: {record['reason']}", fails=True)
    return None


def _not_checked(record: OperationRecord) -> str:
    return f"{record['name']} was not checked: {record['reason'] or 'no call has succeeded'}"


def _without_coverage(operation: str, report: Report, cases: Cases) -> Unchecked | None:
    """The other phases do not tell whether an operation was reached, but what they have run."""
    if "accepted" in cases.outcomes or report["findings"]:
        return None
    phases = ", ".join(report["phases"])
    if cases.outcomes <= {"not run"}:
        reason = f"{operation} was not checked: there is nothing to run ({phases})"
        return Unchecked(reason, fails=False)
    return Unchecked(f"{operation} was not checked: no case was accepted ({phases})", fails=True)
