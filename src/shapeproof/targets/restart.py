"""Starts a server again by a user's command, and puts it into its first state by a user's URL."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Self

from shapeproof.exceptions import BadUsage, ShapeproofError, TransportFailure, UnreachableTarget
from shapeproof.exchange import HttpRequest
from shapeproof.targets.http_endpoint import TOTAL_SECONDS, HttpTarget

START_SECONDS = 30.0
"""How long a server may take until it accepts connections."""
_POLL_SECONDS = 0.05
_STOP_SECONDS = 5.0
_MOST_OUTPUT = 400
_MOST_ON_DISK = 16 << 20
"""Bytes of the output that are kept on the disk; a server may go on writing for hours."""


@dataclass(eq=True)
class NotRestarted(ShapeproofError):
    """A server could not be started again: why, and the end of the command's output."""

    reason: str
    output: str = ""

    def __str__(self) -> str:
        said = f": {self.output}" if self.output else ""
        return f"the restart command {self.reason}{said}"


@dataclass
class RestartCommand:
    """A command, run without a shell: it starts a server and ends, or it is the server itself.

    A server that it has left in the foreground goes on after the run, as the one before did. One
    that does not listen yet is ended with the run.
    """

    words: tuple[str, ...]
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """A command as it is written for a shell. Raises BadUsage."""
        try:
            words = tuple(shlex.split(text))
        except ValueError as error:
            raise BadUsage(f"--restart-cmd {text}", str(error), "quote it as for a shell") from None
        if not words:
            raise BadUsage("--restart-cmd", "the command is empty")
        return cls(words)

    def run(self, listens: Callable[[], bool], seconds: float = START_SECONDS) -> None:
        """Run the command, and wait until the server listens. Raises NotRestarted."""
        self._end_previous()
        with tempfile.TemporaryFile() as output:
            process = self._started(output)
            _keep_small(os.dup(output.fileno()))
            try:
                self._wait(process, listens, min(seconds, START_SECONDS), output)
            except KeyboardInterrupt:  # of a user, or of a time limit
                _signal(process, signal.SIGKILL)
                raise

    def _wait(
        self,
        process: subprocess.Popen[bytes],
        listens: Callable[[], bool],
        seconds: float,
        output: IO[bytes],
    ) -> None:
        end = time.monotonic() + seconds
        while not listens():
            status = process.poll()
            if status:
                raise NotRestarted(f"failed with status {status}", _end_of(output))
            if time.monotonic() >= end:
                self._end_previous()
                raise NotRestarted("did not bring it back in time", _end_of(output))
            time.sleep(_POLL_SECONDS)

    def _started(self, output: IO[bytes]) -> subprocess.Popen[bytes]:
        try:
            self._process = subprocess.Popen(
                self.words,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        except OSError as error:
            raise NotRestarted(f"cannot be run ({error.strerror or error})") from None
        return self._process

    def _end_previous(self) -> None:
        """End what an earlier start has left in the foreground."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        try:
            _signal(process, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_STOP_SECONDS)
        finally:  # whatever has interrupted the wait
            _signal(process, signal.SIGKILL)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_STOP_SECONDS)


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    """Signal a command and what it has started, unless it has ended."""
    if process.returncode is None:
        with suppress(OSError):
            os.killpg(process.pid, number)


def _keep_small(descriptor: int) -> None:
    """Empty a file whenever it is large, as long as this process lives: others write to it."""

    def watch() -> None:
        while True:
            if os.fstat(descriptor).st_blocks * 512 > _MOST_ON_DISK:
                os.ftruncate(descriptor, 0)
            time.sleep(_POLL_SECONDS)

    threading.Thread(target=watch, daemon=True).start()


def _end_of(output: IO[bytes]) -> str:
    output.seek(max(0, output.seek(0, os.SEEK_END) - 4 * _MOST_OUTPUT))
    text = output.read().decode("utf-8", "replace")
    return " ".join(text.split())[-_MOST_OUTPUT:]


@dataclass
class ResetUrl:
    """A URL that puts the server into its first state, by a POST without a body."""

    target: HttpTarget

    @classmethod
    def open(cls, url: str, *, allow_remote: bool) -> Self:
        """The URL, if requests may go there. Raises BadUsage and ForbiddenTarget."""
        return cls(HttpTarget(url, allow_remote=allow_remote))

    def call(self, time_limit: float | None = None) -> None:
        """Reset the server, within the time limit.

        Raises UnreachableTarget, and BadUsage where it refuses.
        """
        what = f"--reset-url {self.target.address}"
        request = HttpRequest("POST", "", (("Connection", "close"),))
        try:
            seconds = TOTAL_SECONDS if time_limit is None else min(TOTAL_SECONDS, time_limit)
            response = self.target.send_within(self.target.place.with_query(request), seconds)
        except TransportFailure as failure:
            raise UnreachableTarget(self.target.address, str(failure)) from None
        if response.status >= 400:
            raise BadUsage(what, f"it is answered with {response.status}")
