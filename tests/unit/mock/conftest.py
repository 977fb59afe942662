"""AmplifyBackends in-process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shapeproof.mock import wsgi_app

from .mock_caller import Caller


@pytest.fixture
def mock() -> Caller:
    """An AmplifyBackend with nothing in it."""
    return Caller(wsgi_app("amplifybackend"))


@pytest.fixture
def new_mock() -> Callable[[], Caller]:
    """Makes further AmplifyBackends."""
    return lambda: Caller(wsgi_app("amplifybackend"))


@pytest.fixture
def env(mock: Caller) -> dict[str, str]:
    """The names of an environment that exists."""
    names = {"appId": "app", "backendEnvironmentName": "dev"}
    mock.do("CreateBackend", **names, appName="shop")
    return names
