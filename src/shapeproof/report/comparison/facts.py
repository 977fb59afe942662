"""What differs between two reports, as facts. No module but those of the formats makes text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from shapeproof.exchange import Severity
from shapeproof.report.document import FindingRecord, GroupRecord, Report, TallyRecord
from shapeproof.report.summary import severity_of


@dataclass(frozen=True)
class ComparedReport:
    """One of the two reports, and where it was read."""

    path: str
    report: Report


class SettingKind(Enum):
    """In what two comparable runs may differ. The value names it."""

    TARGET = "target"
    API_VERSION = "API version"
    PROTOCOL = "protocol"
    SEED = "seed"
    PHASES = "phases"
    SHARD = "shard"
    TOOL = "version of shapeproof"
    ORDER = "order"
    """OLD has started after NEW."""
    WHOLE = "end"
    """One of them, or both, ended early."""


@dataclass(frozen=True)
class SettingChange:
    """A difference between two runs that may be why their findings differ."""

    kind: SettingKind
    old: str
    new: str


class UnseenKind(Enum):
    """Why a run cannot show a finding, whether the defect is there or not."""

    NO_OPERATION = "the operation is not part of the run"
    NOT_CALLED = "no call of the operation was seen"
    NOT_AVAILABLE = "the target does not have the operation"
    NOT_REACHED = "the operation was not reached"
    NOT_FINISHED = "the operation was not finished"
    STOPPED = "the run ended early"
    NO_PHASE = "no case of the phase was run"
    NO_CHECK = "the check was not part of the run"
    NO_CASE = "no case of its kind was sent to the operation"
    RANDOM = "it was found by fuzz cases, which this run has drawn differently"


@dataclass(frozen=True)
class Unseen:
    """Why a run cannot show a finding; ``detail`` is what the run itself says of it."""

    kind: UnseenKind
    detail: str = ""


@dataclass(frozen=True)
class NewFinding:
    """A finding that only NEW has. ``unseen`` says why OLD could not have it, where that is so."""

    record: FindingRecord
    unseen: Unseen | None = None


@dataclass(frozen=True)
class UnseenFinding:
    """A finding that only OLD has, and that NEW could not have shown."""

    record: FindingRecord
    unseen: Unseen


@dataclass(frozen=True)
class SeverityChange:
    """A finding of both reports whose severity differs."""

    record: FindingRecord
    old: str
    new: str


class CauseState(Enum):
    """What has become of a root cause."""

    NEW = "new"
    GONE = "gone"
    SAME = "the same"
    NOT_LOOKED_AT = "not looked at"


@dataclass(frozen=True)
class CauseChange:
    """A root cause of one report or both, and what has become of its findings.

    ``group`` is that of NEW, where it has one. ``example`` is one of its findings: a new one, if
    there is one.
    """

    state: CauseState
    group: GroupRecord
    example: FindingRecord
    new: int = 0
    gone: int = 0
    same: int = 0
    not_looked_at: int = 0

    @property
    def is_changed(self) -> bool:
        """Whether a cause of both reports has other findings now."""
        return self.state is CauseState.SAME and bool(self.new or self.gone)


@dataclass(frozen=True)
class ReachChange:
    """An operation that only one of the runs has reached; ``unseen`` says why the other has not."""

    operation: str
    unseen: Unseen


@dataclass(frozen=True)
class FigureChange:
    """A figure in both reports."""

    name: str
    old: float
    new: float


@dataclass(frozen=True)
class TallyChange:
    """How much of one kind of thing in the contract each run has exercised."""

    kind: str
    old: TallyRecord
    new: TallyRecord


@dataclass(frozen=True)
class Comparison:
    """All that differs between two reports. Findings are compared by their ids.

    ``causes`` are all root causes, the new ones first. ``gone`` are findings for which NEW has
    looked in vain.
    """

    old: ComparedReport
    new: ComparedReport
    settings: tuple[SettingChange, ...]
    causes: tuple[CauseChange, ...]
    added: tuple[NewFinding, ...]
    gone: tuple[FindingRecord, ...]
    same: tuple[FindingRecord, ...]
    not_looked_at: tuple[UnseenFinding, ...]
    severities: tuple[SeverityChange, ...] = ()
    reached: tuple[ReachChange, ...] = ()
    lost: tuple[ReachChange, ...] = ()
    coverage: tuple[TallyChange, ...] = ()
    figures: tuple[FigureChange, ...] = field(default=())

    def causes_in(self, state: CauseState) -> tuple[CauseChange, ...]:
        """The root causes of one state."""
        return tuple(each for each in self.causes if each.state is state)

    def failing(self, fail_on: Severity | None) -> tuple[FindingRecord, ...]:
        """The new findings that are not known and at or above a severity; none for None."""
        if fail_on is None:
            return ()
        return tuple(
            each.record
            for each in self.added
            if not each.record["known"] and severity_of(each.record) >= fail_on
        )

    @property
    def counts(self) -> Mapping[str, int]:
        """How many findings are new, gone, the same, and not looked at."""
        return {
            "new": len(self.added),
            "gone": len(self.gone),
            "same": len(self.same),
            "not_looked_at": len(self.not_looked_at),
        }

    @property
    def cause_counts(self) -> Mapping[str, int]:
        """How many root causes are new, gone, the same, and not looked at."""
        return {
            "new": len(self.causes_in(CauseState.NEW)),
            "gone": len(self.causes_in(CauseState.GONE)),
            "same": len(self.causes_in(CauseState.SAME)),
            "not_looked_at": len(self.causes_in(CauseState.NOT_LOOKED_AT)),
        }
