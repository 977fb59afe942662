"""Formats of other packages: whatever one does costs its own report only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint
from typing import Any, TypeVar

from shapeproof.command_process import COMMAND
from shapeproof.exceptions import BadUsage, said
from shapeproof.exchange.events import Event
from shapeproof.exchange.user_calls import TookTooLong, called_within, load_seconds
from shapeproof.report.interface import (
    CollectedRun,
    DocumentFormat,
    OutputFile,
    Reporter,
    ReportFormat,
)
from shapeproof.targets.worker import Worker

CALL_SECONDS = 30.0
"""How long a format may take for one call."""
_REMEDY = "fix or remove the package that adds the format"
T = TypeVar("T")


@dataclass(frozen=True)
class AddedFormat:
    """A format of another package. What it raises becomes BadUsage, which names ``origin``."""

    added: ReportFormat
    origin: str

    def open(self, output: OutputFile, run: CollectedRun) -> Reporter:
        """Make its reporter. Raises BadUsage."""
        calls = _Calls(output.spec, self.origin)
        return _AddedReporter(calls.made("open", lambda: self.added.open(output, run)), calls)


@dataclass(frozen=True)
class _AddedReporter:
    added: Reporter
    calls: _Calls

    def handle(self, event: Event) -> None:
        self.calls.made("handle", lambda: self.added.handle(event))

    def close(self) -> None:
        self.calls.made("close", self.added.close)


@dataclass(frozen=True)
class _Calls:
    """Calls of a format, all in one thread, which is abandoned where one does not return."""

    spec: str
    origin: str
    worker: Worker = field(default_factory=Worker)

    def made(self, name: str, call: Callable[[], T]) -> T:
        """What a call returns. Raises BadUsage."""
        try:
            value, error = self.worker.run(lambda: _result(call), CALL_SECONDS)
        except TimeoutError:
            raise self._failed(f"{name} did not return within {CALL_SECONDS:.0f} s") from None
        finally:
            COMMAND.restore()
        if isinstance(error, BadUsage):
            raise error
        if error is not None:
            raise self._failed(f"{name} raised {_in_short(error)}") from None
        return value  # type: ignore[return-value]  # None only if T is

    def _failed(self, reason: str) -> BadUsage:
        return BadUsage(self.spec, f"{self.origin}: {reason}", _REMEDY)


def loaded_format(entry: EntryPoint, what: str) -> ReportFormat | None:
    """The format of an entry point; None where it is none. Raises BadUsage, about ``what``."""
    try:
        found: Any = called_within(load_seconds(), entry.load)
        opens = callable(getattr(found, "open", None))
    except KeyboardInterrupt:
        raise
    except TookTooLong:
        reason = f"{entry.value} was not loaded within {load_seconds():.0f} s"
        raise BadUsage(what, reason, _REMEDY) from None
    except BaseException as error:  # another's code may raise anything
        raise BadUsage(what, f"cannot load {entry.value}: {_in_short(error)}", _REMEDY) from None
    if isinstance(found, DocumentFormat):
        calls, render = _Calls(what, entry.value), found.render
        return replace(found, render=lambda *given: calls.made("render", lambda: render(*given)))
    return AddedFormat(found, entry.value) if opens else None


def _result(call: Callable[[], T]) -> tuple[T | None, BaseException | None]:
    try:
        return call(), None
    except BaseException as error:  # raised again where the call was asked for
        return None, error


def _in_short(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {said(error)}".split())[:500]
