"""The lock under which calls are judged."""

from __future__ import annotations

import threading
from typing import Any

from shapeproof.targets.passive.listening import LISTENING
from shapeproof.targets.passive.tap import Tap


def test_a_call_may_be_made_while_another_is_judged() -> None:
    calls: list[str] = []

    def listen(call: Any) -> None:
        calls.append(call)
        if call == "outer":  # as an object that makes a call when it is collected
            Tap.report(lambda: "inner")  # type: ignore[arg-type, return-value]

    tap = Tap(listen)
    tap.open()
    Tap.report(lambda: "outer")  # type: ignore[arg-type, return-value]
    tap.close()

    assert calls == ["outer", "inner"]


def test_a_fork_waits_for_the_call_that_another_thread_judges() -> None:
    begun, done = threading.Event(), threading.Event()

    def judge() -> None:
        with LISTENING:
            begun.set()
            done.wait(10)

    thread = threading.Thread(target=judge)
    thread.start()
    begun.wait(10)
    assert not LISTENING.acquire(blocking=False)
    done.set()
    thread.join(10)
    assert LISTENING.acquire(blocking=False)
    LISTENING.release()
