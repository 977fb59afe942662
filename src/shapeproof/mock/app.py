"""Mocks as WSGI apps."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.session import Session
from moto import backends
from moto.core.base_backend import BackendDict
from werkzeug.wrappers import Request, Response

from shapeproof.exceptions import BadUsage, UnknownService
from shapeproof.mock.backends import BackendLookup, private_backends
from shapeproof.mock.bundle import BUNDLES, bundled_services
from shapeproof.mock.dispatch import ModelDrivenResponse

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def wsgi_app(service: str) -> WSGIApplication:
    """A mock of the service, with nothing in it yet, by botocore's name for the service.

    A bundled mock keeps its state in the app: two apps do not know of each other, nor of
    ``mock_aws``. For the other services this is moto's own app. Moto keeps the state of a service
    once per process, so all of moto's state is reset here.

    UnknownService if there is no such service, BadUsage if there is no mock of it.
    """
    if service in BUNDLES:
        responses = BUNDLES[service].responses
        return _BundledApp(responses, private_backends(responses.backend_class))
    return _moto_app(service)


@dataclass(frozen=True)
class _BundledApp:
    """Hands requests to a bundled mock, without moto's Flask app.

    That app redirects paths with empty labels, and tells of unknown paths in HTML.
    """

    responses: type[ModelDrivenResponse[Any]]
    find_backend: BackendLookup[Any]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        reply = self.responses(self.find_backend).answer(Request(environ))
        return Response(reply.body, reply.status, reply.headers)(environ, start_response)


def _moto_app(service: str) -> WSGIApplication:
    # Flask is only needed here.
    from moto.moto_server.werkzeug_app import create_backend_app

    try:
        backends.get_backend(service)  # type: ignore[call-overload]
    except (ImportError, AttributeError):
        raise _no_mock(service) from None
    BackendDict.reset()
    app = create_backend_app(service)  # type: ignore[arg-type]
    # An operation that moto lacks is then a 500, as it is with moto's server, and no exception.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.logger.disabled = True  # each crash becomes a finding; its traceback would drown them
    return app


def _no_mock(service: str) -> BadUsage | UnknownService:
    known = Session().get_available_services()
    if service not in known:
        return UnknownService(service, tuple(difflib.get_close_matches(service, known)))
    bundled = ", ".join(bundled_services())
    return BadUsage(
        f"mock of {service}", "moto has none", f"shapeproof itself comes with: {bundled}"
    )
