"""The end of a log that nobody bounds."""

from __future__ import annotations

import os
import threading
from typing import IO

KEPT = 16 << 10
"""The most bytes that are kept."""
_READ = 1 << 16


class LogTail:
    """Drains a pipe in a thread of its own, until it is closed at the other side."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._tail = b""
        self._pipe = pipe
        self._thread = threading.Thread(target=self._drain, daemon=True)
        self._thread.start()

    def text(self, within: float = 0.0) -> str:
        """What it ends with; waits so many seconds for the other side to close."""
        self._thread.join(within)
        return self._tail.decode("utf-8", "replace")

    def _drain(self) -> None:
        with self._pipe:
            while data := _read(self._pipe.fileno()):
                self._tail = (self._tail + data)[-KEPT:]


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _READ)
    except OSError:
        return b""


def last_line(text: str) -> str:
    """The last line of a log that says something, empty for none."""
    lines = (line.strip() for line in reversed(text.splitlines()))
    return next((line for line in lines if line), "")
