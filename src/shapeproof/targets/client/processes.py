"""Processes and their pipes, within a bounded time and memory."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import threading
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import IO

_POLL_SECONDS = 0.005
_MARK = "SHAPEPROOF_PROCESS"
_NUMBERS = count(1)
_CAN_PEEK = hasattr(os, "waitid")
"""Whether an exit can be seen without reaping (not on macOS)."""


class ProcessGroup:
    """A process with pipes for stdin, stdout and stderr, and its children.

    The group is killed when this interpreter exits, if not earlier. A child that starts a new
    session leaves the group; it is found by a variable of its environment (on Linux).
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start it. Raises OSError if the command does not exist."""
        number = f"{os.getpid()}-{next(_NUMBERS)}"
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**environment, _MARK: number},
            bufsize=0,
            start_new_session=True,
        )
        self._killed_at_exit = weakref.finalize(self, _kill, self._process, f"{_MARK}={number}")
        self.stdin, self.stdout, self.stderr = _pipes(self._process)

    def exited(self, within: float) -> int | None:
        """Its exit status (negative for a signal) if it ends within so many seconds.

        It is not reaped: until ``end`` no other process can get its number.
        """
        deadline = time.monotonic() + within
        while True:
            status = _peeked(self._process)
            if status is not None or time.monotonic() >= deadline:
                return status
            time.sleep(_POLL_SECONDS)

    def end(self, patience: float, term_seconds: float) -> None:
        """End it by EOF on stdin, then SIGTERM, then SIGKILL; its children by SIGKILL.

        It has ``patience`` seconds after the EOF, ``term_seconds`` after SIGTERM.
        """
        try:
            with suppress(OSError):
                self.stdin.close()
            if self.exited(patience) is None:
                _signal(self._process, signal.SIGTERM)
                self.exited(term_seconds)
        finally:
            self._killed_at_exit()
            with suppress(OSError):
                self.stdout.close()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise AssertionError("a pipe is missing")
    return process.stdin, process.stdout, process.stderr


def _kill(process: subprocess.Popen[bytes], mark: str) -> None:
    """Kill the group before its leader is reaped, so that no other group is hit; then reap it."""
    if process.returncode is None or not _CAN_PEEK:
        _signal(process, signal.SIGKILL)
        process.wait()
    for pid in _marked(mark.encode()):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _marked(mark: bytes) -> Iterator[int]:
    """The processes whose environment has a variable."""
    for each in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if mark in each.read_bytes().split(b"\0"):
                yield int(each.parent.name)


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS: a group of zombies only
        os.killpg(process.pid, number)


def _peeked(process: subprocess.Popen[bytes]) -> int | None:
    if process.returncode is not None or not _CAN_PEEK:
        return process.poll()
    found = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    if found is None:
        return None
    return found.si_status if found.si_code == os.CLD_EXITED else -found.si_status


MAX_LOG = 16 << 10
"""The maximum number of bytes that are kept."""
_LOG_READ = 1 << 16


class LogTail:
    """Drains a pipe in a thread until the other side closes it, and keeps its last bytes."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._tail = b""
        self._pipe = pipe
        self._thread = threading.Thread(target=self._drain, daemon=True)
        self._thread.start()

    def text(self, within: float = 0.0) -> str:
        """The last bytes; waits so many seconds for the other side to close."""
        self._thread.join(within)
        return self._tail.decode("utf-8", "replace")

    def _drain(self) -> None:
        with self._pipe:
            while data := _read(self._pipe.fileno()):
                self._tail = (self._tail + data)[-MAX_LOG:]


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _LOG_READ)
    except OSError:
        return b""


MAX_LINE = 64 << 20
"""The maximum size of a line, including blank lines before it."""
_READ = 1 << 20


class Flooded(Exception):
    """A line exceeds the maximum size."""


class Lines:
    """Writes and reads lines at the same time, so that neither side blocks the other forever."""

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self._stdin, self._stdout = stdin, stdout
        os.set_blocking(stdin.fileno(), False)
        os.set_blocking(stdout.fileno(), False)
        self._unsent = memoryview(b"")
        self._rest = bytearray()
        self._searched = 0
        self.ended = False

    def write(self, line: bytes) -> None:
        """Write a line, while the next one is read."""
        self._unsent = memoryview(line)

    def read(self, deadline: float) -> bytes:
        """The next line that is not blank, without its end.

        Raises TimeoutError at the deadline (of the monotonic clock), EOFError if the other side has
        closed, and Flooded.
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
        """The start of a line that has not ended."""
        return bytes(self._rest)

    def waiting(self) -> bytes:
        """What can be read without waiting, without blanks; it is consumed."""
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
        """Wait for bytes; returns how many came."""
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
        except OSError:  # it has stopped reading; its output is read nevertheless
            self._unsent = memoryview(b"")

    def _receive(self) -> int:
        try:
            data = os.read(self._stdout.fileno(), _READ)
        except BlockingIOError:
            return 0
        self.ended = not data
        self._rest += data
        return len(data)
