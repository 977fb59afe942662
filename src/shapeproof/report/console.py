"""The streams of a terminal, and the progress of a run on standard error."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import IO, cast

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Column
from rich.text import Text

from shapeproof.exchange.events import (
    CaseFinished,
    Event,
    FindingFound,
    OperationFinished,
    OperationStarted,
    RunStarted,
)
from shapeproof.report.interface import ReportContext
from shapeproof.report.text import counted, shown


class EncodableStream:
    """A text stream that escapes characters which its encoding does not have."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self.encoding = getattr(stream, "encoding", None) or "utf-8"

    def write(self, text: str) -> int:
        """Write the text."""
        data = text.encode(self.encoding, "backslashreplace")
        return self._stream.write(data.decode(self.encoding, "replace"))

    def flush(self) -> None:
        """Flush the stream."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Whether the stream is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The file descriptor, if it has one."""
        return self._stream.fileno()


class PipedConsole(Console):
    """A console whose output is lost where its reader has gone; the run and its status go on."""

    def on_broken_pipe(self) -> None:
        """Write nothing more: rich itself would exit with status 1, which means findings."""
        self.quiet = True
        with suppress(OSError, ValueError):
            lost = os.open(os.devnull, os.O_WRONLY)
            os.dup2(lost, self.file.fileno())
            os.close(lost)


def console_for(stream: IO[str], context: ReportContext) -> Console:
    """A console that interprets no markup in values, with colors as the context requests."""
    color = context.color
    if color is None:
        color = stream.isatty() and not os.environ.get("NO_COLOR")
    return PipedConsole(
        file=cast("IO[str]", EncodableStream(stream)),
        color_system="auto" if color else None,
        force_terminal=None if color is not True else True,
        no_color=not color,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


class ProgressBar:
    """A reporter: one line with a bar, the operation and the figures so far."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            BarColumn(bar_width=12),
            TextColumn("{task.fields[figures]}", markup=False),
            # A narrow terminal cuts this column.
            TextColumn(
                "{task.description}",
                markup=False,
                table_column=Column(no_wrap=False, overflow="ellipsis"),
            ),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, figures="")
        self._planned = self._cases = self._requests = self._done = self._operations = 0
        self._findings: set[str] = set()

    def handle(self, event: Event) -> None:
        """Update the line."""
        match event:
            case RunStarted():
                self._operations = len(event.planned)
                self._planned = sum(cases for _, cases in event.planned)
                self._progress.start()
            case OperationStarted():
                self._describe(event.operation)
            case CaseFinished():
                self._cases += 1
                self._describe(event.operation)
            case FindingFound():
                self._findings.add(event.finding.id)
            case OperationFinished():
                self._done += 1
                self._requests += event.requests
                self._describe(event.operation)

    def close(self) -> None:
        """Remove the line."""
        self._progress.stop()

    def _describe(self, operation: str) -> None:
        figures = (
            f"{self._done}/{counted(self._operations, 'operation')}",
            counted(self._cases, "case"),
            counted(self._requests, "request"),
            counted(len(self._findings), "finding"),
        )
        self._progress.update(
            self._task,
            description=shown(operation, 40),
            # Fuzzing makes more cases than the plan counts.
            total=max(self._planned, self._cases) or None,
            completed=self._cases,
            figures=", ".join(figures),
        )


class CaseLog:
    """A reporter: a line for each case, on standard error, for ``--verbose``."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def handle(self, event: Event) -> None:
        """Print a line for a finished case."""
        if isinstance(event, CaseFinished):
            line = f"{event.outcome:8} {event.phase:8} {shown(event.case)}"
            self._console.print(Text(line), soft_wrap=True)

    def close(self) -> None:
        """Nothing to do."""
