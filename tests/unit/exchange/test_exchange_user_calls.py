"""Calls of users' code return in time, in the main thread or in one that is abandoned."""

import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from shapeproof.command_process import CommandProcess
from shapeproof.exchange import user_calls
from shapeproof.exchange.user_calls import (
    TookTooLong,
    bound_loading,
    called_within,
    load_seconds,
)

SECONDS = 30.0


@pytest.fixture(params=[True, False], ids=["in a command", "elsewhere"])
def is_command(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[bool]:
    monkeypatch.setattr(CommandProcess, "is_ours", property(lambda _: request.param))
    left = signal.getitimer(signal.ITIMER_REAL)[0]
    yield request.param
    assert bool(signal.getitimer(signal.ITIMER_REAL)[0]) == bool(left)


def test_what_it_returns_and_raises(is_command: bool) -> None:
    assert called_within(SECONDS, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        called_within(SECONDS, lambda: 1 // 0)


def test_a_call_that_does_not_return(is_command: bool) -> None:
    with pytest.raises(TookTooLong):
        called_within(0.05, lambda: time.sleep(SECONDS))


def test_a_command_calls_in_its_main_thread(is_command: bool) -> None:
    """Signals can be handled in no other one, and some databases belong to one."""
    thread = called_within(SECONDS, threading.current_thread)
    assert (thread is threading.current_thread()) == is_command


def test_handlers_of_signals_are_restored(is_command: bool) -> None:
    def ignore() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)

    if is_command:
        before = signal.getsignal(signal.SIGTERM)
        called_within(SECONDS, ignore)
        assert signal.getsignal(signal.SIGTERM) == before


def test_an_alarm_of_others_still_rings() -> None:
    rung: list[Any] = []
    previous = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    left = signal.setitimer(signal.ITIMER_REAL, 0.05)[0]
    try:
        with user_calls._interrupted_after(SECONDS, "it"):
            end = time.monotonic() + SECONDS
            while not rung and time.monotonic() < end:
                time.sleep(0.01)
        assert rung
    finally:
        signal.signal(signal.SIGALRM, previous)
        signal.setitimer(signal.ITIMER_REAL, left)


@pytest.mark.parametrize(("limit", "seconds"), [(None, 30), (600, 30), (12, 12), (1, 5)])
def test_loading_takes_no_longer_than_a_run_may(limit: float | None, seconds: float) -> None:
    bound_loading(limit)
    try:
        assert load_seconds() == seconds
    finally:
        bound_loading(None)
