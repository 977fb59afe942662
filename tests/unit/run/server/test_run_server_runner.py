"""Runs as a whole."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from shapeproof.contract.lifecycle import Lifecycle
from shapeproof.exceptions import TransportFailure, UnknownOperation
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.exchange.events import (
    CaseFinished,
    Event,
    FindingFound,
    OperationFinished,
    OperationStarted,
    RunFinished,
    RunStarted,
    TargetInfo,
)
from shapeproof.generate.cases.rounds import FIRST_ROUND
from shapeproof.report.signatures import without_stamps
from shapeproof.run.plan import Plan
from shapeproof.run.server.runner import Runner

from ..run_servers import (
    CODEC,
    CONTRACT,
    Call,
    Forward,
    Outcome,
    Server,
    bad_request,
    run,
    runner,
)

SOME = ("CreateToken", "GetToken", "ListS3Buckets", "RemoveBackendConfig")


def broken(call: Call, forward: Forward) -> HttpResponse:
    """A few defects, so that there is something to tell."""
    answer = forward()
    if call.operation == "GetToken" and answer.status == 200:
        return replace(answer, status=201)
    if call.operation == "ListS3Buckets" and call.request.body == b"null":
        return HttpResponse(500)
    return answer


# --- Events


@pytest.mark.slow
def test_the_order_of_events() -> None:
    events = run(Server(broken), *SOME).events
    kinds = [type(each) for each in events]
    assert kinds[0] is RunStarted
    assert kinds[-1] is RunFinished
    going: set[str] = set()
    for event in events:
        match event:
            case OperationStarted():
                going.add(event.operation)
            case OperationFinished():
                going.remove(event.operation)
            case CaseFinished():
                assert event.operation in going
    assert kinds.count(OperationStarted) == kinds.count(OperationFinished) == 4


@pytest.mark.slow
def test_every_operation_has_its_first_cases_before_any_has_its_second() -> None:
    events = run(Server(), *SOME).events
    kinds = [type(each) for each in events]
    last_started = len(kinds) - 1 - kinds[::-1].index(OperationStarted)
    before = [each for each in events[:last_started] if isinstance(each, CaseFinished)]
    assert len(before) <= 3 * FIRST_ROUND


@pytest.mark.slow
def test_the_plan_is_told_first() -> None:
    started = run(Server(), "*Token", seed=7).events[0]
    assert isinstance(started, RunStarted)
    assert [name for name, _ in started.planned] == ["CreateToken", "DeleteToken", "GetToken"]
    assert (started.service, started.api_version) == ("amplifybackend", "2020-08-11")
    assert (started.seed, started.phases) == (7, ("coverage",))
    assert started.target == TargetInfo("wsgi", "test")
    time.strptime(started.started, "%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.slow
def test_operations_come_in_the_order_of_their_search() -> None:
    outcome = run(Server(), "ListS3Buckets", "GetToken", "CreateToken")
    names = [each.operation for each in outcome.events if isinstance(each, OperationStarted)]
    assert names == ["ListS3Buckets", "CreateToken", "GetToken"]


@pytest.mark.slow
def test_the_figures_add_up() -> None:
    server = Server(broken)
    outcome = run(server, *SOME)
    stats = outcome.end.stats
    done = [each for each in outcome.events if isinstance(each, OperationFinished)]
    assert stats.requests == len(server.calls) == 1 + sum(each.requests for each in done)
    assert (stats.operations, stats.operations_reached) == (4, 4)
    assert stats.cases == {"coverage": sum(outcome.outcomes.values()), "fuzz": 0, "stateful": 0}
    assert stats.checks > stats.cases["coverage"]
    assert stats.left_out == ()
    assert outcome.end.stopped is None


def test_the_clock_is_the_one_that_is_given() -> None:
    ticks = count(100, 5)
    given = runner(Server(), "GetToken")
    given.clock = lambda: next(ticks)
    *_, end = given.events()
    assert isinstance(end, RunFinished)
    assert end.seconds == 5


def test_unknown_operations_end_the_run_before_it_begins() -> None:
    server = Server()
    with pytest.raises(UnknownOperation):
        list(runner(server, "NoSuch").events())
    assert server.calls == []


def test_a_run_of_no_operations() -> None:
    outcome = run(Server(), "GetToken", shard=(2, 2))
    assert [type(each) for each in outcome.events] == [RunStarted, RunFinished]
    assert outcome.end.stats.operations == 0


def test_a_run_of_no_phases() -> None:
    server = Server()
    outcome = run(server, "GetToken", phases=())
    assert [type(each) for each in outcome.events] == [RunStarted, RunFinished]
    assert server.calls == []


@pytest.mark.slow
@pytest.mark.parametrize("phases", [("fuzz",), ("stateful",)])
def test_phases_that_run_all_operations_together_say_how_far_each_has_come(
    phases: tuple[str, ...],
) -> None:
    outcome = run(Server(), "CreateBackend", "GetBackend", phases=phases, max_examples=2)
    finished = [each for each in outcome.events if isinstance(each, OperationFinished)]
    assert [each.operation for each in finished] == ["CreateBackend", "GetBackend"]
    assert sum(each.reached for each in finished) == outcome.end.stats.operations_reached > 0


# --- The same again


def timeless(outcome: Outcome) -> list[Event]:
    """The events without their times, findings by what they say."""
    events: list[Event] = []
    for each in outcome.events:
        if isinstance(each, RunStarted):
            events.append(replace(each, started=""))
        elif isinstance(each, RunFinished):
            events.append(replace(each, seconds=0))
        elif isinstance(each, FindingFound):
            events.append(FindingFound(replace(each.finding, before=())))
        else:
            events.append(each)
    return events


def shown(outcome: Outcome) -> list[Any]:
    return [
        each.finding.id if isinstance(each, FindingFound) else each for each in timeless(outcome)
    ]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_events() -> None:
    one, two = (run(Server(broken), *SOME, seed=3) for _ in range(2))
    assert shown(one) == shown(two)
    assert one.findings


def requests_of(seed: int) -> list[HttpRequest]:
    server = Server()
    run(server, "CreateBackendConfig", "GetBackend", seed=seed)
    return [without_stamps(call.request) for call in server.calls]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_requests() -> None:
    one, other = requests_of(5), requests_of(6)
    assert one == requests_of(5)
    assert one != other
    assert len(one) == len(other)


@pytest.mark.slow
def test_another_seed_gives_the_same_findings() -> None:
    one, other = (run(Server(broken), *SOME, seed=seed) for seed in (1, 2))
    assert one.findings.keys() == other.findings.keys() != set()


@pytest.mark.long
def test_further_runs_against_the_same_server() -> None:
    """Every run finds names that are free, however many there were before."""
    server = Server()
    for _ in range(11):
        outcome = run(server, "CreateBackend")
        assert outcome.lines == []
        assert outcome.end.stats.operations_reached == 1


@pytest.mark.slow
def test_a_second_run_against_the_same_server_finds_the_same() -> None:
    """What the first run has left behind changes nothing."""
    server = Server(broken)
    phases = ("coverage", "stateful", "fuzz")
    one, two = (run(server, *SOME, phases=phases, max_examples=6) for _ in range(2))
    assert one.findings.keys() == two.findings.keys() != set()


@pytest.mark.slow
def test_a_limit_that_is_not_reached_changes_only_the_order() -> None:
    limits: list[dict[str, Any]] = [{}, {"time_limit": 900.0}, {"max_requests": 10_000}]
    phases = ("coverage", "stateful", "fuzz")
    runs = [run(Server(broken), *SOME, phases=phases, max_examples=6, **each) for each in limits]
    cases = [
        sorted(each.case for each in one.events if isinstance(each, CaseFinished)) for one in runs
    ]
    assert cases[0] == cases[1] == cases[2]
    assert runs[0].findings.keys() == runs[1].findings.keys() == runs[2].findings.keys()
    assert all(one.end.stopped is None for one in runs)


def test_a_root_that_cannot_be_made_ends_nothing() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        return bad_request() if call.operation == "CreateBackend" else forward()

    outcome = run(Server(hook), "ListS3Buckets", "CreateBackend")
    assert outcome.end.stats.operations_reached == 1
    assert ("not_reached", "CreateBackend", "request", "baseline") in outcome.lines


def test_without_a_lifecycle_no_tag_is_looked_for() -> None:
    server = Server()
    bare = replace(CONTRACT, lifecycle=Lifecycle())
    outcome = run(server, "ListS3Buckets", contract=bare)
    assert outcome.lines == []
    assert server.count("CreateBackend") == 0


# --- Side by side


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 4, 9])
def test_workers_tell_the_same(workers: int) -> None:
    alone = run(Server(broken), *SOME)
    together = run(Server(broken), *SOME, workers=workers)
    assert shown(together) == shown(alone)


def test_the_bound_holds_for_all_workers_together() -> None:
    server = Server()
    outcome = run(server, *SOME, workers=4, max_requests=60)
    assert len(server.calls) == outcome.end.stats.requests == 60
    assert outcome.end.stopped == "requests"
    assert set(outcome.end.stats.left_out) <= set(SOME)


def test_a_defect_of_our_own_is_not_hidden_in_a_worker() -> None:
    def hook(call: Call, forward: Forward) -> HttpResponse:
        if call.operation == "GetToken":
            raise ZeroDivisionError
        return forward()

    for workers in (1, 3):
        with pytest.raises(ZeroDivisionError):
            run(Server(hook), *SOME, workers=workers)


# --- Bounds


@pytest.mark.slow
@pytest.mark.parametrize("most", [0, 1, 2, 30, 60, 100])
def test_the_number_of_requests_is_exact(most: int) -> None:
    server = Server()
    outcome = run(server, *SOME, max_requests=most)
    assert len(server.calls) == outcome.end.stats.requests == most
    assert outcome.end.stopped == "requests"
    finished = [each for each in outcome.events if isinstance(each, OperationFinished)]
    whole = {each.operation for each in finished if each.reached and not each.reason}
    assert set(outcome.end.stats.left_out) == set(SOME) - whole


def test_an_operation_whose_last_cases_are_left_out_is_not_left_out() -> None:
    """They are sent near the bound; what was left before them counts."""
    needed = run(Server(), "CreateToken", max_requests=10_000).end.stats.requests
    outcome = run(Server(), "CreateToken", max_requests=needed - 1)
    assert (outcome.end.stopped, outcome.end.stats.left_out) == ("requests", ("CreateToken",))


@pytest.mark.slow
def test_a_bound_that_is_not_reached_stops_nothing() -> None:
    needed = run(Server(), "GetToken", max_requests=10_000).end.stats.requests
    outcome = run(Server(), "GetToken", max_requests=needed)
    assert (outcome.end.stopped, outcome.end.stats.left_out) == (None, ())
    outcome = run(Server(), "GetToken", max_requests=needed - 1)
    assert (outcome.end.stopped, outcome.end.stats.left_out) == ("requests", ("GetToken",))


def test_what_was_found_before_the_bound_is_told() -> None:
    outcome = run(Server(broken), "GetToken", "ListS3Buckets", max_requests=20)
    assert "status" in {line[0] for line in outcome.lines}


@pytest.mark.parametrize("workers", [1, 2])
def test_the_time_limit(workers: int) -> None:
    def slow(call: Call, forward: Forward) -> HttpResponse:
        time.sleep(0.005)
        return forward()

    outcome = run(Server(slow), *SOME, time_limit=0.1, workers=workers)
    assert outcome.end.stopped == "time"
    assert outcome.end.stats.left_out
    assert 0 < outcome.end.stats.requests < 60


def test_no_time_at_all() -> None:
    server = Server()
    outcome = run(server, *SOME, time_limit=0.0)
    assert (outcome.end.stopped, outcome.end.stats.left_out) == ("time", SOME)
    assert server.calls == []


def test_a_server_that_goes_away() -> None:
    calls = count()

    def hook(call: Call, forward: Forward) -> HttpResponse:
        if next(calls) >= 30:
            raise TransportFailure("refused", "nothing listens there")
        return forward()

    server = Server(hook)
    outcome = run(server, *SOME)
    assert str(outcome.end.stopped).startswith("target gone: it accepts no connection any more")
    assert len(server.calls) == 33
    assert outcome.end.stats.left_out[-1] == "RemoveBackendConfig"


# --- Ctrl-C


def interrupting(after: int) -> Server:
    calls = count(1)

    def hook(call: Call, forward: Forward) -> HttpResponse:
        if next(calls) == after:
            raise KeyboardInterrupt
        return broken(call, forward)

    return Server(hook)


def test_an_interrupt_of_the_search_keeps_what_it_has_found() -> None:
    outcome = run(interrupting(3), *SOME)
    finished = [each for each in outcome.events if isinstance(each, OperationFinished)]
    assert len(finished) == outcome.end.stats.operations
    assert {str(each.reason) for each in finished} == {"interrupted"}


@pytest.mark.parametrize("after", [1, 2, 40, 100])
def test_an_interrupt_while_a_request_is_out(after: int) -> None:
    server = interrupting(after)
    outcome = run(server, *SOME)
    assert outcome.end.stopped == "interrupted"
    assert len(server.calls) == outcome.end.stats.requests == after
    assert outcome.end.stats.left_out


@pytest.mark.slow
def test_an_interrupt_while_workers_are_at_it() -> None:
    """Ctrl-C comes to the main thread, which waits for the workers."""
    calls = count(1)

    def hook(call: Call, forward: Forward) -> HttpResponse:
        if next(calls) == 30:
            os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.002)
        return forward()

    server = Server(hook)
    outcome = run(server, *SOME, workers=3)
    assert outcome.end.stopped == "interrupted"
    assert outcome.end.stats.left_out
    assert 30 <= len(server.calls) < 60


def test_an_interrupt_while_nothing_is_asked_for() -> None:
    """The consumer is interrupted, not the run."""
    one = runner(Server(broken), *SOME)
    seen = 0
    for event in one.events():
        seen += isinstance(event, CaseFinished)
        if seen == 25:
            break
    end = one.interrupted()
    assert end.stopped == "interrupted"
    assert end.stats.cases["coverage"] == 25
    assert end.stats.left_out == SOME
    assert end.stats.operations_reached == 4


@pytest.mark.parametrize("workers", [1, 3])
def test_a_run_that_nobody_listens_to_any_more_ends(workers: int) -> None:
    server = Server()
    events = runner(server, *SOME, workers=workers).events()
    for event in events:
        if isinstance(event, CaseFinished):
            break
    close: Callable[[], None] = events.close  # type: ignore[attr-defined]
    close()
    made = len(server.calls)
    time.sleep(0.02)
    assert len(server.calls) == made


def test_events_come_as_the_run_goes() -> None:
    server = Server()
    events: Iterator[Event] = Runner(
        CONTRACT, CODEC, server, Plan(operations=("GetToken",))
    ).events()
    assert isinstance(next(events), RunStarted)
    assert server.calls == []
    for event in events:
        if isinstance(event, CaseFinished):
            break
    assert 0 < len(server.calls) < 10
