"""A run with its reports: what ``server`` and ``client`` do once they know what to run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from shapeproof.cli.options import severity_of
from shapeproof.contract.model import Contract
from shapeproof.report.baseline import Baseline
from shapeproof.report.document import Report
from shapeproof.report.interface import DEFAULT_BASE_URL, ReportContext
from shapeproof.report.registry import open_reports
from shapeproof.report.terminal import TerminalReporter
from shapeproof.run.events import Event, RunFinished


class Run(Protocol):
    """What tells of itself while it goes."""

    def events(self) -> Iterator[Event]:
        """Everything that happens."""

    def interrupted(self) -> RunFinished:
        """The end of a run whose events are not consumed any further."""


def context_of(
    options: Mapping[str, Any],
    contract: Contract,
    baseline: Baseline,
    checks: tuple[str, ...],
    base_url: str = DEFAULT_BASE_URL,
) -> ReportContext:
    """What the reports are to know, by the shared options."""
    return ReportContext(
        contract=contract,
        fail_on=severity_of(options["fail_on"]),
        known=baseline.ids,
        checks=checks,
        base_url=base_url,
        color=False if options["no_color"] else None,
        quiet=options["quiet"],
        verbose=options["verbose"],
    )


def reported(
    run: Run, begin: Callable[[], object], specs: Sequence[str], context: ReportContext
) -> Report:
    """Run everything, and write the reports as it goes.

    ``begin`` is called once the reports can be written. An interrupt ends the run, whose report is
    then incomplete; one before the run has begun comes through.
    """
    with open_reports(specs, context) as reports:
        reports.attach(TerminalReporter(reports.collected))
        begin()
        try:
            for event in run.events():
                reports.handle(event)
        except KeyboardInterrupt:
            if reports.collected.started is not None:
                reports.handle(run.interrupted())
    report = reports.collected.report()
    if report is None:
        raise KeyboardInterrupt
    return report
