"""All reporters of a run, and a run that is reported while it goes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import TracebackType

from shapeproof.command_process import COMMAND
from shapeproof.exceptions import BadUsage
from shapeproof.exchange.events import Event
from shapeproof.report.collector import RunReport
from shapeproof.report.document import Report
from shapeproof.report.held_interrupts import HeldInterrupts
from shapeproof.report.interface import OutputFile, ReportContext, Reporter
from shapeproof.report.markdown_report import append_step_summary
from shapeproof.report.registry import open_outputs, report_format
from shapeproof.report.terminal import TerminalReporter
from shapeproof.run.alarm import OutOfTime, alarm_after
from shapeproof.run.assemble import AssembledRun

_EXIT_OUT_OF_TIME = 3


class Reports:
    """All reporters of a run as one. ``collected`` always has the report."""

    def __init__(self, collected: RunReport, environ: Mapping[str, str]) -> None:
        self.collected = collected
        self._environ = environ
        self._reporters: list[Reporter] = []
        self._failures: list[BaseException] = []
        self._interrupts = HeldInterrupts()

    def attach(self, reporter: Reporter) -> None:
        """Add a reporter."""
        self._reporters.append(reporter)

    def handle(self, event: Event) -> None:
        """Pass an event to all reporters. One that fails gets no more; the others go on.

        Raises KeyboardInterrupt where one has come, once all have handled the event.
        """
        with self._interrupts.held() as held:
            self.collected.handle(event)
            for each in list(self._reporters):
                try:
                    each.handle(event)
                except KeyboardInterrupt:
                    raise
                except BaseException as failure:  # raised when all others are written
                    self._failures.append(failure)
                    self._reporters.remove(each)
                    with suppress(Exception):
                        each.close()
        if held:
            raise KeyboardInterrupt

    def close(self) -> None:
        """Close all reporters, even if one of them fails; then raise the first failure.

        An interrupt changes nothing now, as the run has ended; a second one ends this as well.
        """
        COMMAND.restore()
        with self._interrupts.held():
            for each in self._reporters:
                try:
                    each.close()
                except KeyboardInterrupt:
                    raise
                except BaseException as failure:  # raised when all others are written
                    self._failures.append(failure)
            report = self.collected.report()
            if report is not None:
                append_step_summary(report, self.collected.context, self._environ)
        if self._failures:
            raise self._failures[0]

    def __enter__(self) -> Reports:
        self._interrupts.install()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self.close()
        finally:
            self._interrupts.remove()


def open_reports(
    specs: Sequence[str], context: ReportContext, environ: Mapping[str, str] = os.environ
) -> Reports:
    """Open the requested reports, before anything is sent.

    Raises BadUsage for an unknown format, a path that cannot be written, or a path given twice.
    """
    return reports_into(open_outputs(specs), context, environ)


def reports_into(
    outputs: Sequence[tuple[str, OutputFile]],
    context: ReportContext,
    environ: Mapping[str, str] = os.environ,
) -> Reports:
    """Reports into files that ``open_outputs`` has checked. Raises BadUsage."""
    collected = RunReport(context)
    reports = Reports(collected, environ)
    for form, output in outputs:
        reports.attach(report_format(form, output.spec).open(output, collected))
    return reports


def events_in_time(assembled: AssembledRun, unheard: Callable[[], None]) -> Iterator[Event]:
    """The events of a run that is interrupted where it does not keep its time limit.

    ``unheard`` is called where the code of a user catches the interrupts and goes on. Raises
    OutOfTime where it has not begun yet.
    """
    events = assembled.run.events()
    with alarm_after(assembled.time_limit, unheard) as alarm:
        while True:
            with alarm.allowed():
                event = next(events, None)
            COMMAND.restore_streams()
            if event is None:
                return
            yield event


def _end_now(assembled: AssembledRun, reports: Reports) -> None:
    """Write the reports and end this process: what runs in it cannot be interrupted."""
    try:
        reports.handle(assembled.run.interrupted())
        with suppress(Exception):
            reports.close()
        reason = "a function of yours has caught the interrupt and gone on"
        print(f"shapeproof: out of time: {reason}; the run is ended", file=sys.stderr, flush=True)
        sys.stdout.flush()
    finally:
        COMMAND.end(_EXIT_OUT_OF_TIME)


def run_with_reports(
    assembled: AssembledRun, outputs: Sequence[tuple[str, OutputFile]], context: ReportContext
) -> Report:
    """Run everything, and write the reports.

    The run begins when the reports can be written. An interrupt ends the run, and its report
    is incomplete; an interrupt before the run has begun is raised.
    """
    COMMAND.restore()
    with reports_into(outputs, context) as reports:
        reports.attach(TerminalReporter(reports.collected))
        assembled.begin()
        for line in assembled.notices():
            print(f"shapeproof: {line}", file=sys.stderr)
        try:
            for event in events_in_time(assembled, lambda: _end_now(assembled, reports)):
                reports.handle(event)
        except KeyboardInterrupt as end:
            if reports.collected.started is not None:
                reports.handle(assembled.run.interrupted())
            elif isinstance(end, OutOfTime):
                raise BadUsage("--time-limit", f"nothing was sent in it ({end})") from None
    report = reports.collected.report()
    if report is None:
        raise KeyboardInterrupt
    return report
