"""One connection to the contract server: requests in, scripted replies out.

No wait for the client is endless: each ends when the call is over or the server closes.
"""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from typing import Protocol

from shapeproof.exchange import Reply
from shapeproof.targets.client.http_reading import Received, RequestReader

_TICK = 0.05
"""Seconds after which a send or receive without progress checks whether it should stop."""
_LARGEST_READ = 1 << 16


class RequestHandler(Protocol):
    """Decides how a connection answers its requests."""

    def now(self) -> threading.Event:
        """The end of the current call; set if there is no call."""

    def cut_short(self, over: threading.Event) -> None:
        """Record a request that was closed before it was complete."""

    def reply_to(self, received: Received, over: threading.Event) -> Reply | None:
        """Record a request that began while ``over`` was the current end; None: hang up."""


class Connection:
    """A client's connection, served by its own thread."""

    def __init__(self, sock: socket.socket, handler: RequestHandler) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._sock = sock
        self._handler = handler
        self._over: threading.Event | None = None
        self._reader = RequestReader(self._receive, self._invite)
        self._is_receiving = False
        self._closing = False

    def serve(self) -> None:
        """Serve until either side closes."""
        with self._sock, suppress(OSError, EOFError):
            while self._serve_one():
                pass

    def hang_up(self) -> None:
        """Make ``serve`` end; may be called from any thread."""
        self._closing = True
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def is_receiving(self, over: threading.Event) -> bool:
        """Whether it is receiving a request of the call that ends with ``over``."""
        return self._is_receiving and self._over is over

    def _serve_one(self) -> bool:
        self._over = None
        if not self._reader.wait():
            return False
        self._over = self._handler.now()
        self._is_receiving = True
        try:
            received = self._reader.read()
        except EOFError:
            self._handler.cut_short(self._over)
            raise
        finally:
            self._is_receiving = False
        reply = self._handler.reply_to(received, self._over)
        return reply is not None and self._play(reply, self._over) and received.lasting

    def _play(self, reply: Reply, over: threading.Event) -> bool:
        """Send a reply; returns whether the connection continues."""
        pieces = _pieces(reply)
        for index, piece in enumerate(pieces):
            if index and over.wait(reply.pause):
                return False
            self._send(piece, over)
        if reply.after == "stall":
            over.wait()
        if reply.after == "reset":
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return reply.after == "keep"

    def _send(self, data: memoryview, over: threading.Event) -> None:
        self._sock.settimeout(_TICK)
        while data:
            try:
                data = data[self._sock.send(data) :]
            except TimeoutError:  # the client does not read
                if over.is_set() or self._closing:
                    raise

    def _invite(self) -> None:
        over = self._over
        if over is not None and not over.is_set():
            self._send(memoryview(b"HTTP/1.1 100 Continue\r\n\r\n"), over)

    def _receive(self) -> bytes:
        over = self._over
        self._sock.settimeout(None if over is None else _TICK)
        while True:
            try:
                return self._sock.recv(_LARGEST_READ)
            except TimeoutError:  # within a request
                if over is None or over.is_set() or self._closing:
                    raise


def _pieces(reply: Reply) -> list[memoryview]:
    data = memoryview(reply.data)
    size = reply.piece or len(data) or 1
    return [data[at : at + size] for at in range(0, len(data), size)]
