"""Interrupts that Python cannot raise where they come."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from shapeproof.cli.main import come_again
from shapeproof.exchange.reasons import StopReason
from shapeproof.run.alarm import OutOfTime


class Fails:
    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __del__(self) -> None:
        raise self.error


def remove_one_that(error: BaseException, seconds: float = 0.1) -> None:
    Fails(error)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.001)


def test_an_interrupt_comes_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "unraisablehook", come_again)
    with pytest.raises(KeyboardInterrupt):
        remove_one_that(KeyboardInterrupt(), seconds=60)  # a machine that has much else to do
    assert capsys.readouterr().err == ""


def test_the_end_of_the_time_is_left_to_the_alarm(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "unraisablehook", come_again)
    remove_one_that(OutOfTime(StopReason.TIME))
    assert capsys.readouterr().err == ""


def test_other_errors_are_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "unraisablehook", come_again)
    remove_one_that(ValueError("no"))
    assert f'{Path(__file__).name}", line' in capsys.readouterr().err
