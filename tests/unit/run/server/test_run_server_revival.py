"""Which request is blamed for a server that has stopped."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from shapeproof.exceptions import (
    BadUsage,
    ShapeproofError,
    TransportFailure,
    UnreachableTarget,
)
from shapeproof.exchange import Exchange, HttpRequest, HttpResponse
from shapeproof.run.plan import Budget, OutOfBudget
from shapeproof.run.server.line import Line
from shapeproof.run.server.revival import MOST_RESTARTS, Revival
from shapeproof.targets.restart import NotRestarted

STOPPED = "the server stopped: it accepted no connection any more after this request"
LOST = "not received: another request had stopped the server, which was started again"


@dataclass
class Mortal:
    """Some requests end it: at once, or when they have been answered."""

    kind = address = "http"
    base_url = "http://127.0.0.1"
    runs: bool = True
    sent: list[str] = field(default_factory=list)
    starts: int = 0
    resets: int = 0

    def send(self, request: HttpRequest) -> HttpResponse:
        if not self.runs:
            raise TransportFailure("refused", "nothing listens there")
        self.sent.append(request.target)
        self.runs = not request.target.startswith(("/kill", "/late"))
        if request.target.startswith(("/kill", "/reset")):
            raise TransportFailure("reset")
        return HttpResponse(200)

    def listens(self) -> bool:
        return self.runs

    def keep_no_connections(self) -> None:
        pass

    def close(self) -> None:
        pass

    def run(self, listens: object, seconds: float) -> None:
        """As the restart command."""
        self.starts += 1
        self.runs = True

    def reset(self) -> None:
        self.resets += 1


def revival(server: Mortal, budget: Budget) -> Revival:
    return Revival(server, server, budget, on_restart=server.reset, sleep=lambda _: None)  # type: ignore[arg-type]


def exchange(target: str) -> Exchange:
    return Exchange("Do", {}, HttpRequest("GET", target))


def answers(*targets: str) -> tuple[Mortal, list[str | None], list[str]]:
    """The failures of requests, one after the other, and the requests that are blamed late."""
    server, budget = Mortal(), Budget()
    care = revival(server, budget)
    line = Line(server, budget, care)
    failures = [line.exchange(exchange(each)).failure for each in targets]
    assert all(each.failure == STOPPED and each.response is None for each in care.stops)
    return server, failures, [each.request.target for each in care.stops]


@pytest.mark.parametrize(
    ("targets", "failures", "late"),
    [
        (["/a", "/kill", "/b"], [None, STOPPED, None], []),
        (["/a", "/late", "/b", "/c"], [None, None, LOST, None], ["/late"]),
        (["/a", "/reset", "/b"], [None, "reset", None], []),
        (["/kill1", "/kill2"], [STOPPED, STOPPED], []),
        (["/late1", "/late2", "/x"], [None, LOST, None], ["/late1"]),
    ],
)
def test_the_request_that_stopped_the_server_is_blamed(
    targets: list[str], failures: list[str | None], late: list[str]
) -> None:
    server, found, blamed = answers(*targets)
    assert (found, blamed) == (failures, late)
    assert server.starts == server.resets == failures.count(STOPPED) + len(late)


@pytest.mark.parametrize(
    "error", [UnreachableTarget("/reset", "refused"), BadUsage("--reset-url", "answered with 500")]
)
def test_a_server_that_cannot_be_reset_is_given_up(error: ShapeproofError) -> None:
    def reset() -> None:
        raise error

    server, budget = Mortal(), Budget()
    care = Revival(server, server, budget, on_restart=reset, sleep=lambda _: None)  # type: ignore[arg-type]
    with pytest.raises(OutOfBudget) as end:
        Line(server, budget, care).exchange(exchange("/kill"))
    assert str(end.value.reason) == f"target unusable: {error}"


def in_flight(*targets: str) -> Iterator[tuple[str, str | None]]:
    """Several requests are on their way when the server stops: all of them fail."""
    server, budget = Mortal(), Budget()
    care = revival(server, budget)
    tickets = [(each, care.begin(exchange(each))) for each in targets]
    server.runs = False
    for each, ticket in tickets:
        found = care.failed(ticket, TransportFailure("reset"), ticket.exchange)
        yield each, found.failure


def test_of_several_on_their_way_the_one_is_blamed_that_stops_it_again() -> None:
    assert dict(in_flight("/kill", "/a", "/b")) == {
        "/kill": STOPPED, "/a": LOST, "/b": LOST,
    }  # fmt: skip
    assert dict(in_flight("/a", "/kill")) == {"/a": LOST, "/kill": STOPPED}


def test_a_server_is_started_so_often_and_no_more() -> None:
    server, budget = Mortal(), Budget()
    line = Line(server, budget, revival(server, budget))
    for _ in range(MOST_RESTARTS):
        line.exchange(exchange("/kill"))
    with pytest.raises(OutOfBudget, match="target unusable: the server has stopped 26 times"):
        line.exchange(exchange("/kill"))
    assert server.starts == MOST_RESTARTS


class Broken(Mortal):
    def run(self, listens: object, seconds: float) -> None:
        raise NotRestarted("failed with status 1", "no such file")


def test_a_command_that_fails_ends_the_run() -> None:
    server, budget = Broken(), Budget()
    line = Line(server, budget, revival(server, budget))
    with pytest.raises(OutOfBudget) as end:
        line.exchange(exchange("/kill"))
    said = "target unusable: the restart command failed with status 1: no such file"
    assert str(end.value) == said
