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
from shapeproof.run.assemble import schemathesis_schema_of
from shapeproof.run.contracts import ContractSources, load
from shapeproof.targets.opening import (
    ServerSpec,
    UrlSpec,
    WsgiSpec,
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
    minimum = Severity.parse(severity)
    found = load(service, ContractSources(None if contract is None else Path(contract)))
    spec = _server_spec(service, url, wsgi, allow_remote=allow_remote)
    return schemathesis_schema_of(
        found, spec, minimum=minimum, invalid_cases=invalid_cases, config=config
    )


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


def _server_spec(
    service: str, url: str | None, wsgi: WSGIApplication | None, *, allow_remote: bool
) -> ServerSpec:
    the_one_given(f"Schemathesis schema of {service}", {"url": url, "wsgi": wsgi})
    if wsgi is not None:
        return WsgiSpec(wsgi, f"{service} app")
    return UrlSpec(str(url), allow_remote, _CONNECTIONS)
