"""Calls of users' code within a time limit."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from shapeproof.command_process import COMMAND, OWN_THREADS, tell

LOAD_SECONDS = 30.0
"""How long code of users may take before a run: a file or a package that is imported, a function of
strategies, the making of an app, a target or a check, the ``start`` of a callable."""
LEAST_LOAD_SECONDS = 5.0
"""How long it may take in a run with a shorter time limit: imports are slow."""
_AGAIN_SECONDS = 0.5
_UNHEARD_SECONDS = 5.0
"""So long after its limit, code that catches interrupts is ended with the process."""
_EXIT_USAGE = 2
_KEPT_SIGNALS = (signal.SIGINT, signal.SIGTERM)
T = TypeVar("T")


class TookTooLong(BaseException):
    """A call did not return in time."""


class _LoadLimit:
    """The limit for loading code of users in this process."""

    seconds = LOAD_SECONDS


def bound_loading(time_limit: float | None) -> None:
    """Let code of users take no longer to load than a run may take in all; None: no such limit."""
    least = LOAD_SECONDS if time_limit is None else max(LEAST_LOAD_SECONDS, time_limit)
    _LoadLimit.seconds = min(LOAD_SECONDS, least)


def load_seconds() -> float:
    """How long code of users may take to load."""
    return _LoadLimit.seconds


def called_within(seconds: float, call: Callable[[], T], what: str = "code of yours") -> T:
    """What a call returns or raises. Raises TookTooLong as well.

    In the main thread of the command line it is called there, as some code works in no other
    thread (signals, databases), and interrupted. Elsewhere it runs in a thread of its own, which
    is abandoned.
    """
    try:
        is_main = threading.current_thread() is threading.main_thread()
        if is_main and COMMAND.is_ours and hasattr(signal, "setitimer"):
            with _interrupted_after(seconds, what):
                return call()
        return _abandoned_after(seconds, call)
    finally:
        COMMAND.restore()


@contextmanager
def _interrupted_after(seconds: float, what: str) -> Iterator[None]:
    began = time.monotonic()
    done = threading.Event()
    previous = signal.getsignal(signal.SIGALRM)
    kept = [(each, signal.getsignal(each)) for each in _KEPT_SIGNALS]

    def ring(number: int, frame: FrameType | None) -> None:
        if time.monotonic() - began >= seconds:
            signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS)
            raise TookTooLong
        if callable(previous):
            previous(number, frame)

    def end_the_process() -> None:
        if not done.wait(seconds + _UNHEARD_SECONDS):
            tell(f"{what} did not return within {seconds:.0f} s; correct or remove it")
            COMMAND.end(_EXIT_USAGE)

    threading.Thread(target=end_the_process, daemon=True).start()
    signal.signal(signal.SIGALRM, ring)
    left = signal.setitimer(signal.ITIMER_REAL, seconds)[0]
    if 0 < left < seconds:
        signal.setitimer(signal.ITIMER_REAL, left)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        done.set()
        for number, handler in ((signal.SIGALRM, previous), *kept):
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(0.01, left - (time.monotonic() - began)))


def _abandoned_after(seconds: float, call: Callable[[], T]) -> T:
    returned: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            returned.append(call())
        except BaseException as error:  # raised again below
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True, name=f"{OWN_THREADS}-load")
    thread.start()
    thread.join(seconds)
    if raised:
        raise raised[0]
    if thread.is_alive():
        raise TookTooLong
    return returned[0]
