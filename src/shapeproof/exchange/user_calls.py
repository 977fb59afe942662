"""Calls of users' code within a time limit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

LOAD_SECONDS = 30.0
"""How long a file or a package of a user may take to load."""
T = TypeVar("T")


class TookTooLong(Exception):
    """A call did not return in time; its thread is abandoned."""


def called_within(seconds: float, call: Callable[[], T]) -> T:
    """What a call returns or raises. Raises TookTooLong as well.

    It runs in another thread, as Python cannot end one that hangs.
    """
    returned: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            returned.append(call())
        except BaseException as error:  # raised again below
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if raised:
        raise raised[0]
    if thread.is_alive():
        raise TookTooLong
    return returned[0]
