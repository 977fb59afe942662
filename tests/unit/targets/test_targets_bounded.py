import time

import pytest

from shapeproof.exceptions import TransportFailure
from shapeproof.targets.bounded import Allowance


def test_a_read_may_take_what_is_left() -> None:
    allowance = Allowance(seconds=100, read_seconds=10, octets=10)
    assert allowance.seconds() == 10
    allowance = Allowance(seconds=5, read_seconds=10, octets=10)
    assert 4 < allowance.seconds() <= 5


def test_when_no_time_is_left_there_is_no_read() -> None:
    allowance = Allowance(seconds=0.01, read_seconds=10, octets=10)
    time.sleep(0.02)
    with pytest.raises(TimeoutError):
        allowance.seconds()


def test_bytes_are_counted() -> None:
    allowance = Allowance(seconds=1, read_seconds=1, octets=10)
    allowance.took(4)
    allowance.took(6)
    assert (allowance.received, allowance.ended) == (10, False)
    with pytest.raises(TransportFailure, match="too-large: an answer of more than 10 bytes"):
        allowance.took(1)


def test_the_end_is_seen() -> None:
    allowance = Allowance(seconds=1, read_seconds=1, octets=10)
    allowance.took(0)
    allowance.took(1)
    assert allowance.ended
