"""Ends what does not return: a run that is over its time limit, wherever it is.

Every request has a time limit of its own. A user's strategies have none, nor has a pattern that
takes for ever: a signal interrupts them.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from shapeproof.exchange.reasons import EndReason, Reason, ReasonKind, StopReason
from shapeproof.generate.domain.loading import MODULE_PREFIX

GRACE_SECONDS = 2.0
"""A run ends by itself at its limit; so long after it, it is interrupted."""
_AGAIN_SECONDS = 0.5
_MOST_RINGS = 20
"""So many interrupts go to code that catches them before the run is ended around it."""


class OutOfTime(KeyboardInterrupt):
    """The time limit is over. Everything that ends on a KeyboardInterrupt ends."""

    def __init__(self, reason: EndReason) -> None:
        super().__init__(str(reason))
        self.reason = reason


def reason_of(interrupt: KeyboardInterrupt) -> EndReason:
    """Why a run ends that was interrupted: its limit, or the user."""
    return interrupt.reason if isinstance(interrupt, OutOfTime) else StopReason.INTERRUPTED


class Alarm:
    """Interrupts the main thread after some time, but only where that is ``allowed``."""

    def __init__(self, unheard: Callable[[], None] = lambda: None, seconds: float = 0.0) -> None:
        self.due = time.monotonic() + seconds
        self._allowed = False
        self._unheard = unheard
        self._rung = 0

    @contextmanager
    def allowed(self) -> Iterator[None]:
        """Let the code within be interrupted. Raises OutOfTime."""
        self._allowed = True
        try:
            yield
        finally:
            self._allowed = False

    def ring(self, _signal: int, frame: FrameType | None) -> None:
        """Interrupt now, or look again soon; a timer that a user's code has set rings early."""
        early = self.due - time.monotonic()
        if early > 0:
            signal.setitimer(signal.ITIMER_REAL, early)
            return
        signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS)
        if not self._allowed:
            return
        self._rung += 1
        if self._rung > _MOST_RINGS:
            self._unheard()
        raise OutOfTime(_reason(frame))


@contextmanager
def alarm_after(
    seconds: float | None, unheard: Callable[[], None] = lambda: None
) -> Iterator[Alarm]:
    """An alarm that rings so long after the limit of a run; none without a limit.

    ``unheard`` is called where it has interrupted the same code many times, which goes on, or where
    that code hears no signal. Nor is
    there one in threads and on systems without such signals.
    """
    alarm = Alarm(unheard, (seconds or 0.0) + GRACE_SECONDS)
    in_main = threading.current_thread() is threading.main_thread()
    if seconds is None or not in_main or not hasattr(signal, "setitimer"):
        yield alarm
        return
    previous = signal.signal(signal.SIGALRM, alarm.ring)
    left = signal.setitimer(signal.ITIMER_REAL, seconds + GRACE_SECONDS)[0]
    done = threading.Event()
    last = seconds + GRACE_SECONDS + _MOST_RINGS * _AGAIN_SECONDS + 1.0
    threading.Thread(target=_ended_unless, args=(done, last, unheard), daemon=True).start()
    try:
        yield alarm
    finally:
        done.set()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
        signal.setitimer(signal.ITIMER_REAL, left)  # somebody else's, as of a test's time limit


def _ended_unless(done: threading.Event, seconds: float, unheard: Callable[[], None]) -> None:
    """Code of a user may have switched the signal off."""
    if not done.wait(seconds):
        unheard()


def _reason(interrupted: FrameType | None) -> EndReason:
    """The limit, and the line of a user's strategies that has not returned, in any thread."""
    for frame in (interrupted, *sys._current_frames().values()):
        place = _place_in_strategies(frame)
        if place:
            return Reason.of(ReasonKind.NOT_RETURNED, place)
    return StopReason.TIME


def _place_in_strategies(frame: FrameType | None) -> str:
    while frame is not None:
        if str(frame.f_globals.get("__name__", "")).startswith(MODULE_PREFIX):
            return f"{Path(frame.f_code.co_filename).name}, line {frame.f_lineno}"
        frame = frame.f_back
    return ""
