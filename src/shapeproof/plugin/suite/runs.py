"""The runs of a suite in this process: an operation is run when its first item asks for it.

A finding belongs to the items of the operation that it names. A run may show something about
another operation, too: by a walk over several, or in its set-up. Where that operation is part of
the suite and its own run finds the same, the finding is left to it; otherwise the first run that
has it tells it. So each finding is told, and once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.exceptions import ShapeproofError
from shapeproof.plugin.hushed import hushed
from shapeproof.plugin.suite.asked import Asked
from shapeproof.plugin.suite.settings import Settings
from shapeproof.plugin.suite.unchecked import Cases, Unchecked, unchecked
from shapeproof.report.collector import RunReport
from shapeproof.report.document import FindingRecord
from shapeproof.report.interface import ReportContext


@dataclass(frozen=True)
class OperationReport:
    """What came of the run of one operation: its findings, masked, and what it left unchecked."""

    operation: str
    findings: tuple[FindingRecord, ...]
    left: Mapping[str, Unchecked] = field(default_factory=dict)

    @property
    def own(self) -> frozenset[str]:
        """The ids of findings that name this operation."""
        return frozenset(
            each["id"] for each in self.findings if each["operation"] == self.operation
        )


@dataclass
class SuiteRuns:
    """The runs of one suite.

    ``remembers`` says that the target is the same for all items; ``broken`` is then why nothing can
    be run any more.
    """

    asked: Asked
    settings: Settings
    remembers: bool
    broken: ShapeproofError | None = None
    _reports: dict[str, OperationReport] = field(default_factory=dict)
    _told_by: dict[str, str] = field(default_factory=dict)

    def of(self, operation: str, given: Any) -> OperationReport:
        """The report of an operation. ``given`` is the value of the user's fixture.

        Raises ShapeproofError where the target cannot be reached or started.
        """
        if operation not in self._reports:
            try:
                self._reports[operation] = self._run(operation, given)
            except ShapeproofError as error:
                self.broken = error if self.remembers else None
                raise
        return self._reports[operation]

    def findings(self, operation: str, family: str, given: Any) -> tuple[FindingRecord, ...]:
        """What the item of a family tells. Raises as ``of``."""
        found = self.of(operation, given).findings
        of_family = (each for each in found if self._item_of(each) == family)
        return tuple(each for each in of_family if self._tells(operation, each, given))

    def _item_of(self, finding: FindingRecord) -> str:
        """The family whose item tells a finding; no finding may be without one."""
        check = finding["check"]
        return check if check in self.asked.families else self.asked.aim.teller

    def _tells(self, operation: str, finding: FindingRecord, given: Any) -> bool:
        other = finding["operation"]
        if other == operation:
            return True
        if other in self.asked.operations and finding["id"] in self.of(other, given).own:
            return False
        return self._told_by.setdefault(finding["id"], operation) == operation

    def _run(self, operation: str, given: Any) -> OperationReport:
        asked = self.asked
        with hushed(), asked.aim.begin(asked.contract, asked.plan_of(operation), given) as begun:
            collected = RunReport(self.context(begun.base_url))
            cases = Cases(collected.handle)
            for event in begun.events:
                cases.handle(event)
        report = collected.report()
        if report is None or collected.stopped == "interrupted":
            raise KeyboardInterrupt  # the runners end in good order, and leave it to us
        left = unchecked(asked.aim, operation, report, collected.stopped, cases)
        families = asked.families
        return OperationReport(
            operation, tuple(report["findings"]), dict(_by_family(left, families))
        )

    def context(self, base_url: str) -> ReportContext:
        """What the texts of this suite are to know."""
        return ReportContext(
            contract=self.asked.contract,
            fail_on=self.asked.fail_on or self.settings.fail_on,
            known=self.settings.known,
            checks=self.asked.families,
            base_url=base_url,
            color=False,
            verbose=self.settings.verbose,
        )


def _by_family(
    left: Unchecked | None, families: tuple[str, ...]
) -> Iterator[tuple[str, Unchecked]]:
    if left is not None:
        yield from ((each, left) for each in families if left.family in ("", each))
