"""Interrupts that wait until what is being written is whole."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_NUMBERS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class HeldInterrupts:
    """Holds interrupts back while something is written.

    Its handlers stand before those of the process from ``install`` to ``remove``, as installing
    them for each event costs too much. Signals that Python does not handle, and threads that get
    none, are left alone.
    """

    def __init__(self) -> None:
        self._previous: dict[int, Callable[[int, FrameType | None], Any]] = {}
        self._is_writing = False
        self._came: list[int] = []

    def install(self) -> None:
        """Put the handlers in their place; does nothing outside of the main thread."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in _NUMBERS:
            handler = signal.getsignal(number)
            if callable(handler):
                self._previous[number] = handler
                signal.signal(number, self._handle)

    def remove(self) -> None:
        """Put back what was there, but where others have a handler by now."""
        for number, handler in self._previous.items():
            if signal.getsignal(number) == self._handle:
                signal.signal(number, handler)
        self._previous.clear()

    @contextmanager
    def held(self) -> Iterator[list[int]]:
        """Hold an interrupt back until the end of the block. Yields those that came meanwhile.

        A second one is raised at once: the user insists.
        """
        self._came = []
        self._is_writing = True
        try:
            yield self._came
        finally:
            self._is_writing = False

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if not self._is_writing:
            self._previous[number](number, frame)
            return
        self._came.append(number)
        if len(self._came) > 1:
            raise KeyboardInterrupt
