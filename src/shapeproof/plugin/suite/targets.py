"""Targets by what a user says of them: a URL, an application, a client's name or itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from shapeproof.exceptions import BadUsage, ForbiddenTarget
from shapeproof.targets.client.boto3_client import Boto3Client
from shapeproof.targets.client.callable_client import CallableClient
from shapeproof.targets.client.driver_process import DriverProcess
from shapeproof.targets.client.interface import ClientTarget
from shapeproof.targets.client.loading import load_callable_client
from shapeproof.targets.http_endpoint import HttpTarget
from shapeproof.targets.interface import Target
from shapeproof.targets.loading import load_wsgi_app
from shapeproof.targets.wsgi_app import WsgiTarget

BOTO3 = "boto3"
"""The name of the installed boto3 as a client."""
_MODULE_NAME = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")
_REMOTE = "; 'shapeproof server --allow-remote' sends to your own mock server elsewhere"


def http_target(url: str) -> HttpTarget:
    """A server on this machine. Raises BadUsage, UnreachableTarget and ForbiddenTarget."""
    try:
        return HttpTarget(url)
    except ForbiddenTarget as error:
        # The remedy of the command line is none in pytest.
        reason, mark, _ = error.reason.partition("; add --allow-remote")
        raise ForbiddenTarget(error.address, reason + (_REMOTE if mark else "")) from None


def wsgi_target(app: str | Callable[..., Any]) -> WsgiTarget:
    """An application in this process, or its name as MODULE:APP. Raises BadUsage."""
    if isinstance(app, str):
        return WsgiTarget(load_wsgi_app(app), app)
    if not callable(app):
        raise BadUsage("wsgi", f"{type(app).__name__} is no WSGI application")
    return WsgiTarget(app, _name_of(app))


def target_of_fixture(name: str, value: Any) -> Target:
    """What a fixture gives: a URL, or a WSGI application. Raises as the functions above."""
    if isinstance(value, str):
        return http_target(value)
    if callable(value):
        return wsgi_target(value)
    reason = f"{type(value).__name__} is no server"
    raise BadUsage(f"fixture {name}", reason, "let it give a URL or a WSGI application")


def client_target(service: str, client: str | Callable[..., Any]) -> ClientTarget:
    """A client: a Python callable, ``MODULE:NAME``, ``boto3``, or the command of a driver.

    Raises BadUsage.
    """
    if isinstance(client, CallableClient):
        return client
    if not isinstance(client, str):
        if not callable(client):
            reason = f"{type(client).__name__} is no client"
            raise BadUsage("client", reason, "give a callable or the command of a driver")
        return CallableClient(client, paginates=bool(getattr(client, "paginates", False)))
    if client == BOTO3:
        return Boto3Client(service)
    if _MODULE_NAME.fullmatch(client):
        return load_callable_client(client)
    return DriverProcess(client)


def _name_of(app: Any) -> str:
    owner = app if hasattr(app, "__qualname__") else type(app)
    return f"{owner.__module__}:{owner.__qualname__}"
