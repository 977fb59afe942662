"""Clients that send raw bytes to a contract server."""

from __future__ import annotations

import socket
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

SECONDS = 10.0
"""The hard bound of each wait."""


class RawClient:
    """A connection."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._sock = socket.create_connection((parts.hostname, parts.port), SECONDS)

    def send(self, data: bytes) -> Self:
        self._sock.sendall(data)
        return self

    def read(self, count: int) -> bytes:
        """So many bytes, or fewer where the server closes."""
        data = b""
        while len(data) < count and (part := self._sock.recv(count - len(data))):
            data += part
        return data

    def read_to_end(self) -> bytes:
        """All until the server closes; a reset raises ConnectionResetError."""
        data = b""
        while part := self._sock.recv(65536):
            data += part
        return data

    def finish(self) -> None:
        """Close the sending side."""
        self._sock.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._sock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.close()


def response(body: bytes = b"{}", status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)
