"""What a user may say of a suite, and what is refused in one line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shapeproof.checks import CHECK_NAMES, LIFECYCLE_CHECK_NAMES
from shapeproof.checks.client import CLIENT_CHECK_NAMES
from shapeproof.exceptions import ForbiddenTarget, ShapeproofError
from shapeproof.exchange import Severity
from shapeproof.plugin.suite.settings import suite_options
from shapeproof.plugin.suite.targets import (
    ClientSuiteTarget,
    ServerSuiteTarget,
    spec_of_fixture,
    suite_target,
)
from shapeproof.targets.opening import CallableSpec, UrlSpec, WsgiSpec

from .suite_samples import CONTRACT, FAMILIES, ScriptedTarget

FOLDER = Path(__file__).parents[4] / "contracts"
SERVICE = "amplifybackend"


def test_all_operations_and_all_families() -> None:
    suite = suite_options(SERVICE, ScriptedTarget())

    assert suite.operations == tuple(sorted(CONTRACT.operations))
    assert len(suite.items) == len(CONTRACT.operations) * len(FAMILIES)
    assert suite.items[1].id == f"CloneBackend-{FAMILIES[1]}"
    assert suite.plan.remember
    assert suite.fail_on is None


def test_what_is_said_goes_into_the_plan_of_each_operation() -> None:
    suite = suite_options(
        SERVICE,
        ScriptedTarget(),
        operations=["*Token", "get_backend"],
        exclude="DeleteToken",
        phases="fuzz",
        max_examples=3,
        seed=7,
        contract=FOLDER,
        fail_on="note",
    )
    plan = suite.plan_of("GetToken")

    assert suite.operations == ("CreateToken", "GetBackend", "GetToken")
    assert (plan.operations, plan.excluded) == (("GetToken",), ("DeleteToken",))
    assert (plan.phases, plan.max_examples, plan.seed) == (("fuzz",), 3, 7)
    assert not plan.remember
    assert suite.fail_on is Severity.NOTE


@pytest.mark.parametrize(
    ("service", "said", "words"),
    [
        ("amplifybakend", {}, ["unknown service", "did you mean amplifybackend"]),
        (SERVICE, {"operations": "GetBackened"}, ["no operation 'GetBackened'", "GetBackend"]),
        (SERVICE, {"operations": "GetToken", "exclude": "GetT*"}, ["none is left"]),
        (SERVICE, {"exclude": "None*"}, ["no operation 'None*'"]),
        (SERVICE, {"phases": ("coverage", "walks")}, ["phases: no phase walks", "stateful"]),
        (SERVICE, {"phases": ()}, ["no phase given"]),
        (SERVICE, {"max_examples": 0}, ["max_examples 0"]),
        (SERVICE, {"max_examples": "many"}, ["max_examples 'many'"]),
        (SERVICE, {"seed": -1}, ["seed -1"]),
        (SERVICE, {"fail_on": "fatal"}, ["fail_on 'fatal'", "error, warning, note"]),
        (SERVICE, {"contract": "/no/such/folder"}, ["/no/such/folder", "no such folder"]),
        ("sqs", {"contract": CONTRACT}, ["of amplifybackend, not of sqs"]),
        (SERVICE, {"contract": replace(CONTRACT, protocol="smoke")}, ["smoke", "not supported"]),
    ],
)
def test_what_does_not_fit(service: str, said: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(ShapeproofError) as raised:
        suite_options(service, ScriptedTarget(), **said)

    message = str(raised.value)
    assert all(each in message for each in words), message
    assert "\n" not in message


def test_the_families_of_servers_and_of_clients() -> None:
    server, client = ServerSuiteTarget(), ClientSuiteTarget(CallableSpec(lambda *_: {}))

    assert server.families(("coverage", "stateful")) == CHECK_NAMES
    assert set(server.families(("coverage", "fuzz"))) == set(CHECK_NAMES) - {*LIFECYCLE_CHECK_NAMES}
    assert client.families(("coverage", "stateful")) == CLIENT_CHECK_NAMES
    with pytest.raises(ShapeproofError, match="no phase of a client"):
        client.families(("stateful",))
    for each in (server, client):
        assert each.reporter in each.families(("coverage",))
        assert set(each.partial.values()) <= set(each.families(("coverage",)))


def app(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [])
    return []


def test_the_target_of_a_suite() -> None:
    server = suite_target(SERVICE, url="http://127.0.0.1:5000")
    client = suite_target(SERVICE, client=app)

    assert isinstance(server, ServerSuiteTarget)
    assert isinstance(server.spec, UrlSpec)
    assert suite_target(SERVICE, wsgi=app) == ServerSuiteTarget(WsgiSpec(app))
    assert suite_target(SERVICE, fixture="server") == ServerSuiteTarget(fixture="server")
    assert client == ClientSuiteTarget(CallableSpec(app))


def test_what_a_fixture_gives() -> None:
    spec = spec_of_fixture("server", "http://localhost:1")

    assert isinstance(spec, UrlSpec)
    assert spec.url == "http://localhost:1"
    assert spec_of_fixture("server", app) == WsgiSpec(app)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: suite_target(SERVICE, url="http://10.0.0.1"), ["10.0.0.1", "--allow-remote"]),
        (lambda: suite_target(SERVICE, url="https://x.amazonaws.com"), ["AWS itself"]),
        (lambda: suite_target(SERVICE, url="nowhere"), ["URL 'nowhere'"]),
        (lambda: suite_target(SERVICE, wsgi="nowhere"), ["MODULE:APP"]),
        (lambda: suite_target(SERVICE, wsgi=7), ["int is no WSGI application"]),  # type: ignore[arg-type]
        (lambda: spec_of_fixture("server", 7), ["fixture server", "int is no server"]),
        (lambda: suite_target(SERVICE, client=""), ["driver"]),
        (lambda: suite_target(SERVICE, client=7), ["int is no client"]),  # type: ignore[arg-type]
        (lambda: suite_target(SERVICE, client="no_such_module:f"), ["no_such_module"]),
        (lambda: suite_target(SERVICE), ["exactly one of url, wsgi, fixture, client"]),
        (lambda: suite_target(SERVICE, wsgi=app, client=app), ["exactly one of url, wsgi"]),
    ],
)
def test_targets_that_are_refused(make: Any, words: list[str]) -> None:
    with pytest.raises(ShapeproofError) as raised:
        make()

    message = str(raised.value)
    assert all(each in message for each in words), message
    assert "\n" not in message


def test_a_remote_server_has_no_option_in_pytest() -> None:
    with pytest.raises(ForbiddenTarget, match="loopback") as raised:
        suite_target(SERVICE, url="http://10.0.0.1")

    assert "add --allow-remote" not in str(raised.value)
