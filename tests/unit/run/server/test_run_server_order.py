"""The turns of phases: round about, or by their shares of a bound."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from shapeproof.exchange.events import Event, OperationStarted
from shapeproof.exchange.reasons import EndReason
from shapeproof.run.server.order import Shares, taking_turns


@dataclass
class Rounds:
    """A phase of rounds that send so many requests each."""

    name: str
    sent: list[str]
    count: int = 4
    size: int = 1
    hurried: list[int] = field(default_factory=list)

    def rounds(self) -> Iterator[Iterator[Event]]:
        return (self._round() for _ in range(self.count))

    def _round(self) -> Iterator[Event]:
        for _ in range(self.size):
            self.sent.append(self.name)
            yield OperationStarted(self.name, 0)

    def hurry(self) -> Iterator[Event]:
        self.hurried.append(len(self.sent))
        return iter(())

    def last(self) -> Iterator[Event]:
        return iter(())

    def end(self, reason: EndReason) -> Iterator[Event]:
        return iter(())


def test_they_take_turns() -> None:
    sent: list[str] = []
    list(taking_turns([Rounds("a", sent, 3), Rounds("b", sent, 2)]))
    assert "".join(sent) == "ababa"


def test_each_has_its_share_of_the_requests() -> None:
    sent: list[str] = []
    runs = [(Rounds("a", sent, 8, 2), 0.75), (Rounds("b", sent, 9), 0.25)]
    list(Shares(runs, lambda: len(sent), lambda: False, True).events())
    assert sent.count("a") == 16
    assert sent.count("b") == 9
    assert 3 <= sent[:16].count("b") <= 5


@pytest.mark.parametrize(("cuts_rounds", "expected"), [(True, 5), (False, 6)])
def test_near_a_bound_what_comes_last_is_sent_once_and_the_rest_goes_on(
    cuts_rounds: bool, expected: int
) -> None:
    sent: list[str] = []
    one = Rounds("a", sent, 4, 3)
    list(Shares([(one, 1)], lambda: len(sent), lambda: len(sent) >= 5, cuts_rounds).events())
    assert one.hurried == [expected]
    assert len(sent) == 12
