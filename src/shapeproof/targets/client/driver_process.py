"""A client behind the driver protocol: JSON Lines over stdio.

Time and memory are limited, whatever the driver does, and no process that it has started remains.
"""

from __future__ import annotations

import json
import os
import shlex
import time
from collections.abc import Mapping
from pathlib import Path
from signal import Signals
from typing import Any

from shapeproof.contract.model import Operation
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import LOG_MARK, Breakdown, ClientResult, HttpRequest
from shapeproof.exchange.log_exceptions import exception_in
from shapeproof.exchange.sites import Site, is_file
from shapeproof.targets.client.driver_answers import (
    Hello,
    Unusable,
    answer_of,
    hello_of,
    parsed_line,
    shown,
)
from shapeproof.targets.client.processes import Flooded, Lines, LogTail, ProcessGroup
from shapeproof.targets.client.values import to_driver
from shapeproof.targets.environment import client_environment
from shapeproof.targets.interface import CannotStart

STARTUP_SECONDS = 10.0
"""Seconds that the first line of a process may take beyond the time-out of its call."""
HELLO_SECONDS = 5.0
"""Seconds to wait for a hello that is needed before the first call."""
PATIENCE_SECONDS = 2.0
"""Seconds in which a driver may end by itself after EOF."""
TERM_SECONDS = 1.0
_EXIT_SECONDS = 0.5
_LOG_SHOWN = 2000


class DriverProcess:
    """Runs a driver: each ``start`` begins a new process.

    After a breakdown the process is ended at once, so that it sends nothing more.
    """

    kind = "driver"

    def __init__(self, command: str) -> None:
        """Raises BadUsage for a command that is empty or cannot be split into words."""
        self.address = command
        self._words = _words(command)
        self._hello: Hello | None = None
        self._hello_is_due = True
        self._running: _Running | None = None
        self._log = ""
        self._last_call = "no call at all"
        self._number = 0
        self._answered = False

    @property
    def answered(self) -> bool:
        """Whether any call was answered according to the protocol."""
        return self._answered

    @property
    def client(self) -> str | None:
        """The name of the client, from the hello."""
        return self._hello.client if self._hello else None

    @property
    def paginates(self) -> bool | None:
        """Whether its hello says so; None without a hello that says it or the opposite.

        Waits for a hello if nothing has been read yet.
        """
        if self._running and self._hello_is_due and not self._running.heard:
            self._hello = self._running.greeted(HELLO_SECONDS) or self._hello
            self._hello_is_due = False
        return self._hello.paginates if self._hello else None

    @property
    def traits(self) -> tuple[str, ...]:
        """The traits that its hello declares, known or not."""
        return self._hello.traits if self._hello else ()

    @property
    def log(self) -> str:
        """The last part of what it has written to stderr."""
        return self._running.log() if self._running else self._log

    @property
    def last_words(self) -> str:
        """The exception that its log ends with, or the last line of it that is not blank."""
        return exception_in(self.log)

    def start(self, endpoint: str) -> None:
        """Start a new process. Raises CannotStart if the command does not exist."""
        self.close()
        environment = client_environment(endpoint, os.environ)
        try:
            self._running = _Running(ProcessGroup(self._words, environment))
        except (OSError, ValueError) as error:
            reason = f"{self._words[0]}: {getattr(error, 'strerror', None) or error}"
            raise CannotStart(self.address, reason) from None

    def call(
        self, operation: Operation, params: Mapping[str, Any], *, paginate: bool, timeout: float
    ) -> ClientResult:
        """Make one call within ``timeout`` seconds; the first call may also take those of a start.

        If it has written something since its last answer, nothing is sent: the breakdown is
        ``two answers``, and ``detail`` names the earlier call. ``unsolicited`` shows it before.
        """
        if self._running is None:
            return ClientResult(breakdown="closed", detail="it is not running")
        if extra := self.unsolicited():
            detail = f"after its answer to {self._last_call}: {extra}"
            return self._broken(_Breakdown("two answers", detail))
        name = f"$paginate:{operation.name}" if paginate else operation.name
        self._number += 1
        self._last_call = f"call {self._number} ({name})"
        call = {
            "id": self._number,
            "operation": name,
            "params": to_driver(operation.request, params),
        }
        running = self._running
        try:
            result = running.ask(call, timeout)
        except _Breakdown as breakdown:
            return self._broken(breakdown)
        finally:
            self._hello = running.hello or self._hello
        self._answered = True
        return result

    def unsolicited(self) -> str:
        """What it has written since its last answer, or an empty text; returned once.

        Read it before the next call: it is a fault of the last call.
        """
        if self._running is None or not self._running.heard:
            return ""
        return shown(self._running.lines.waiting())

    def site_of(self, operation: Operation, request: HttpRequest) -> Site | None:
        """The beginning of the first file that the command names, the program itself last."""
        words = (*self._words[1:], self._words[0])
        found = next((each for each in words if is_file(each)), None)
        return None if found is None else Site(str(Path(found).absolute()), 1)

    def close(self) -> None:
        """End the process and its children."""
        running, self._running = self._running, None
        if running is not None:
            running.end(PATIENCE_SECONDS)
            self._log = running.log(_EXIT_SECONDS)

    def _broken(self, breakdown: _Breakdown) -> ClientResult:
        running, self._running = self._running, None
        if running is not None:
            running.end(0.0)
            self._log = running.log(_EXIT_SECONDS)
        tail = self._log.strip()[-_LOG_SHOWN:]
        detail = f"{breakdown.detail}{LOG_MARK}{tail}" if tail else breakdown.detail
        return ClientResult(breakdown=breakdown.kind, detail=detail)


class _Breakdown(Exception):
    def __init__(self, kind: Breakdown, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


class _Running:
    """A driver's process, and what is known about it."""

    def __init__(self, process: ProcessGroup) -> None:
        self._process = process
        self._tail = LogTail(process.stderr)
        self.lines = Lines(process.stdin, process.stdout)
        self.hello: Hello | None = None
        self._first: bytes | None = None
        self.heard = False

    def log(self, within: float = 0.0) -> str:
        return self._tail.text(within)

    def end(self, patience: float) -> None:
        self._process.end(patience, TERM_SECONDS)

    def greeted(self, seconds: float) -> Hello | None:
        """Its hello, if it comes in time; another first line is kept for the first call."""
        try:
            self._first = self.lines.read(time.monotonic() + seconds)
            self.hello = hello_of(parsed_line(self._first))
        except (TimeoutError, EOFError, Flooded, Unusable):
            return None
        if self.hello is not None:
            self._first, self.heard = None, True
        return self.hello

    def ask(self, call: Mapping[str, Any], timeout: float) -> ClientResult:
        """Make a call. Raises _Breakdown."""
        startup = 0.0 if self.heard else STARTUP_SECONDS
        deadline = time.monotonic() + timeout + startup
        self.lines.write(json.dumps(call).encode() + b"\n")
        try:
            document = self._document(deadline)
            if not self.heard:
                self.heard = True
                self.hello = hello_of(document)
                if self.hello is not None:
                    document = self._document(time.monotonic() + timeout)
            result = answer_of(document, call["id"])
        except Unusable as error:
            raise _Breakdown("wrong id" if error.wrong_id else "garbage", str(error)) from None
        if extra := self.lines.waiting():
            raise _Breakdown("two answers", f"after its answer: {shown(extra)}")
        return result

    def _document(self, deadline: float) -> dict[str, Any]:
        line, self._first = self._first, None
        if line is None:
            line = self._line(deadline)
        return parsed_line(line)

    def _line(self, deadline: float) -> bytes:
        try:
            return self.lines.read(deadline)
        except TimeoutError:
            raise _Breakdown("hung", self._so_far("no answer in time")) from None
        except Flooded:
            raise _Breakdown("flooded", self._so_far("a line without an end")) from None
        except EOFError:
            status = self._process.exited(_EXIT_SECONDS)
        if status is None:
            raise _Breakdown("closed", self._so_far("it has closed its stdout"))
        raise _Breakdown("crashed", self._so_far(_ended(status)))

    def _so_far(self, what: str) -> str:
        partial = self.lines.partial
        return f"{what}; an unfinished line: {shown(partial)}" if partial.strip() else what


def _ended(status: int) -> str:
    if status >= 0:
        return f"it has exited with status {status}"
    names = {each.value: each.name for each in Signals}
    return f"it was ended by {names.get(-status, f'signal {-status}')}"


def _words(command: str) -> list[str]:
    remedy = "write it as in a shell: 'python driver.py'"
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise BadUsage(f"driver {command!r}", str(error).lower(), remedy) from None
    if not words or not words[0]:
        raise BadUsage(f"driver {command!r}", "the command is empty", remedy)
    return words
