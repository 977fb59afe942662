"""Lines to and from a process, within a bounded time and memory."""

from __future__ import annotations

import os
import select
import time
from contextlib import suppress
from typing import IO

MAX_LINE = 64 << 20
"""The most bytes of a line that is read, and of blank ones before it."""
_READ = 1 << 20


class Flooded(Exception):
    """More bytes came than a line may have."""


class Lines:
    """Writes and reads at once, so that neither side waits for the other one for ever."""

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self._stdin, self._stdout = stdin, stdout
        os.set_blocking(stdin.fileno(), False)
        os.set_blocking(stdout.fileno(), False)
        self._unsent = memoryview(b"")
        self._rest = bytearray()
        self._searched = 0
        self.ended = False

    def write(self, line: bytes) -> None:
        """Have a line written while the next one is read."""
        self._unsent = memoryview(line)

    def read(self, deadline: float) -> bytes:
        """The next line that is not blank, without its end.

        Raises TimeoutError at the deadline (of the monotonic clock), EOFError where the other side
        has closed, Flooded.
        """
        seen = 0
        while True:
            line = self._taken()
            if line is not None:
                return line
            seen += self._more(deadline)
            if seen > MAX_LINE:
                raise Flooded

    @property
    def partial(self) -> bytes:
        """What has come of a line that has not ended."""
        return bytes(self._rest)

    def waiting(self) -> bytes:
        """What is there to be read at once, but for blanks; it is taken."""
        with suppress(TimeoutError, EOFError):
            while len(self._rest) <= MAX_LINE:
                self._more(0.0)
        found = bytes(self._rest).strip()
        self._rest.clear()
        self._searched = 0
        return found

    def _taken(self) -> bytes | None:
        if self._rest[:1].isspace():
            self._rest = self._rest.lstrip()
            self._searched = 0
        end = self._rest.find(b"\n", self._searched)
        if end < 0:
            self._searched = len(self._rest)
            return None
        line = bytes(self._rest[:end])
        del self._rest[: end + 1]
        self._searched = 0
        return line

    def _more(self, deadline: float) -> int:
        """Wait for bytes; how many came."""
        while True:
            if self.ended:
                raise EOFError
            poll = select.poll()
            poll.register(self._stdout.fileno(), select.POLLIN)
            if self._unsent:
                poll.register(self._stdin.fileno(), select.POLLOUT)
            ready = poll.poll(max(0.0, deadline - time.monotonic()) * 1000)
            if not ready:
                raise TimeoutError
            if any(descriptor != self._stdout.fileno() for descriptor, _ in ready):
                self._send()
            if any(descriptor == self._stdout.fileno() for descriptor, _ in ready):
                return self._receive()
            if time.monotonic() >= deadline:
                raise TimeoutError

    def _send(self) -> None:
        try:
            self._unsent = self._unsent[os.write(self._stdin.fileno(), self._unsent) :]
        except BlockingIOError:
            return
        except OSError:  # it does not read any more; what it says is read all the same
            self._unsent = memoryview(b"")

    def _receive(self) -> int:
        try:
            data = os.read(self._stdout.fileno(), _READ)
        except BlockingIOError:
            return 0
        self.ended = not data
        self._rest += data
        return len(data)
