"""Runs a call in-process with a time-out, and describes how it crashed."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, TypeVar, cast

_LINES = 6


def crash_detail(error: BaseException) -> str:
    """The last lines of a traceback."""
    return "\n".join("".join(traceback.format_exception(error)).splitlines()[-_LINES:])


T = TypeVar("T")
_Task = Callable[[], Any]


@dataclass(frozen=True)
class _WorkerThread:
    """A thread's tasks and their results. No task ends it."""

    tasks: SimpleQueue[_Task | None] = field(default_factory=SimpleQueue)
    results: SimpleQueue[Any] = field(default_factory=SimpleQueue)

    def work(self) -> None:
        while (task := self.tasks.get()) is not None:
            self.results.put(task())


class Worker:
    """One thread, kept between tasks; one that hangs is abandoned, and another one takes over."""

    def __init__(self) -> None:
        self._bench: _WorkerThread | None = None

    def run(self, task: Callable[[], T], seconds: float) -> T:
        """The result of a task, which may not raise. Raises TimeoutError."""
        bench = self._bench or _started()
        self._bench = None  # it is out of use until its result is here, whatever comes between
        bench.tasks.put(task)
        try:
            result = bench.results.get(timeout=max(0.0, seconds))
        except BaseException as error:
            bench.tasks.put(None)
            if isinstance(error, Empty):
                raise TimeoutError from None
            raise
        self._bench = bench
        return cast("T", result)

    def close(self) -> None:
        """Let the thread end when it is done with its task."""
        if self._bench is not None:
            self._bench.tasks.put(None)
            self._bench = None


def _started() -> _WorkerThread:
    bench = _WorkerThread()
    threading.Thread(target=bench.work, daemon=True).start()
    return bench
