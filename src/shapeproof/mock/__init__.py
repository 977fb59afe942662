"""Servers that play a contract: bundled stateful mocks, and moto's own.

- ``register()``: under ``moto.mock_aws``, in a user's tests;
- ``wsgi_app(service)``: in-process, with state of its own;
- ``serve(service, port)``: as an HTTP server on this machine.
"""

from shapeproof.mock.app import any_app, wsgi_app
from shapeproof.mock.bundle import bundled_services, register
from shapeproof.mock.server import MockServer, serve

__all__ = ["MockServer", "any_app", "bundled_services", "register", "serve", "wsgi_app"]
