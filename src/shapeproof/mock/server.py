"""Mocks as HTTP servers on this machine."""

from __future__ import annotations

import socket
from importlib.util import find_spec
from threading import Thread
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from werkzeug.serving import WSGIRequestHandler, make_server

from shapeproof.exceptions import BadUsage
from shapeproof.mock.app import any_app

try:
    if find_spec("flask") is None:  # moto's server, which would print a warning
        raise ImportError
    from moto.moto_server.werkzeug_app import MotoRequestHandler
except ImportError:
    # Before 5.2.5, moto took werkzeug's own, which drops headers with an underscore.
    MotoRequestHandler = WSGIRequestHandler  # type: ignore[assignment,misc]

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_HOST = "127.0.0.1"
_LAST_PORT = 65535
_BACKLOG = 128
_POLL_SECONDS = 0.05


class _Handler(MotoRequestHandler):
    """Quiet and quick; errors before the app is called are JSON instead of HTML."""

    disable_nagle_algorithm = True
    error_content_type = "application/json"
    error_message_format = '{"message": "HTTP error %(code)d"}'

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Not logged."""

    def log_error(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Not logged."""

    def parse_request(self) -> bool:
        """Read the request line and the headers, and refuse what werkzeug would stumble over."""
        if not super().parse_request():
            return False
        try:
            urlsplit(self.path)
        except ValueError:
            self.send_error(400)
            return False
        return True


class MockServer:
    """Serves a WSGI app on a loopback port, a thread per connection.

    The port is taken at once; requests are answered between ``start`` and ``stop``, in a ``with``
    block, or while ``serve_forever`` runs.
    """

    def __init__(self, app: WSGIApplication, port: int = 0) -> None:
        # Bound here, since werkzeug exits the process when the port is taken.
        with _listen(port) as listener:
            self._server = make_server(
                _HOST, port, app, threaded=True, request_handler=_Handler, fd=listener.fileno()
            )
        self._thread: Thread | None = None
        self._serving = False

    @property
    def port(self) -> int:
        """The port, also where port 0 was given."""
        return self._server.port

    @property
    def url(self) -> str:
        """The endpoint URL, without a slash at its end."""
        return f"http://{_HOST}:{self.port}"

    def start(self) -> None:
        """Serve in a new thread."""
        self._serving = True
        self._thread = Thread(target=self.serve_forever, name=self.url, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop serving and give the port back. A stopped server cannot be started again."""
        if self._serving:
            # Would wait for ever if serving had never begun.
            self._server.shutdown()
        if self._thread is not None:
            self._thread.join()
        self._server.server_close()

    def serve_forever(self) -> None:
        """Serve in this thread until it is interrupted (Ctrl-C), or stopped from another one."""
        self._serving = True
        self._server.serve_forever(poll_interval=_POLL_SECONDS)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _listen(port: int) -> socket.socket:
    remedy = "port 0 takes a free one"
    if not 0 <= port <= _LAST_PORT:
        raise BadUsage(f"port {port}", f"ports go from 0 to {_LAST_PORT}", remedy)
    try:
        return socket.create_server((_HOST, port), backlog=_BACKLOG)
    except OSError as error:
        raise BadUsage(f"port {port}", error.strerror or str(error), remedy) from None


def serve(service: str, port: int = 0, protocol: str | None = None) -> MockServer:
    """A server of the service's mock, not yet started; port 0 takes a free one.

    ``protocol`` is one of those that the service speaks; default the one that botocore prefers.

    >>> with serve("amplifybackend") as server:
    ...     client = boto3.client("amplifybackend", endpoint_url=server.url)

    Raises what ``any_app`` raises, and BadUsage for a port that cannot be taken.
    """
    return MockServer(any_app(service, protocol), port)
