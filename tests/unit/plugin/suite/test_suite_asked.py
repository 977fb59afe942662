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
    client_target,
    http_target,
    target_of_fixture,
    wsgi_target,
)
from shapeproof.targets.client import CallableClient
from shapeproof.targets.client.boto3_client import Boto3Client
from shapeproof.targets.client.driver_process import DriverProcess

from .suite_samples import CONTRACT, FAMILIES, ScriptedAim

FOLDER = Path(__file__).parents[4] / "contracts"
SERVICE = "amplifybackend"


def test_all_operations_and_all_families() -> None:
    suite = suite_options(SERVICE, ScriptedAim())

    assert suite.operations == tuple(sorted(CONTRACT.operations))
    assert len(suite.checks) == len(CONTRACT.operations) * len(FAMILIES)
    assert suite.checks[1].id == f"CloneBackend-{FAMILIES[1]}"
    assert suite.plan.remember
    assert suite.fail_on is None


def test_what_is_said_goes_into_the_plan_of_each_operation() -> None:
    suite = suite_options(
        SERVICE,
        ScriptedAim(),
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
        (SERVICE, {"contract": replace(CONTRACT, protocol="smoke")}, ["smoke", "no codec"]),
    ],
)
def test_what_does_not_fit(service: str, said: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(ShapeproofError) as raised:
        suite_options(service, ScriptedAim(), **said)

    message = str(raised.value)
    assert all(each in message for each in words), message
    assert "\n" not in message


def test_the_families_of_servers_and_of_clients() -> None:
    server, client = ServerSuiteTarget(lambda _: None), ClientSuiteTarget(lambda: None)  # type: ignore[arg-type,return-value]

    assert server.families(("coverage", "stateful")) == CHECK_NAMES
    assert set(server.families(("coverage", "fuzz"))) == set(CHECK_NAMES) - {*LIFECYCLE_CHECK_NAMES}
    assert client.families(("coverage", "stateful")) == CLIENT_CHECK_NAMES
    with pytest.raises(ShapeproofError, match="no phase of a client"):
        client.families(("stateful",))
    for each in (server, client):
        assert each.teller in each.families(("coverage",))
        assert set(each.partial.values()) <= set(each.families(("coverage",)))


def app(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [])
    return []


def test_servers_by_what_is_said_of_them() -> None:
    assert http_target("http://127.0.0.1:5000").address == "http://127.0.0.1:5000"
    assert wsgi_target(app).address == f"{__name__}:app"
    assert wsgi_target(f"{__name__}:app").address == f"{__name__}:app"
    assert target_of_fixture("server", "http://localhost:1").kind == "http"
    assert target_of_fixture("server", app).kind == "wsgi"


def test_clients_by_what_is_said_of_them() -> None:
    own = CallableClient(lambda *_: {})

    assert client_target(SERVICE, own) is own
    assert isinstance(client_target(SERVICE, lambda *_: {}), CallableClient)
    assert isinstance(client_target(SERVICE, f"{__name__}:app"), CallableClient)
    assert isinstance(client_target(SERVICE, "boto3"), Boto3Client)
    assert isinstance(client_target(SERVICE, "node driver.mjs"), DriverProcess)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: http_target("http://10.0.0.1"), ["10.0.0.1", "loopback", "--allow-remote"]),
        (lambda: http_target("https://x.amazonaws.com"), ["AWS itself"]),
        (lambda: http_target("nowhere"), ["URL 'nowhere'"]),
        (lambda: wsgi_target("nowhere"), ["MODULE:APP"]),
        (lambda: wsgi_target(7), ["int is no WSGI application"]),  # type: ignore[arg-type]
        (lambda: target_of_fixture("server", 7), ["fixture server", "int is no server"]),
        (lambda: client_target(SERVICE, ""), ["driver"]),
        (lambda: client_target(SERVICE, 7), ["int is no client"]),  # type: ignore[arg-type]
        (lambda: client_target(SERVICE, "no_such_module:f"), ["no_such_module"]),
    ],
)
def test_targets_that_are_refused(make: Any, words: list[str]) -> None:
    with pytest.raises(ShapeproofError) as raised:
        make()

    message = str(raised.value)
    assert all(each in message for each in words), message
    assert "\n" not in message


def test_a_remote_server_has_no_option_in_pytest() -> None:
    with pytest.raises(ForbiddenTarget) as raised:
        http_target("http://10.0.0.1")

    assert "add --allow-remote" not in str(raised.value)
