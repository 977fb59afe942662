"""What a reporter does, what all reporters of a run know, and the files they write."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Severity
from shapeproof.exchange.events import Event
from shapeproof.report.document import LocationRecord, Report
from shapeproof.report.known_findings import KnownFinding
from shapeproof.report.summary import NO_DEMANDS, Demands
from shapeproof.run.locating import Locate, nowhere

_STREAM = re.compile(r"/dev/(stdout|stderr|fd/([0-9]{1,9}))|/proc/self/fd/([0-9]{1,9})")
"""Paths that name streams of the process that opens them."""
_NUMBERS = {"stdout": "1", "stderr": "2"}


@dataclass(frozen=True)
class OutputFile:
    """A file that can be written, which ``open`` checks. ``spec`` names it in errors.

    Its ``path`` is absolute: whatever changes the working folder later makes no difference.
    """

    spec: str
    path: Path

    @classmethod
    def open(cls, spec: str, path: Path) -> OutputFile:
        """Make the parent folders and check that the file can be written. Raises BadUsage."""
        if str(path) == "-":
            raise BadUsage(spec, "it does not stand for standard output", "write /dev/stdout")
        try:
            output = cls(spec, path.absolute())
        except FileNotFoundError:
            raise BadUsage(spec, "the working directory does not exist any more") from None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(0, "it is a folder")
            if not output.replaceable:
                return output
            if output._is_standard_stream():
                raise BadUsage(spec, "standard output or error is that file", "give another path")
            with output._temporary.open("wb"):
                pass
            output._temporary.unlink()
        except OSError as error:
            raise output._unwritable(error) from None
        return output

    def write(self, text: str) -> None:
        """Write the whole file under another name, then rename it. Raises BadUsage."""
        data = text.encode("utf-8", "backslashreplace")
        try:
            if not self.replaceable:
                with self.opened() as file:
                    file.write(data)
                return
            self._temporary.write_bytes(data)
            self._temporary.replace(os.path.realpath(self.path))
        except OSError as error:
            self._temporary.unlink(missing_ok=True)
            raise self._unwritable(error) from None

    def opened(self) -> BinaryIO:
        """The open file, empty unless it is a stream of this process. Raises OSError."""
        if (number := self._stream) is None:
            return self.path.open("wb")
        sys.stdout.flush()
        # A stream that goes to a regular file is not begun anew, and has one place for all writers.
        return os.fdopen(os.dup(number), "wb")

    @property
    def replaceable(self) -> bool:
        """Whether it is, or will be, a regular file: devices and pipes are not renamed over."""
        return self._stream is None and (self.path.is_file() or not self.path.exists())

    @property
    def _stream(self) -> int | None:
        """The number of the stream of this process that the path names, if it names one."""
        found = _STREAM.fullmatch(str(self.path))
        return int(_NUMBERS.get(found[1], found[2] or found[3])) if found else None

    def _is_standard_stream(self) -> bool:
        """Whether what is printed goes to the same file."""
        try:
            own = self.path.stat()
            return any(os.path.samestat(own, os.fstat(each)) for each in (1, 2))
        except OSError:
            return False

    @property
    def _temporary(self) -> Path:
        resolved = Path(os.path.realpath(self.path))  # does not fail at a loop of links
        return resolved.with_name(f".{resolved.name[:200]}.{os.getpid()}.tmp")

    def _unwritable(self, error: OSError) -> BadUsage:
        reason = error.strerror or str(error)
        return BadUsage(self.spec, f"cannot write {self.path}: {reason}", "give another path")


DEFAULT_BASE_URL = "http://127.0.0.1:5000"
"""The address in curl lines if the target has none: the port that moto listens on."""


class Reporter(Protocol):
    """Writes about a run while it goes, or at its end."""

    def handle(self, event: Event) -> None:
        """Take an event of the run."""

    def close(self) -> None:
        """Write the rest: the run has ended, whether finished or not."""


@dataclass(frozen=True)
class ReportContext:
    """What the reporters of a run share.

    ``contract`` states which members are sensitive; a run over several services (a passive one)
    gives them all in ``contracts``, by service. ``known`` are the ids of the findings that are
    known, ``baseline`` all entries of the baseline, ``demands`` what else is asked of the run,
    ``checks`` the names of the checks that ran, ``base_url`` the address in curl lines. ``locate``
    finds the line of code that a finding is about; ``source`` is the place of findings without a
    line in the repository, ``contract_path`` is where the contract was read from. With ``color``
    None, a terminal has colors unless NO_COLOR is set.
    """

    contract: Contract | None = None
    contracts: Mapping[str, Contract] = field(default_factory=dict)
    fail_on: Severity = Severity.ERROR
    known: frozenset[str] = frozenset()
    baseline: tuple[KnownFinding, ...] = ()
    demands: Demands = NO_DEMANDS
    checks: tuple[str, ...] = ()
    base_url: str = DEFAULT_BASE_URL
    locate: Locate = nowhere
    source: LocationRecord | None = None
    contract_path: Path | None = None
    color: bool | None = None
    quiet: bool = False
    verbose: bool = False

    def contract_of(self, service: str) -> Contract | None:
        """The contract of a service; None if it is unknown."""
        if self.contract is not None and self.contract.service == service:
            return self.contract
        return self.contracts.get(service)


class CollectedRun(Protocol):
    """What is known of a run so far."""

    @property
    def context(self) -> ReportContext:
        """What all reporters of the run share."""

    @property
    def stopped(self) -> str:
        """Why the run ended early; empty if it did not."""

    def report(self) -> Report | None:
        """The report; None before the run has started. Reporters must not change it."""


class ReportFormat(Protocol):
    """A format of ``--report NAME=PATH``.

    An entry point of the group ``shapeproof.reports`` adds one; its name is the name of the format.
    """

    def open(self, output: OutputFile, run: CollectedRun) -> Reporter:
        """Make the reporter that writes one file. Raises BadUsage if it cannot be written."""


@dataclass(frozen=True)
class DocumentFormat:
    """A format that is written as a whole, at the end of a run.

    ``render`` makes the text of the file from the report.
    """

    render: Callable[[Report, ReportContext], str]

    def open(self, output: OutputFile, run: CollectedRun) -> Reporter:
        """Make the reporter that writes the document."""
        return _DocumentReporter(output, run, self)


@dataclass(frozen=True)
class _DocumentReporter:
    output: OutputFile
    run: CollectedRun
    form: DocumentFormat

    def handle(self, event: Event) -> None:
        """Nothing to do: the run is collected elsewhere."""

    def close(self) -> None:
        """Write the document. Raises BadUsage if it cannot be written any more."""
        report = self.run.report()
        if report is not None:
            text: object = self.form.render(report, self.run.context)
            if not isinstance(text, str):
                reason = f"render returned {type(text).__name__}, not a text"
                raise BadUsage(self.output.spec, reason, "fix the format")
            self.output.write(text)
