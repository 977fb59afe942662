"""Processes that are started in a group of their own, and end with all that they have started."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO

_POLL_SECONDS = 0.005
_CAN_PEEK = hasattr(os, "waitid")
"""Whether an exit can be seen without reaping (not on macOS)."""


class ProcessGroup:
    """A process with pipes for stdin, stdout and stderr, and its children.

    The group is killed at the latest when this interpreter exits. A child that makes a session of
    its own leaves the group: that one is not found.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start it. Raises OSError where there is no such command."""
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
            bufsize=0,
            start_new_session=True,
        )
        self._killed_at_exit = weakref.finalize(self, _kill, self._process)
        self.stdin, self.stdout, self.stderr = _pipes(self._process)

    def exited(self, within: float) -> int | None:
        """Its exit status (negative for a signal) if it ends within so many seconds.

        It is not reaped: until ``end`` its number cannot become another process's.
        """
        deadline = time.monotonic() + within
        while True:
            status = _peeked(self._process)
            if status is not None or time.monotonic() >= deadline:
                return status
            time.sleep(_POLL_SECONDS)

    def end(self, patience: float, term_seconds: float) -> None:
        """End it: by EOF on stdin, then SIGTERM, then SIGKILL; its children by the last.

        ``patience`` seconds are given to the EOF, ``term_seconds`` to SIGTERM.
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


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the group while its leader is not reaped, so that no other group is meant; reap it."""
    if process.returncode is None or not _CAN_PEEK:
        _signal(process, signal.SIGKILL)
        process.wait()


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
