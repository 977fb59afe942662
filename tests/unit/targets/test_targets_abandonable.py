"""A target in this process that hangs is abandoned."""

import os
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from shapeproof.exceptions import BadUsage, TransportFailure
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.targets import abandonable
from shapeproof.targets.abandonable import AbandonableTarget

REQUEST = HttpRequest("GET", "/")
OK = HttpResponse(200, (), b"{}")


class Own:
    kind = "wsgi"
    address = "own"
    base_url = "http://127.0.0.1:5000/base"

    def __init__(self, answer: Callable[[], HttpResponse]) -> None:
        self.answer = answer
        self.threads = [threading.get_ident()]
        self.closed = False

    def send(self, request: HttpRequest) -> HttpResponse:
        self.threads.append(threading.get_ident())
        return self.answer()

    def close(self) -> None:
        self.closed = True


def opened(answer: Callable[[], HttpResponse]) -> tuple[AbandonableTarget, Own]:
    made: list[Own] = []

    def make() -> Own:
        made.append(Own(answer))
        return made[0]

    return AbandonableTarget(make, "--target x"), made[0]


def test_it_is_made_and_called_in_one_thread() -> None:
    target, own = opened(lambda: OK)

    assert [target.send(REQUEST) for _ in range(2)] == [OK, OK]
    assert len(set(own.threads)) == 1
    assert own.threads[0] != threading.get_ident()
    assert (target.kind, target.address, target.place.path) == ("wsgi", "own", "/base")
    target.close()
    assert own.closed


@pytest.fixture
def never() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def test_a_call_that_hangs_is_a_time_out_and_the_next_one_is_made(never: threading.Event) -> None:
    waits = iter((True, False))

    def answer() -> HttpResponse:
        if next(waits):
            never.wait()
        return OK

    target, own = opened(answer)

    with pytest.raises(TransportFailure) as failed:
        target.send_within(REQUEST, 0.01)
    assert failed.value.kind == "timeout"
    assert target.send_within(REQUEST, 10) == OK
    assert len(set(own.threads)) == 2


def test_a_target_that_is_never_loaded(never: threading.Event) -> None:
    with pytest.raises(BadUsage, match="--wsgi a:b: it was not loaded within"):
        AbandonableTarget(lambda: never.wait() and Own(lambda: OK), "--wsgi a:b", 0.01)  # type: ignore[arg-type,return-value]


def raising(error: BaseException) -> Callable[[], HttpResponse]:
    def answer() -> HttpResponse:
        raise error

    return answer


def test_what_a_target_raises_on_purpose_is_raised() -> None:
    for error in (TransportFailure("reset"), BadUsage("--target x", "odd")):
        with pytest.raises(type(error)):
            opened(raising(error))[0].send(REQUEST)


def test_an_interrupt_of_its_own_is_not_the_user_s() -> None:
    assert opened(raising(KeyboardInterrupt()))[0].send(REQUEST).status == 500


def test_the_limit_of_recursion_is_put_back() -> None:
    depth = sys.getrecursionlimit()

    def lower() -> HttpResponse:
        sys.setrecursionlimit(depth - 100)
        return OK

    target, _ = opened(lower)
    assert target.send(REQUEST) == OK
    assert sys.getrecursionlimit() == depth


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_the_copy_of_a_call_that_forks_ends() -> None:
    pids: list[int] = []

    def fork() -> HttpResponse:
        pids.append(os.fork())
        return OK

    target, _ = opened(fork)
    assert target.send(REQUEST) == OK
    assert os.waitstatus_to_exitcode(os.waitpid(pids[0], 0)[1]) == 0


def test_a_target_that_does_not_close(
    never: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, own = opened(lambda: OK)
    monkeypatch.setattr(own, "close", never.wait)
    monkeypatch.setattr(abandonable, "_CLOSE_SECONDS", 0.01)
    with pytest.raises(BadUsage, match="close did not return"):
        target.close()
