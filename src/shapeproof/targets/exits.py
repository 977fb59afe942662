"""Keeps a target in this process from ending the process: its exit is an exception of the target.

``sys.exit`` raises one itself. ``os._exit`` and its like would end the run in the middle, without a
report, and with the status that the target chooses.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

_ENDING = ("_exit", "abort", "execv", "execve")
"""Functions of ``os`` that end what runs in a process; others of the kind call these."""
_here = threading.local()
_patched = threading.Lock()


@contextmanager
def exits_raise() -> Iterator[None]:
    """Within, and in this thread only, ending the process raises SystemExit."""
    _patch()
    _here.process = os.getpid()
    try:
        yield
    finally:
        _here.process = None


def _patch() -> None:
    with _patched:
        for name in _ENDING:
            real = getattr(os, name)
            if not hasattr(real, "__wrapped__"):
                setattr(os, name, _guarded(name, real))


def _guarded(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def ending(*arguments: Any, **named: Any) -> Any:
        # A process that the target has forked may end, and so may others in this one.
        if getattr(_here, "process", None) == os.getpid():
            raise SystemExit(f"os.{name} was called")
        return real(*arguments, **named)

    return ending
