"""A service's contract as a Schemathesis schema, for tests.

Enable the fixture by ``pytest_plugins = ["shapeproof.plugin.schemathesis_fixtures"]`` in a
conftest.py. If a schema is needed while tests are collected, call ``schemathesis_schema``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shapeproof.exchange import Severity
from shapeproof.run.contracts import ContractSources, load
from shapeproof.targets.interface import Target
from shapeproof.targets.opening import (
    ServerSpec,
    UrlSpec,
    WsgiSpec,
    make_ready,
    open_target,
    the_one_given,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from schemathesis import Config

    from shapeproof.run.schemathesis_engine import ServiceSchema

_CONNECTIONS = 4


def schemathesis_schema(
    service: str,
    *,
    url: str | None = None,
    wsgi: WSGIApplication | None = None,
    allow_remote: bool = False,
    severity: str = "error",
    invalid_cases: bool = True,
    contract: str | Path | None = None,
    config: Config | None = None,
) -> ServiceSchema:
    """A schema of a rest-json service whose cases go to a URL or a WSGI app.

    Shapeproof's checks run with Schemathesis's; findings with at least ``severity`` fail a case.
    ``invalid_cases`` adds shapeproof's cases with one fault as explicit examples, for which state
    is created on the target. ``contract`` is the folder of a pinned contract, ``config``
    Schemathesis's own configuration. Raises BadUsage, UnknownService, BrokenContract,
    UnreachableTarget and ForbiddenTarget.
    """
    # Schemathesis takes long to import.
    from shapeproof.run.schemathesis_engine import service_schema

    least = Severity.parse(severity)
    found = load(service, ContractSources(None if contract is None else Path(contract)))
    target = _target(service, url, wsgi, allow_remote=allow_remote)
    return service_schema(found, target, least=least, invalid_cases=invalid_cases, config=config)


@pytest.fixture(scope="session")
def shapeproof_schemathesis() -> Iterator[Callable[..., ServiceSchema]]:
    """Makes Schemathesis schemas, as ``schemathesis_schema`` does, and closes their targets."""
    made: list[ServiceSchema] = []

    def make(service: str, **options: Any) -> ServiceSchema:
        made.append(schemathesis_schema(service, **options))
        return made[-1]

    yield make
    for each in made:
        each.app.close()


def _target(
    service: str, url: str | None, wsgi: WSGIApplication | None, *, allow_remote: bool
) -> Target:
    the_one_given(f"Schemathesis schema of {service}", {"url": url, "wsgi": wsgi})
    spec: ServerSpec
    if wsgi is not None:
        spec = WsgiSpec(wsgi, f"{service} app")
    else:
        spec = UrlSpec(str(url), allow_remote, _CONNECTIONS)
    target = open_target(spec)
    make_ready(target)
    return target
