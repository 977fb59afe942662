"""Runs that are put together: what runs, against which target, and that it is closed."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

import shapeproof
from shapeproof.checks.registry import client_check_names, server_check_names
from shapeproof.exceptions import BadUsage, UnreachableTarget
from shapeproof.exchange.events import RunFinished, RunStarted
from shapeproof.run.assemble import client_run, require_client_phases, server_run
from shapeproof.run.client.runner import ClientRunner
from shapeproof.run.plan import Plan
from shapeproof.run.server.runner import Runner
from shapeproof.targets.opening import CallableSpec, MockSpec, UrlSpec

CONTRACT = shapeproof.load_contract("amplifybackend")
PLAN = Plan(operations=("GetToken",), phases=("coverage",))


def test_a_run_against_a_server() -> None:
    with server_run(CONTRACT, MockSpec("amplifybackend"), PLAN) as assembled:
        assembled.begin()
        events = list(assembled.run.events())

    assert isinstance(assembled.run, Runner)
    assert assembled.check_names == server_check_names()
    assert assembled.base_url.startswith("http://127.0.0.1")
    assert isinstance(events[0], RunStarted)
    assert isinstance(events[-1], RunFinished)


def test_a_server_that_does_not_answer() -> None:
    closed = UrlSpec("http://127.0.0.1:1")
    with server_run(CONTRACT, closed, PLAN) as assembled, pytest.raises(UnreachableTarget):
        assembled.begin()


class Client:
    """Sends something, answers with nothing, and counts its starts."""

    def __init__(self) -> None:
        self.starts = 0

    def start(self, endpoint: str) -> None:
        self.starts += 1

    def __call__(self, operation: str, params: dict[str, Any], endpoint: str) -> dict[str, Any]:
        with suppress(HTTPError):
            urlopen(endpoint, timeout=10)
        return {}


def test_a_run_against_clients() -> None:
    client, shown = Client(), {("place", "constraint"): "CreateToken"}
    plan = Plan(operations=("GetToken",), phases=("coverage",), workers=2)
    with client_run(CONTRACT, CallableSpec(client), plan, call_seconds=1.0, shown=shown) as made:
        made.begin()

    assert isinstance(made.run, ClientRunner)
    assert made.check_names == client_check_names()
    assert (len(made.run.others), made.run.seconds, made.run.shown) == (1, 1.0, shown)
    assert client.starts == 1


def test_phases_of_clients() -> None:
    require_client_phases(("fuzz", "stateful"), "--phases")
    with pytest.raises(BadUsage) as raised:
        require_client_phases(("stateful",), "--phases")

    text = "--phases stateful: clients have none of these phases; choose from coverage, fuzz"
    assert str(raised.value) == text
