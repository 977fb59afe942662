"""A Python callable as a client."""

import http.client
import json
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shapeproof.contract.model import HttpBinding, Operation
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import ClientError, ClientResult
from shapeproof.targets.client import (
    CallableClient,
    ReplyFailure,
    ServiceFailure,
    ValidationFailure,
)
from shapeproof.targets.client.callable_client import ClientFunction
from shapeproof.targets.interface import CannotStart
from shapeproof.targets.opening import CallableSpec, open_target
from shapeproof.targets.worker import Worker

ENDPOINT = "http://127.0.0.1:9"
SECONDS = 20.0
REQUEST = {
    "type": "object",
    "properties": {
        "When": {"type": "string", "x-timestamp": True},
        "Data": {"type": "string", "x-blob": True},
    },
}
OPERATION = Operation("GetThing", "get_thing", HttpBinding("GET", "/"), REQUEST, {})


class OwnError(LookupError):
    """A client's own."""


def result_of(function: ClientFunction, *, paginate: bool = False, **params: Any) -> ClientResult:
    client = CallableClient(function)
    client.start(ENDPOINT)
    try:
        return client.call(OPERATION, params, paginate=paginate, timeout=SECONDS)
    finally:
        client.close()


def raising(error: BaseException) -> ClientFunction:
    def function(operation: str, params: dict[str, Any], endpoint: str) -> dict[str, Any]:
        raise error

    return function


def test_a_call() -> None:
    seen: list[Any] = []

    def function(*given: Any) -> dict[str, Any]:
        seen.append(given)
        return {"When": datetime(2020, 8, 11), "Data": b"sample"}

    result = result_of(function, When="2020-08-11T01:00:00+01:00", Data="AA==")
    when = datetime(2020, 8, 11, tzinfo=UTC)
    assert seen == [("GetThing", {"When": when, "Data": b"\0"}, ENDPOINT)]
    output = {"When": "2020-08-11T00:00:00Z", "Data": "c2FtcGxl"}
    assert result == ClientResult(output=output)
    result_of(function, paginate=True)
    assert seen[1] == ("$paginate:GetThing", {}, ENDPOINT)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            ServiceFailure("Gone", "it is gone", 404, {"Of": "a"}),
            ClientError("service", "Gone", "it is gone", 404, {"Of": "a"}),
        ),
        (ServiceFailure(None), ClientError("service")),
        (ValidationFailure("Id is due"), ClientError("validation", message="Id is due")),
        (ReplyFailure("cut"), ClientError("transport", "ReplyFailure", "cut")),
        (TimeoutError("late"), ClientError("transport", "TimeoutError", "late")),
        (OwnError("odd"), ClientError("transport", "OwnError", "odd")),
        (Exception("odd"), ClientError("transport", "Exception", "odd")),
        (
            http.client.BadStatusLine("x"),
            ClientError("transport", "BadStatusLine", "x"),
        ),
        (
            json.JSONDecodeError("no JSON", "<html>", 0),
            ClientError("transport", "JSONDecodeError", "no JSON: line 1 column 1 (char 0)"),
        ),
    ],
)
def test_errors(error: Exception, expected: ClientError) -> None:
    assert result_of(raising(error)) == ClientResult(error=expected)


@pytest.mark.parametrize(
    "error",
    [
        AttributeError("a slip"),
        KeyError("a slip"),
        TypeError("a slip"),
        ZeroDivisionError("a slip"),
        RecursionError("a slip"),
        SystemExit("a slip"),
        KeyboardInterrupt("a slip"),
    ],
)
def test_crashes(error: BaseException) -> None:
    result = result_of(raising(error))
    assert result.breakdown == "crashed"
    assert type(error).__name__ in result.detail
    assert "a slip" in result.detail


@pytest.mark.parametrize("output", [None, [], "text", 7])
def test_what_is_no_output(output: Any) -> None:
    result = result_of(lambda *_: output)
    assert result.breakdown == "garbage"
    assert type(output).__name__ in result.detail


def test_a_call_that_hangs() -> None:
    release = threading.Event()
    calls: list[str] = []

    def function(operation: str, params: dict[str, Any], endpoint: str) -> dict[str, Any]:
        calls.append(threading.current_thread().name)
        if len(calls) == 1:
            release.wait(SECONDS)
            return {"Stale": True}
        return {}

    client = CallableClient(function)
    client.start(ENDPOINT)
    late = client.call(OPERATION, {}, paginate=False, timeout=0.1)
    assert late.breakdown == "hung"
    assert client.call(OPERATION, {}, paginate=False, timeout=SECONDS) == ClientResult(output={})
    release.set()
    assert client.call(OPERATION, {}, paginate=False, timeout=SECONDS) == ClientResult(output={})
    client.close()
    assert calls[0] != calls[1] == calls[2]


class Library:
    """A client with a method that restarts it."""

    paginates = True

    def __init__(self, error: Exception | None = None) -> None:
        self.starts: list[str] = []
        self.error = error

    def start(self, endpoint: str) -> None:
        if self.error:
            raise self.error
        self.starts.append(endpoint)

    def __call__(self, operation: str, params: dict[str, Any], endpoint: str) -> dict[str, Any]:
        return {"Starts": len(self.starts)}


def test_it_is_told_to_start_afresh() -> None:
    client = CallableClient(Library(), paginates=True)
    client.start(ENDPOINT)
    client.start(ENDPOINT)
    result = client.call(OPERATION, {}, paginate=False, timeout=SECONDS)
    assert result.output == {"Starts": 2}
    assert (client.kind, client.paginates) == ("callable", True)
    assert client.address.endswith("test_targets_client_callable_client:Library")
    client.close()


def test_one_that_cannot_be_started() -> None:
    client = CallableClient(Library(RuntimeError("no licence")))
    with pytest.raises(CannotStart, match="RuntimeError: no licence"):
        client.start(ENDPOINT)


def test_a_worker_is_kept_and_lets_go() -> None:
    worker = Worker()
    names = {worker.run(threading.current_thread, SECONDS) for _ in range(5)}
    (thread,) = names
    worker.close()
    thread.join(SECONDS)
    assert not thread.is_alive()
    assert worker.run(lambda: 7, SECONDS) == 7
    worker.close()


# --- By name

MODULE = """
from shapeproof.targets.client import CallableClient

def call(operation, params, endpoint):
    return {"Operation": operation}

class Box:
    paginates = True
    def __call__(self, *_):
        return {"Operation": "box"}

box = Box()
made = CallableClient(call, address="my client")
nothing = None
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "spc_client.py").write_text(MODULE)
    (tmp_path / "spc_raises.py").write_text("raise RuntimeError('not today')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [each for each in sys.path if each])
    yield
    for name in [name for name in sys.modules if name.startswith("spc_")]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("name", "address", "paginates", "said"),
    [
        ("spc_client:call", "spc_client:call", False, "GetThing"),
        ("spc_client:box", "spc_client:box", True, "box"),
        ("spc_client:made", "my client", False, "GetThing"),
    ],
)
def test_what_can_be_named(name: str, address: str, paginates: bool, said: str) -> None:
    client = open_target(CallableSpec(name))
    client.start(ENDPOINT)
    result = client.call(OPERATION, {}, paginate=False, timeout=SECONDS)
    client.close()
    assert result.output == {"Operation": said}
    assert (client.address, client.paginates) == (address, paginates)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "MODULE:NAME"),
        ("spc_client", "MODULE:NAME"),
        (":call", "MODULE:NAME"),
        ("spc_client:absent", "absent"),
        ("spc_client:nothing", "not callable"),
        ("spc_missing:call", "spc_missing"),
        ("spc_raises:call", "RuntimeError: not today"),
    ],
)
def test_what_cannot(name: str, words: str) -> None:
    with pytest.raises(BadUsage) as raised:
        open_target(CallableSpec(name))
    assert words in str(raised.value)


class Own:
    """An object of a user's class."""


async def _asynchronous(*_: Any) -> dict[str, Any]:
    return {}


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda *_: {"a": 1, 2: 3}, "a key of the type int"),
        (lambda *_: {"a": [{("x",): 1}]}, "a key of the type tuple"),
        (lambda *_: {None: 1}, "a key of the type NoneType"),
        (lambda *_: {"a": [Own()]}, "a value of the type Own"),
        (lambda *_: (each for each in ()), "it returned generator, not a dict"),
        (_asynchronous, "call an async function by asyncio.run"),
    ],
)
@pytest.mark.filterwarnings("error")
def test_what_no_output_can_be_is_no_answer(function: Any, words: str) -> None:
    client = CallableClient(function)
    client.start(ENDPOINT)
    result = client.call(OPERATION, {}, paginate=False, timeout=SECONDS)
    client.close()
    assert result.breakdown == "garbage"
    assert words in result.detail


def test_what_an_output_can_be_is_one() -> None:
    client = CallableClient(lambda *_: {"a": (1, 2.5, None, True), "b": b"x", "c": {"d": "e"}})
    client.start(ENDPOINT)
    result = client.call(OPERATION, {}, paginate=False, timeout=SECONDS)
    client.close()
    assert result.output == {"a": [1, 2.5, None, True], "b": "eA==", "c": {"d": "e"}}
