"""An HTTP endpoint. Whatever it does costs a bounded time and memory."""

from __future__ import annotations

import time
import zlib
from http.client import HTTPException

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)

from shapeproof.errors import TransportFailure, UnreachableTarget
from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.targets.safety import checked_url

MAX_BODY = 16 * 1024 * 1024
"""The most bytes of a response body that are read, after decompression."""
CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
TOTAL_SECONDS = 20.0
_CHUNK = 64 * 1024


class HttpTarget:
    """A server at a URL, reached over kept-alive connections, without redirects or retries."""

    kind = "http"

    def __init__(self, url: str, *, allow_remote: bool = False, connections: int = 1) -> None:
        parts = checked_url(url, allow_remote=allow_remote)
        self.address = url
        self.base_url = url.rstrip("/")
        self._prefix = parts.path.rstrip("/")
        pool = (
            urllib3.HTTPSConnectionPool if parts.scheme == "https" else urllib3.HTTPConnectionPool
        )
        host = parts.hostname or ""
        self._pool = pool(
            f"[{host}]" if ":" in host else host,
            port=parts.port,
            maxsize=connections,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            retries=False,
        )

    def probe(self) -> None:
        """Make sure that somebody listens. Raises UnreachableTarget."""
        try:
            self.send(HttpRequest("GET", "/"))
        except TransportFailure as failure:
            if failure.kind in ("refused", "timeout"):
                raise UnreachableTarget(self.address, failure.detail or failure.kind) from None

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send one request; a connection that was closed while idle is opened anew, once."""
        try:
            return self._send(request)
        except TransportFailure as failure:
            if failure.kind != "reset":
                raise
        return self._send(request)

    def _send(self, request: HttpRequest) -> HttpResponse:
        deadline = time.monotonic() + TOTAL_SECONDS
        headers = urllib3.HTTPHeaderDict(request.headers)
        headers.setdefault("Accept-Encoding", "identity")
        headers.setdefault("User-Agent", "shapeproof")
        try:
            raw = self._pool.urlopen(
                request.method,
                self._prefix + request.target,
                body=request.body or None,
                headers=headers,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
                decode_content=False,
            )
            body = _read(raw, deadline)
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            raise _failure(error) from None
        return HttpResponse(raw.status, tuple(raw.headers.items()), body)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


def _read(raw: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    inflate = _inflater(raw.headers.get("Content-Encoding", ""))
    received = bytearray()
    for chunk in raw.stream(_CHUNK, decode_content=False):
        received += inflate.decompress(chunk, MAX_BODY + 1) if inflate else chunk
        if len(received) > MAX_BODY:
            raw.close()
            raise TransportFailure("too-large", f"a body of more than {MAX_BODY:,} bytes")
        if time.monotonic() > deadline:
            raw.close()
            raise TransportFailure("timeout", f"the body took more than {TOTAL_SECONDS:.0f} s")
    raw.release_conn()
    return bytes(received)


def _inflater(encoding: str) -> zlib._Decompress | None:
    if encoding.strip().lower() in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(wbits=47)
    return None


def _failure(error: Exception) -> TransportFailure:
    if isinstance(error, NewConnectionError | ConnectTimeoutError):
        return TransportFailure("refused", "nothing listens there")
    if isinstance(error, ReadTimeoutError | TimeoutError):
        return TransportFailure("timeout", f"no answer within {READ_SECONDS:.0f} s")
    if isinstance(error, ProtocolError | ConnectionError | OSError):
        return TransportFailure("reset", "the connection was closed before the answer was complete")
    return TransportFailure("garbage", f"the answer is not HTTP ({type(error).__name__})")
