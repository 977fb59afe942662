"""Whether a run has looked where another run has found something: if not, it may still be there."""

from __future__ import annotations

from functools import cached_property

from shapeproof.report.comparison.facts import Unseen, UnseenKind
from shapeproof.report.document import FindingRecord, OperationRecord, Report
from shapeproof.report.families import RunFamily, family_of
from shapeproof.report.groups.kinds import kind_of
from shapeproof.report.summary import INCOMPLETE

FUZZ = "fuzz"
COVERAGE = "coverage"


class LookedAt:
    """What ``report`` would show of the findings of ``other``."""

    def __init__(self, report: Report, other: Report) -> None:
        self._report = report
        self._other = other

    def unseen(self, finding: FindingRecord) -> Unseen | None:
        """Why the run cannot have this finding of the other run; None if it can."""
        return (
            self.unreached(finding["operation"], finding["service"])
            or self._unfinished(finding)
            or self._not_checked(finding)
            or self._not_tried(finding)
        )

    def unreached(self, operation: str, service: str = "") -> Unseen | None:
        """Why the run says nothing of an operation; None if it was reached."""
        record = self._operations.get(operation)
        if record is None or (service and service not in record.get("services", [service])):
            return Unseen(self._absent)
        if record["reached"]:
            return None
        if not record.get("available", True):
            return Unseen(UnseenKind.NOT_AVAILABLE, record["reason"])
        return Unseen(UnseenKind.NOT_REACHED, record["reason"])

    @cached_property
    def _operations(self) -> dict[str, OperationRecord]:
        return {each["name"]: each for each in self._report["operations"]}

    @cached_property
    def _theirs(self) -> dict[str, OperationRecord]:
        return {each["name"]: each for each in self._other["operations"]}

    @property
    def _records_calls(self) -> bool:
        """Whether the run only watches what others call."""
        return family_of(self._report) in (RunFamily.PASSIVE, RunFamily.TRAFFIC)

    @property
    def _absent(self) -> UnseenKind:
        return UnseenKind.NOT_CALLED if self._records_calls else UnseenKind.NO_OPERATION

    def _unfinished(self, finding: FindingRecord) -> Unseen | None:
        """What a run that ended early has not done; coverage is done before the other phases."""
        report = self._report
        stopped = report.get("stopped", "")
        if finding["operation"] in report["stats"]["left_out"]:
            return Unseen(UnseenKind.NOT_FINISHED, stopped)
        if self._records_calls:
            early = bool(stopped) or report["status"] == INCOMPLETE
        else:
            early = bool(stopped) and finding["phase"] != COVERAGE
        return Unseen(UnseenKind.STOPPED, stopped) if early else None

    def _not_checked(self, finding: FindingRecord) -> Unseen | None:
        phase, check = finding["phase"], finding["check"]
        ran = phase in self._report["phases"] and self._cases(phase) != 0
        if phase in self._other["phases"] and not ran:
            return Unseen(UnseenKind.NO_PHASE, phase)
        checks = self._report.get("checks")
        if checks is None or check in checks or check not in self._other.get("checks", ()):
            return None
        return Unseen(UnseenKind.NO_CHECK, check)

    def _cases(self, phase: str) -> int | None:
        """How many cases a phase had; None for phases of which they are not counted."""
        return self._report["stats"]["cases"].get(phase)

    def _not_tried(self, finding: FindingRecord) -> Unseen | None:
        ours, theirs = (each.get(finding["operation"]) for each in (self._operations, self._theirs))
        if finding["phase"] == FUZZ:
            return None if self._draws_alike else Unseen(UnseenKind.RANDOM)
        if ours is None or theirs is None or "tried" not in ours or "tried" not in theirs:
            return None
        kinds = _kinds_of(finding, theirs)
        if kinds and not any(ours["tried"].get(each, 0) for each in kinds):
            return Unseen(UnseenKind.NO_CASE, ", ".join(kinds))
        return None

    @property
    def _draws_alike(self) -> bool:
        """Whether fuzz cases are the same as far as the target behaves the same, or more."""
        ours, theirs = self._report, self._other
        same_source = ours["seed"] == theirs["seed"] and ours["tool"] == theirs["tool"]
        drawn = [each["stats"]["cases"].get(FUZZ, 0) for each in (ours, theirs)]
        return same_source and drawn[0] >= drawn[1]


def _kinds_of(finding: FindingRecord, operation: OperationRecord) -> list[str]:
    """The kinds of cases that the other run has sent, and that show such a finding."""
    tried = operation.get("tried", {})
    exact = finding.get("constraint", "").partition(":")[0]
    if tried.get(exact):
        return [exact]
    if "cause" in finding:
        kinds: tuple[str, ...] = (finding["cause"]["case"],)
    else:
        fault = kind_of(finding).fault
        kinds = () if fault is None else fault.tried
    return [each for each in kinds if tried.get(each)]
