"""The targets of a suite: which there are, and which are refused in one line."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.checks.registry import (
    client_check_names,
    lifecycle_check_names,
    server_check_names,
)
from shapeproof.exceptions import ForbiddenTarget, ShapeproofError
from shapeproof.plugin.suite.targets import (
    ClientSuiteTarget,
    ServerSuiteTarget,
    spec_of_fixture,
    suite_target,
)
from shapeproof.targets.opening import CallableSpec, UrlSpec, WsgiSpec

SERVICE = "amplifybackend"


def test_the_families_of_servers_and_of_clients() -> None:
    server, client = ServerSuiteTarget(), ClientSuiteTarget(CallableSpec(lambda *_: {}))

    assert server.families(("coverage", "stateful")) == server_check_names()
    assert set(server.families(("coverage", "fuzz"))) == set(server_check_names()) - {
        *lifecycle_check_names()
    }
    assert client.families(("coverage", "stateful")) == client_check_names()
    with pytest.raises(ShapeproofError, match="clients have none of these phases"):
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
        (lambda: suite_target(SERVICE, wsgi=7), ["int is not a WSGI application"]),  # type: ignore[arg-type]
        (lambda: spec_of_fixture("server", 7), ["fixture server", "int is not a server"]),
        (lambda: suite_target(SERVICE, client=""), ["driver"]),
        (lambda: suite_target(SERVICE, client=7), ["int is not a client"]),  # type: ignore[arg-type]
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
