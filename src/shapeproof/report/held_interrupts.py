"""Interrupts that wait until what is being written is whole."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NUMBERS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


@contextmanager
def interrupts_held() -> Iterator[list[int]]:
    """Hold an interrupt back while something is written. Yields those that came meanwhile.

    A second one is raised at once: the user insists. Signals that Python does not handle, and
    threads that get none, are left alone.
    """
    held: list[int] = []

    def hold(number: int, _frame: FrameType | None) -> None:
        held.append(number)
        if len(held) > 1:
            raise KeyboardInterrupt

    in_main = threading.current_thread() is threading.main_thread()
    handled = [each for each in _NUMBERS if in_main and callable(signal.getsignal(each))]
    previous = [(each, signal.signal(each, hold)) for each in handled]
    try:
        yield held
    finally:
        for number, handler in previous:
            signal.signal(number, handler)
