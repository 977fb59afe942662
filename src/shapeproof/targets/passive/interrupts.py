"""Exceptions that come from outside of what runs: interrupts, and what handlers of signals raise.

A test may have such a time limit, and whatever runs when it ends must end, a listener included.
"""

from __future__ import annotations

from types import FrameType, TracebackType


def is_interrupt(error: BaseException) -> bool:
    """Whether an exception has nothing to do with the code that it came out of."""
    if isinstance(error, KeyboardInterrupt):
        return True
    step: TracebackType | None = error.__traceback__
    while step is not None:
        if _is_of_handler(step.tb_frame):
            return True
        step = step.tb_next
    return False


def _is_of_handler(frame: FrameType) -> bool:
    """Whether a function handles a signal: it was given the frame that it interrupts."""
    interrupted = frame.f_back
    return interrupted is not None and any(
        value is interrupted
        or (isinstance(value, tuple) and any(each is interrupted for each in value))
        for value in frame.f_locals.values()
    )
