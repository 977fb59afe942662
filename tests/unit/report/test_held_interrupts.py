"""Interrupts while something is written."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from shapeproof.report.held_interrupts import HeldInterrupts


@contextmanager
def interrupts_held() -> Iterator[list[int]]:
    interrupts = HeldInterrupts()
    interrupts.install()
    try:
        with interrupts.held() as held:
            yield held
    finally:
        interrupts.remove()


def interrupt(number: int = signal.SIGINT) -> None:
    os.kill(os.getpid(), number)


def interrupt_twice() -> None:
    interrupt()
    interrupt()


def test_one_interrupt_waits_until_the_end() -> None:
    before, done = signal.getsignal(signal.SIGINT), False
    with interrupts_held() as held:
        interrupt()
        done = True
    assert (held, done) == ([signal.SIGINT], True)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_one_does_not() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), interrupts_held():
        interrupt_twice()
    assert signal.getsignal(signal.SIGINT) is before


def test_what_python_does_not_handle_is_left_alone() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interrupts_held() as held:
            interrupt(signal.SIGHUP)
        assert held == []
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_threads_get_no_signals() -> None:
    found: list[list[int]] = []

    def write() -> None:
        with interrupts_held() as held:
            found.append(held)

    thread = threading.Thread(target=write)
    thread.start()
    thread.join(10)
    assert found == [[]]


def test_outside_of_a_block_the_handlers_of_the_process_are_called() -> None:
    interrupts = HeldInterrupts()
    interrupts.install()
    try:
        with pytest.raises(KeyboardInterrupt):
            interrupt()
    finally:
        interrupts.remove()


def test_handlers_that_others_have_installed_meanwhile_stay() -> None:
    before = signal.getsignal(signal.SIGINT)
    interrupts = HeldInterrupts()
    interrupts.install()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        interrupts.remove()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
