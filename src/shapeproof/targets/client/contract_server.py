"""A server on 127.0.0.1 that plays scripted replies to a client, and records its requests."""

from __future__ import annotations

import socket
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Self

from shapeproof.exchange import HttpRequest, Reply
from shapeproof.targets.client.connection import Connection
from shapeproof.targets.client.http_reading import Received

MAX_REQUESTS = 200
"""The maximum number of requests of one call that are answered."""
MAX_BYTES = 256 << 20
"""The maximum size of all bodies of one call together."""
_MAX_CONNECTIONS = 256
_MAX_STRAYS = 100
_LEAST_PORT = 10000
_MOST_PORTS = 1000
_TICK = 0.5
_JOIN_SECONDS = 2.0
_UNFINISHED = "a request that was not complete"
_STRAY = Reply(
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    after="close",
)


class _Call:
    """The requests and replies of one call."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        self.replies = tuple(replies)
        self.requests: list[HttpRequest] = []
        self.arrivals: list[float] = []
        self.problems: list[str] = []
        self.over = threading.Event()
        self.overrun = False
        self._octets = 0

    def take(self, received: Received) -> Reply | None:
        """Record a request and return its reply; None for too many."""
        self._octets += len(received.request.body)
        self.overrun |= len(self.requests) >= MAX_REQUESTS or self._octets > MAX_BYTES
        if self.overrun:
            return None
        self.requests.append(received.request)
        self.arrivals.append(time.time())
        if received.problem:
            self.problems.append(received.problem)
            return _refusal(received.status)
        if not self.replies:
            return _STRAY
        return self.replies[min(len(self.requests), len(self.replies)) - 1]


class ContractServer:
    """Plays the replies of one call at a time.

    >>> with ContractServer() as server:
    ...     server.begin([Reply(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\n{}")])
    ...     ...  # a client calls server.url
    ...     requests = server.end()

    Nothing that a client does, or fails to do, blocks ``end`` or ``close``. Requests outside of a
    call, and those that began before it, get a 503 and are recorded as ``strays``.
    """

    def __init__(self) -> None:
        self._listener = _listener()
        self._listener.settimeout(_TICK)
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.url = f"http://{self.address}"
        self._lock = threading.Lock()
        self._call = self._ended()
        self._strays: deque[HttpRequest] = deque(maxlen=_MAX_STRAYS)
        self._served: dict[threading.Thread, Connection] = {}
        self._closed = False
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def begin(self, replies: Sequence[Reply]) -> None:
        """Begin a call: its Nth request gets the Nth reply, all further ones the last.

        Without replies, requests are recorded and get a 503. Raises RuntimeError if a call has
        begun already.
        """
        with self._lock:
            if not self._call.over.is_set():
                raise RuntimeError("a call is going on already")
            self._call = _Call(replies)

    def end(self) -> tuple[HttpRequest, ...]:
        """End the call; returns its requests, in their order.

        Connections that are within a reply or a request are closed.
        """
        with self._lock:
            call = self._call
            if not call.over.is_set():
                waiting = [each for each in self._served.values() if each.is_receiving(call.over)]
                call.problems += [_UNFINISHED] * len(waiting)
                call.over.set()
            return tuple(call.requests)

    @property
    def overrun(self) -> bool:
        """Whether the last call exceeded the maximum number of requests or bytes."""
        return self._call.overrun

    @property
    def arrivals(self) -> tuple[float, ...]:
        """When the requests of the last call arrived, in seconds since 1970, UTC."""
        with self._lock:
            return tuple(self._call.arrivals)

    @property
    def problems(self) -> tuple[str, ...]:
        """What was wrong with the framing of requests of the last call.

        Such a request gets a 4xx and is recorded like the others, as far as it could be read. A
        request that was never completed appears here only.
        """
        with self._lock:
            return tuple(self._call.problems)

    @property
    def strays(self) -> tuple[HttpRequest, ...]:
        """The last requests that did not belong to a call."""
        with self._lock:
            return tuple(self._strays)

    def close(self) -> None:
        """Close everything."""
        with self._lock:
            self._closed = True
            self._call.over.set()
            served = dict(self._served)
        with suppress(OSError):  # on other systems than Linux the acceptor wakes at its next tick
            self._listener.shutdown(socket.SHUT_RDWR)
        for connection in served.values():
            connection.hang_up()
        for thread in (self._acceptor, *served):
            thread.join(_JOIN_SECONDS)
        self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def now(self) -> threading.Event:
        """The end of the current call; set if there is no call."""
        return self._call.over

    def cut_short(self, over: threading.Event) -> None:
        """Record a request that was closed before it was complete. Called by connections."""
        with self._lock:
            if self._call.over is over and not over.is_set():
                self._call.problems.append(_UNFINISHED)

    def reply_to(self, received: Received, over: threading.Event) -> Reply | None:
        """Record a request and return its reply; None to hang up. Called by connections."""
        with self._lock:
            if self._call.over is over and not over.is_set():
                return self._call.take(received)
            self._strays.append(received.request)
            return _STRAY

    def _accept(self) -> None:
        while not self._closed:
            try:
                sock, _ = self._listener.accept()
            except OSError:  # a tick, the end, or a connection that was closed before it was served
                continue
            if not self._serve(sock):
                sock.close()

    def _serve(self, sock: socket.socket) -> bool:
        with self._lock:
            if self._closed or len(self._served) >= _MAX_CONNECTIONS:
                return False
            if self._call.overrun and not self._call.over.is_set():
                return False
            connection = Connection(sock, self)
            thread = threading.Thread(target=self._run, args=(connection,), daemon=True)
            self._served[thread] = connection
            thread.start()
            return True

    def _run(self, connection: Connection) -> None:
        try:
            connection.serve()
        finally:
            with self._lock:
                self._served.pop(threading.current_thread(), None)

    @staticmethod
    def _ended() -> _Call:
        call = _Call(())
        call.over.set()
        return call


def _listener() -> socket.socket:
    """A listener at a free port of five digits: all addresses have the same length."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    for port in range(_LEAST_PORT, _LEAST_PORT + _MOST_PORTS):
        if listener.getsockname()[1] >= _LEAST_PORT:
            break
        with suppress(OSError):
            other = socket.create_server(("127.0.0.1", port), backlog=128)
            listener.close()
            listener = other
    return listener


def _refusal(status: int) -> Reply:
    head = f"HTTP/1.1 {status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    return Reply(head.encode(), after="close")
