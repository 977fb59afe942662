"""``--shapeproof-server`` and ``--shapeproof-client``: items without any test file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from shapeproof.exceptions import BadUsage, ShapeproofError
from shapeproof.plugin.suite.aims import Aim, ClientAim, ServerAim
from shapeproof.plugin.suite.asked import Asked, asked_for
from shapeproof.plugin.suite.items import Suite, suite_node
from shapeproof.plugin.suite.settings import settings_of
from shapeproof.plugin.suite.targets import client_target, http_target

SERVER = "shapeproof-server"
CLIENT = "shapeproof-client"


def register(config: pytest.Config) -> None:
    """Add the items of the options to whatever is collected. Raises pytest.UsageError."""
    try:
        suites = [
            *_suites(SERVER, "URL", config.getoption("shapeproof_server", []), _server),
            *_suites(CLIENT, "CMD", config.getoption("shapeproof_client", []), _client),
        ]
        settings_of(config)
    except ShapeproofError as error:
        raise pytest.UsageError(str(error)) from None
    config.pluginmanager.register(SuitePlugin(suites), "shapeproof-suite")


class SuitePlugin:
    """Adds the items of suites."""

    def __init__(self, suites: Iterable[Suite]) -> None:
        self._suites = tuple(suites)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> None:
        """Add them before others select and sort."""
        for each in self._suites:
            items.extend(session.genitems(suite_node(session, each)))


def _suites(
    option: str, form: str, values: Iterable[str], asked: Callable[[str, str], Asked]
) -> Iterator[Suite]:
    seen: set[str] = set()
    for value in values:
        service, equals, target = value.partition("=")
        if not equals or not service or not target:
            raise BadUsage(f"--{option} {value}", f"not of the form SERVICE={form}")
        if service in seen:
            reason = f"{service} is given twice"
            raise BadUsage(f"--{option} {value}", reason, "check them one after the other")
        seen.add(service)
        yield Suite(option, asked(service, target))


def _server(service: str, url: str) -> Asked:
    http_target(url).close()
    aim: Aim = ServerAim(lambda _: http_target(url))
    return asked_for(service, aim)


def _client(service: str, command: str) -> Asked:
    client_target(service, command).close()
    aim: Aim = ClientAim(lambda: client_target(service, command))
    return asked_for(service, aim)
