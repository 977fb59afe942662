"""What a reporter does, what all reporters of a run know, and the files they write."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Severity
from shapeproof.exchange.events import Event


@dataclass(frozen=True)
class OutputFile:
    """A file that can be written, as ``open`` found out. ``spec`` names it in errors."""

    spec: str
    path: Path

    @classmethod
    def open(cls, spec: str, path: Path) -> OutputFile:
        """Make the folders above the file and see that it can be written. Raises BadUsage."""
        output = cls(spec, path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(0, "it is a directory")
            if not output._replaceable:
                return output
            with output._beside.open("wb"):
                pass
            output._beside.unlink()
        except OSError as error:
            raise output._unwritable(error) from None
        return output

    def write(self, text: str) -> None:
        """Write the whole file: beside it first, then renamed. Raises BadUsage."""
        data = text.encode("utf-8", "backslashreplace")
        try:
            if not self._replaceable:
                self.path.write_bytes(data)
                return
            self._beside.write_bytes(data)
            self._beside.replace(self.path.resolve())
        except OSError as error:
            self._beside.unlink(missing_ok=True)
            raise self._unwritable(error) from None

    @property
    def _replaceable(self) -> bool:
        """Whether it is, or will be, a regular file: devices and pipes are not renamed over."""
        return self.path.is_file() or not self.path.exists()

    @property
    def _beside(self) -> Path:
        resolved = self.path.resolve()
        return resolved.with_name(f".{resolved.name[:200]}.{os.getpid()}.tmp")

    def _unwritable(self, error: OSError) -> BadUsage:
        reason = error.strerror or str(error)
        return BadUsage(self.spec, f"cannot write {self.path}: {reason}", "give another path")


DEFAULT_BASE_URL = "http://127.0.0.1:5000"
"""Where curl lines go when the target has no address of its own: the port that moto listens on."""


class Reporter(Protocol):
    """Tells about a run while it goes, or at its end."""

    def handle(self, event: Event) -> None:
        """Take note of what happened."""

    def close(self) -> None:
        """The run is over, finished or not: write what is left to write."""


@dataclass(frozen=True)
class ReportContext:
    """What the reporters of a run share.

    ``contract`` tells which members are sensitive; a run over several services (a passive one)
    gives them all in ``contracts``, by service. ``known`` are the ids of the baseline's findings,
    ``checks`` the names of the check families that ran, ``base_url`` where curl lines go. ``color``
    None means: where the stream is a terminal and NO_COLOR is not set.
    """

    contract: Contract | None = None
    contracts: Mapping[str, Contract] = field(default_factory=dict)
    fail_on: Severity = Severity.ERROR
    known: frozenset[str] = frozenset()
    checks: tuple[str, ...] = ()
    base_url: str = DEFAULT_BASE_URL
    color: bool | None = None
    quiet: bool = False
    verbose: bool = False

    def contract_of(self, service: str) -> Contract | None:
        """The contract of a service, None where it is not known."""
        if self.contract is not None and self.contract.service == service:
            return self.contract
        return self.contracts.get(service)
