"""Runs a call in-process with a time-out, and describes crashes.

Python cannot end a thread that hangs, so such a thread is abandoned.
"""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from queue import Empty, SimpleQueue
from typing import Any, TypeVar, cast

from shapeproof.command_process import OWN_THREADS

_LINES = 6
_NUMBERS = count(1)


def crash_detail(error: BaseException) -> str:
    """The last lines of a traceback."""
    return "\n".join("".join(traceback.format_exception(error)).splitlines()[-_LINES:])


T = TypeVar("T")
_Task = Callable[[], Any]


@dataclass(frozen=True)
class _WorkerThread:
    """A thread's tasks and their results; None ends it."""

    tasks: SimpleQueue[_Task | None] = field(default_factory=SimpleQueue)
    results: SimpleQueue[Any] = field(default_factory=SimpleQueue)

    def work(self) -> None:
        process = os.getpid()
        while (task := self.tasks.get()) is not None:
            result = task()
            if os.getpid() != process:
                os._exit(0)  # the task has forked, and this is the copy: nobody waits for it
            self.results.put(result)


class Worker:
    """One thread, kept between tasks. A thread that hangs is abandoned and replaced."""

    def __init__(self) -> None:
        self._thread: _WorkerThread | None = None

    def run(self, task: Callable[[], T], seconds: float) -> T:
        """The result of a task, which may not raise. Raises TimeoutError."""
        thread = self._thread or _started()
        self._thread = None  # unused until its result is here, whatever happens until then
        thread.tasks.put(task)
        try:
            result = thread.results.get(timeout=max(0.0, seconds))
        except BaseException as error:
            thread.tasks.put(None)
            if isinstance(error, Empty):
                raise TimeoutError from None
            raise
        self._thread = thread
        return cast("T", result)

    def close(self) -> None:
        """End the thread when its task is done."""
        if self._thread is not None:
            self._thread.tasks.put(None)
            self._thread = None


def _started() -> _WorkerThread:
    thread = _WorkerThread()
    name = f"{OWN_THREADS}-call-{next(_NUMBERS)}"
    threading.Thread(target=thread.work, daemon=True, name=name).start()
    return thread
