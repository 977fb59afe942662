"""What does not return is interrupted at the time limit."""

import signal
import sys
import threading
from types import ModuleType

import pytest

from shapeproof.exchange.reasons import StopReason
from shapeproof.generate.domain.loading import MODULE_PREFIX
from shapeproof.run.alarm import Alarm, OutOfTime, alarm_after, reason_of


def test_it_rings_only_where_that_is_allowed() -> None:
    before = signal.getitimer(signal.ITIMER_REAL)[0]
    with alarm_after(1000) as alarm:
        alarm.due = 0.0
        alarm.ring(0, None)
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 0.5
        with pytest.raises(OutOfTime) as raised, alarm.allowed():
            alarm.ring(0, None)
    assert reason_of(raised.value) is StopReason.TIME
    assert bool(signal.getitimer(signal.ITIMER_REAL)[0]) == bool(before)


def test_it_does_not_ring_before_its_time() -> None:
    """Code of a user may have set the timer of the process."""
    with alarm_after(1000) as alarm, alarm.allowed():
        alarm.ring(0, None)
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 900


def test_where_no_signal_is_heard_the_run_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shapeproof.run.alarm.GRACE_SECONDS", 0.01)
    monkeypatch.setattr("shapeproof.run.alarm._MOST_RINGS", -2)
    ended = threading.Event()
    with alarm_after(0.01, ended.set):
        assert ended.wait(30)


def test_the_line_of_a_user_s_strategies_is_named() -> None:
    module = ModuleType(f"{MODULE_PREFIX}things_1")
    code = compile("\ndef hang(then):\n    then()\n", "/home/me/strategies/things.py", "exec")
    exec(code, module.__dict__)
    alarm = Alarm()
    with pytest.raises(OutOfTime) as raised, alarm.allowed():
        module.hang(lambda: alarm.ring(0, sys._getframe()))
    assert str(reason_of(raised.value)) == "time: things.py, line 3 did not return"


def test_an_interrupt_of_the_user_is_none() -> None:
    assert reason_of(KeyboardInterrupt()) is StopReason.INTERRUPTED


def test_without_a_limit_and_in_threads_there_is_none() -> None:
    timers: list[float] = []
    before = signal.getitimer(signal.ITIMER_REAL)[0]

    def look(seconds: float | None) -> None:
        with alarm_after(seconds):
            timers.append(signal.getitimer(signal.ITIMER_REAL)[0])

    look(None)
    thread = threading.Thread(target=look, args=(1000,))
    thread.start()
    thread.join()
    assert all(each <= before for each in timers)
