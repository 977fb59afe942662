"""An HTTP endpoint. Time and memory are limited, whatever the server does."""

from __future__ import annotations

import ssl
import time
import zlib
from collections import deque
from contextlib import suppress
from http.client import HTTPException, HTTPResponse, IncompleteRead
from pathlib import Path

from shapeproof.contract.user_files import open_user_file
from shapeproof.exceptions import BadUsage, TransportFailure, UnreachableTarget
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.targets.bounded import Allowance, BoundedConnection
from shapeproof.targets.safety import ALLOW_REMOTE, checked_endpoint, without_password

MAX_BODY = 16 * 1024 * 1024
"""The maximum size of a response body, as received and after decompression."""
_MAX_BUNDLE = 64 * 1024 * 1024
MAX_HEAD = 8 * 1024 * 1024
"""The maximum size of everything else: status line, header fields, framing."""
CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
TOTAL_SECONDS = 20.0
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_GZIP_OR_ZLIB = 47


class HttpTarget:
    """A server at a URL, over persistent connections, without redirects or retries.

    A request is sent unchanged, to the address that was checked.
    """

    kind = "http"

    def __init__(
        self,
        url: str,
        *,
        allow_remote: bool = False,
        connections: int = 1,
        remote_remedy: str = ALLOW_REMOTE,
        ca_bundle: Path | None = None,
    ) -> None:
        self._endpoint = checked_endpoint(
            url, allow_remote=allow_remote, remote_remedy=remote_remedy
        )
        self._trust = trusted(ca_bundle) if self._endpoint.scheme == "https" else None
        self.place = self._endpoint.place
        self.address = without_password(url)
        self.base_url = self.address.partition("?")[0].partition("#")[0].rstrip("/")
        self._most_idle = connections
        self._idle: deque[BoundedConnection] = deque()
        self._keeps = True

    def probe(self, time_limit: float | None = None) -> None:
        """Make sure that a server listens. Raises UnreachableTarget."""
        seconds = TOTAL_SECONDS if time_limit is None else min(TOTAL_SECONDS, time_limit)
        try:
            self.send_within(self.place.with_query(HttpRequest("GET", "/")), seconds)
        except TransportFailure as failure:
            if failure.kind in ("refused", "timeout"):
                reason = failure.detail or failure.kind
                raise UnreachableTarget(self.address, reason, _remedy(reason)) from None

    def keep_no_connections(self) -> None:
        """Use a new connection for each request from now on, so that a close is an answer."""
        self._keeps = False
        self.close()

    def listens(self) -> bool:
        """Whether a new connection is accepted."""
        connection = self._connection(CONNECT_SECONDS)
        try:
            connection.begin(Allowance(CONNECT_SECONDS, CONNECT_SECONDS, 0))
        except OSError:
            return False
        finally:
            connection.close()
        return True

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send one request. Raises TransportFailure.

        The first time that a persistent connection turns out to be closed, it is sent again.
        """
        return self.send_within(request, TOTAL_SECONDS)

    def send_within(self, request: HttpRequest, seconds: float) -> HttpResponse:
        """As ``send``, with so many seconds at most for all of it."""
        end = time.monotonic() + seconds
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connection(seconds)
        try:
            return self._send(connection, request, seconds)
        except _WasClosed:
            # Closed while idle, or by a crash? From now on each request gets a new connection, so
            # that a close is an answer. Only this one request is sent twice.
            self.keep_no_connections()
            left = max(0.0, end - time.monotonic())
            return self._send(self._connection(left), request, left)

    def _connection(self, seconds: float) -> BoundedConnection:
        patience = min(CONNECT_SECONDS, max(0.01, seconds))
        return BoundedConnection(self._endpoint, patience, self._trust)

    def _send(
        self, connection: BoundedConnection, request: HttpRequest, seconds: float
    ) -> HttpResponse:
        allowance = Allowance(min(TOTAL_SECONDS, seconds), READ_SECONDS, MAX_BODY + MAX_HEAD)
        try:
            used = _begun(connection, allowance)
            try:
                response = self._exchange(connection, request, allowance)
            except (HTTPException, OSError, ValueError) as error:
                if used and not allowance.received and isinstance(error, ConnectionError):
                    raise _WasClosed from None
                raise _failure(error) from None
        except BaseException:
            connection.close()
            raise
        if ("connection", "close") in ((name.lower(), value) for name, value in request.headers):
            connection.close()
        self._keep(connection)
        return response

    def _exchange(
        self, connection: BoundedConnection, request: HttpRequest, allowance: Allowance
    ) -> HttpResponse:
        # A server may answer, and close, before it has read all of a request.
        with suppress(BrokenPipeError, ConnectionResetError):
            self._write(connection, request)
        with connection.getresponse() as response:
            if allowance.ended:
                raise ConnectionResetError  # within the header fields
            body = _inflated(_body(response), response.getheader("Content-Encoding", ""))
            headers = tuple((name, value.strip()) for name, value in response.getheaders())
            return HttpResponse(response.status, headers, body)

    def _write(self, connection: BoundedConnection, request: HttpRequest) -> None:
        given = {name.lower() for name, _ in request.headers}
        target = self._endpoint.path + request.target
        connection.putrequest(
            request.method, target, skip_host="host" in given, skip_accept_encoding=True
        )
        headers = [*request.headers]
        if (request.body or request.method in _WITH_BODY) and "content-length" not in given:
            headers.append(("Content-Length", str(len(request.body))))
        for name, value in (("Accept-Encoding", "identity"), ("User-Agent", "shapeproof")):
            if name.lower() not in given:
                headers.append((name, value))
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders(request.body or None)

    def _keep(self, connection: BoundedConnection) -> None:
        if connection.sock is None or not self._keeps or len(self._idle) >= self._most_idle:
            connection.close()
        else:
            self._idle.append(connection)

    def close(self) -> None:
        """Close all connections."""
        while self._idle:
            self._idle.pop().close()


UNTRUSTED = "its certificate is not trusted"


def _remedy(reason: str) -> str:
    if reason.startswith(UNTRUSTED):
        return "name the certificate of its CA with --ca-bundle FILE"
    return "is this a server for https?" if "TLS" in reason else "is the server running?"


def trusted(ca_bundle: Path | None) -> ssl.SSLContext:
    """The certificates that are trusted: those of a file, or else the system's. Raises BadUsage."""
    try:
        if ca_bundle is None:
            return ssl.create_default_context()
        with open_user_file(ca_bundle, _MAX_BUNDLE) as file:
            is_pipe = ca_bundle.is_fifo()
            path = f"/dev/fd/{file.fileno()}" if is_pipe else str(ca_bundle)
            return ssl.create_default_context(cafile=path)
    except ssl.SSLError:
        reason = "it has no certificate in PEM form"
    except OSError as error:
        reason = error.strerror or str(error)
    raise BadUsage(f"--ca-bundle {ca_bundle}", reason, "name a file of CA certificates")


class _WasClosed(Exception):
    """The server has closed a persistent connection in the meantime."""


def _begun(connection: BoundedConnection, allowance: Allowance) -> bool:
    try:
        return connection.begin(allowance)
    except ConnectionRefusedError:
        raise TransportFailure("refused", "nothing listens there") from None
    except ssl.SSLCertVerificationError as error:
        raise TransportFailure("refused", f"{UNTRUSTED} ({error.verify_message})") from None
    except ssl.SSLError as error:
        reason = (error.reason or "SSL error").replace("_", " ").lower()
        raise TransportFailure("refused", f"no TLS connection ({reason})") from None
    except TimeoutError:
        raise TransportFailure("refused", "no connection in time") from None
    except ConnectionResetError as error:
        raise _failure(error) from None  # a server does listen
    except OSError as error:
        raise TransportFailure("refused", error.strerror or str(error)) from None


def _body(response: HTTPResponse) -> bytes:
    body = response.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise TransportFailure("too-large", f"a body of more than {MAX_BODY:,} bytes")
    if response.length:
        raise IncompleteRead(b"", response.length)
    return body


def _inflated(body: bytes, encoding: str) -> bytes:
    """The body without a compression that the request did not accept."""
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate") or not body:
        return body
    inflate = zlib.decompressobj(wbits=_GZIP_OR_ZLIB)
    try:
        text = inflate.decompress(body, MAX_BODY + 1)
    except zlib.error as error:
        raise TransportFailure("garbage", f"the body is not {encoding}: {error}") from None
    if len(text) > MAX_BODY:
        raise TransportFailure("too-large", f"a body of more than {MAX_BODY:,} bytes")
    if not inflate.eof:
        raise TransportFailure("garbage", f"the body's {encoding} is incomplete")
    return text


def _failure(error: Exception) -> TransportFailure:
    if isinstance(error, TimeoutError):
        return TransportFailure("timeout", "no complete answer in time")
    if isinstance(error, OSError | IncompleteRead):
        return TransportFailure("reset", "the connection was closed before the answer was complete")
    return TransportFailure("garbage", f"the answer is not HTTP ({type(error).__name__})")
