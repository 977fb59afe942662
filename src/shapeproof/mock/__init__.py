"""Servers that play a contract: for any service, bundled ones, and moto's own.

- ``start(*services)``: mocks for a user's tests, served in this process (docs/reference/mock.md);
- ``register()``: bundled mocks under ``moto.mock_aws``, in a user's tests;
- ``wsgi_app(service)``, ``any_app(service)``: in-process, with state of its own;
- ``serve(service, port)``: as an HTTP server on this machine.
"""

from shapeproof.mock.app import any_app, mock_hub, wsgi_app
from shapeproof.mock.bundle import bundled_services, register
from shapeproof.mock.running import RunningMock, start
from shapeproof.mock.server import MockServer, serve

__all__ = [
    "MockServer",
    "RunningMock",
    "any_app",
    "bundled_services",
    "mock_hub",
    "register",
    "serve",
    "start",
    "wsgi_app",
]
