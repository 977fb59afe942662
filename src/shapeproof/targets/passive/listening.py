"""The lock under which calls are judged.

A thread may enter it again: a garbage collection or a signal handler may make a call while another
one is judged. A process is forked only when no other thread holds it, as its copy would wait for
that thread for ever.
"""

from __future__ import annotations

import os
from threading import RLock

LISTENING = RLock()
_LONGEST_WAIT = 10.0
"""Seconds that a fork waits for a call to be judged."""
_forking: list[bool] = []


def _before_fork() -> None:
    _forking.append(LISTENING.acquire(timeout=_LONGEST_WAIT))


def _after_fork() -> None:
    if _forking.pop():
        LISTENING.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork
    )
