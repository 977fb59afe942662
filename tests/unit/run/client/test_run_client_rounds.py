"""A bounded run gives each operation its share, and its findings have the ids of a whole run."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from shapeproof.contract.model import Operation
from shapeproof.exchange import HttpRequest
from shapeproof.exchange.events import CaseFinished, OperationFinished, OperationStarted
from shapeproof.exchange.reasons import Reason, StopReason
from shapeproof.run.client.judge import ClientSession
from tests.unit.run.client.client_fakes import CodecClient, contract, end_of, events_of, findings_of

SOME = ("CreateBackend", "GetBackend", "ListBackendJobs")


def without_body(_: Operation, __: dict[str, Any], request: HttpRequest) -> HttpRequest:
    return HttpRequest(request.method, request.target, request.headers, b"{}")


@pytest.mark.slow
def test_each_operation_has_its_minimal_call_first() -> None:
    events = events_of(CodecClient(), "*", max_requests=31)
    cases = [each for each in events if isinstance(each, CaseFinished)]
    assert [each.operation for each in cases] == sorted(contract().operations)
    end = end_of(events)
    assert end.stats.operations_reached == 31
    assert end.stopped is StopReason.REQUESTS
    assert len(end.stats.left_out) == 31


@pytest.mark.slow
def test_operations_have_like_shares() -> None:
    events = events_of(CodecClient(), *SOME, max_requests=120)
    counts = Counter(each.operation for each in events if isinstance(each, CaseFinished))
    assert set(counts) == set(SOME)
    assert max(counts.values()) - min(counts.values()) < 20


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_bound_that_is_not_reached_leaves_nothing_out(workers: int) -> None:
    operations, phases = ("GetBackend", "GetToken"), ("coverage", "fuzz")
    options: dict[str, Any] = {"phases": phases, "max_examples": 5, "workers": workers}
    whole = events_of(CodecClient(), *operations, **options)
    bounded = events_of(CodecClient(), *operations, max_requests=100_000, **options)

    def played(events: list[Any]) -> list[str]:
        return sorted(each.case for each in events if isinstance(each, CaseFinished))

    assert played(bounded) == played(whole)
    end, other = end_of(bounded), end_of(whole)
    assert (end.stopped, end.stats.left_out) == (None, ())
    assert (end.stats.cases, end.stats.coverage) == (other.stats.cases, other.stats.coverage)
    assert sum(isinstance(each, OperationFinished) for each in bounded) == 2


@pytest.mark.long
@pytest.mark.parametrize("most", [40, 400])
def test_findings_have_the_ids_of_a_whole_run(most: int) -> None:
    whole = {each.id for each in findings_of(events_of(CodecClient(without_body), *SOME))}
    cut = findings_of(events_of(CodecClient(without_body), *SOME, max_requests=most))
    assert cut
    assert {each.id for each in cut if each.check != "local_validation"} <= whole


def test_what_has_not_begun_is_told_as_left_out() -> None:
    events = events_of(CodecClient(), "*", max_requests=2)
    started = [each.operation for each in events if isinstance(each, OperationStarted)]
    finished = [each for each in events if isinstance(each, OperationFinished)]
    assert sorted(started) == sorted(each.operation for each in finished)
    assert len(started) == 31
    assert sum(each.reached for each in finished) == 2
    assert {each.reason for each in finished} == {StopReason.REQUESTS}


def test_a_client_that_breaks_down_at_each_call_ends_the_run() -> None:
    def exits(_: Operation, __: dict[str, Any], request: HttpRequest) -> HttpRequest:
        raise SystemExit(1)

    events = events_of(CodecClient(exits), "*", max_requests=500)
    cases = [each for each in events if isinstance(each, CaseFinished)]
    assert len(cases) < 40
    assert isinstance(end_of(events).stopped, Reason)


class Forgetful(CodecClient):
    """Reads nothing of a reply."""

    def __call__(self, name: str, params: dict[str, Any], endpoint: str) -> dict[str, Any]:
        super().__call__(name, params, endpoint)
        return {}


def test_a_bounded_run_spares_restarts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first findings of a kind are tried again with a restarted client."""
    restarts = 0

    def fresh(_: ClientSession) -> None:
        nonlocal restarts
        restarts += 1

    monkeypatch.setattr(ClientSession, "fresh", fresh)
    found = findings_of(events_of(Forgetful(), "*", max_requests=60))
    assert len(found) > 10
    assert len({(each.check, each.constraint) for each in found}) == 1
    assert restarts == 3
