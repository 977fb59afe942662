"""A run against a client: silent on one that is right, bounded with one that is not."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from shapeproof.contract.model import Operation
from shapeproof.exceptions import UnreachableTarget
from shapeproof.exchange import HttpRequest, Severity
from shapeproof.exchange.calls import ClientResult
from shapeproof.exchange.events import OperationFinished, RunStarted

from .client_fakes import CodecClient, end_of, events_of, findings_of, runner

pytestmark = pytest.mark.slow
OPERATION = "GetBackendJob"


def grave(events: list[Any]) -> list[str]:
    return [
        f"{each.check} {each.operation} {each.where} {each.message} {each.actual}"
        for each in findings_of(events)
        if each.severity is Severity.ERROR
    ]


def test_a_client_that_is_right_is_given_no_error() -> None:
    events = events_of(CodecClient(), OPERATION, "CreateBackend", phases=("coverage", "fuzz"))

    assert grave(events) == []
    end = end_of(events)
    assert end.stopped is None
    assert end.stats.operations_reached == end.stats.operations == 2
    assert end.stats.cases["coverage"] > 100
    assert end.stats.cases["fuzz"] == 100
    assert end.stats.cases["stateful"] == 0
    members = end.stats.coverage["members"]
    assert 0 < members.exercised == members.total


def lost_member(operation: Operation, params: dict[str, Any], request: HttpRequest) -> HttpRequest:
    body = request.body.replace(b'"appName"', b'"AppName"')
    return replace(request, body=body)


def test_what_is_sent_wrongly_is_told_once_an_operation() -> None:
    events = events_of(CodecClient(lost_member), OPERATION, "CreateBackend")

    reported = {(each.check, each.operation, each.where) for each in findings_of(events)}
    assert ("wire_request", "CreateBackend", "request body /appName") in reported
    general = {"robustness", "local_validation"}
    assert {operation for check, operation, _ in reported if check not in general} == {
        "CreateBackend"
    }
    assert len([each for each in findings_of(events) if each.check == "wire_request"]) > 1


class Moody(CodecClient):
    """Spoils one request in the whole of a run."""

    def __call__(self, name: str, params: dict[str, Any], endpoint: str) -> dict[str, Any]:
        if self.calls == 5:
            self.twist, twist = lost_member, self.twist
            try:
                return super().__call__(name, params, endpoint)
            finally:
                self.twist = twist
        return super().__call__(name, params, endpoint)


def test_what_cannot_be_had_again_is_not_told() -> None:
    client = Moody()
    assert grave(events_of(client, "CreateBackend")) == []
    assert client.calls > 5


class Broken(CodecClient):
    """Breaks down at each call after some."""

    def __init__(self, good: int) -> None:
        super().__init__()
        self.good = good

    def __call__(self, name: str, params: dict[str, Any], endpoint: str) -> dict[str, Any]:
        if self.calls >= self.good:
            raise AttributeError("no such attribute")
        return super().__call__(name, params, endpoint)


def test_an_operation_is_given_up_after_three_breakdowns_and_the_run_after_three_operations() -> (
    None
):
    events = events_of(Broken(3), "Get*", "Delete*")

    assert str(end_of(events).stopped) == "the client keeps breaking down"
    ended = [each for each in events if isinstance(each, OperationFinished)]
    assert len(ended) == 3
    assert all("given up after 3 breakdowns" in str(each.reason) for each in ended)
    crashes = [each for each in findings_of(events) if each.check == "crash"]
    assert {each.operation for each in crashes} == {each.operation for each in ended}
    assert len(end_of(events).stats.left_out) > 3


def test_a_client_that_never_answers_is_no_client() -> None:
    made = runner(Broken(0), ["Get*"])
    with pytest.raises(UnreachableTarget, match=r"its first call failed .*no such attribute"):
        made.start()
    made.close()


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 3])
def test_workers_change_nothing(workers: int) -> None:
    names = ("GetBackendJob", "DeleteToken", "ListS3Buckets")
    alone = events_of(CodecClient(lost_member), *names, "CreateBackend")
    together = events_of(CodecClient(lost_member), *names, "CreateBackend", workers=workers)

    assert [each.id for each in findings_of(together)] == [each.id for each in findings_of(alone)]
    assert [type(each) for each in together] == [type(each) for each in alone]
    assert end_of(together).stats == end_of(alone).stats


@pytest.mark.slow
@pytest.mark.parametrize(
    ("bounds", "reason"), [({"max_requests": 20}, "requests"), ({"time_limit": 0.2}, "time")]
)
def test_bounds_end_a_run(bounds: dict[str, Any], reason: str) -> None:
    events = events_of(CodecClient(), "Get*", **bounds)

    end = end_of(events)
    assert end.stopped == reason
    assert end.stats.left_out
    assert end.stats.requests <= 400


@pytest.mark.slow
def test_a_share_of_the_operations() -> None:
    first, second = (runner(CodecClient(), ["Delete*"], shard=shard) for shard in ((1, 2), (2, 2)))
    names = [
        {name for each in made.events() if isinstance(each, RunStarted) for name, _ in each.planned}
        for made in (first, second)
    ]
    first.close()
    second.close()
    assert names[0]
    assert names[1]
    assert not names[0] & names[1]


class Slow(CodecClient):
    """Never comes back from its fourth call."""

    def __call__(self, name: str, params: dict[str, Any], endpoint: str) -> dict[str, Any]:
        if self.calls == 3:
            self.calls += 1
            time.sleep(6)
        return super().__call__(name, params, endpoint)


@pytest.mark.long
def test_a_hang_is_a_finding_and_the_client_is_started_again() -> None:
    client = Slow()
    events = events_of(client, OPERATION)

    assert [each.check for each in findings_of(events) if each.severity is Severity.ERROR] == [
        "hang"
    ]
    assert client.started == 2
    assert end_of(events).stopped is None


class Hanging(CodecClient):
    """Does not return after some calls."""

    def __call__(self, name: str, params: dict[str, Any], endpoint: str) -> dict[str, Any]:
        if self.calls >= 2:
            time.sleep(3)
        return super().__call__(name, params, endpoint)


def test_a_call_that_the_limit_has_cut_is_no_finding() -> None:
    events = events_of(Hanging(), OPERATION, time_limit=0.5)
    assert end_of(events).stopped == "time"
    assert [each.check for each in findings_of(events) if each.severity is Severity.ERROR] == []


class HangingNowAndThen:
    """A client each of whose calls has a number; those that hang take no time here."""

    kind = address = "test"
    paginates = False
    traits = ()

    def __init__(self, one_in: int) -> None:
        self.one_in = one_in
        self.calls = self.hung = 0

    def start(self, _endpoint: str) -> None:
        pass

    def close(self) -> None:
        pass

    def call(self, *_: Any, **__: Any) -> ClientResult:
        self.calls += 1
        if self.calls % self.one_in:
            return ClientResult(output={})
        self.hung += 1
        return ClientResult(breakdown="hung", detail="no answer in time")


@pytest.mark.parametrize(
    ("one_in", "stopped"), [(3, "the client keeps breaking down"), (9, "None")]
)
def test_a_client_that_hangs_now_and_then_is_given_up(one_in: int, stopped: str) -> None:
    client = HangingNowAndThen(one_in)
    made = replace(runner(CodecClient(), ["CreateBackend*", "Get*"]), target=client)
    events = list(made.events())
    made.close()
    assert str(end_of(events).stopped) == stopped
    assert (client.hung == 60) is (one_in == 3)
