"""Reads the bytes of a reply with the standard library's HTTP client, which knows nothing of us."""

from __future__ import annotations

import io
from http.client import HTTPException, HTTPResponse
from typing import Any

from shapeproof.exchange import HttpResponse, Reply


class Unreadable(Exception):
    """The bytes are no whole response."""


class _Connection(io.RawIOBase):
    """The server's bytes; what comes after them is the end, a reset, or silence."""

    def __init__(self, reply: Reply) -> None:
        self._data, self._ends = io.BytesIO(reply.data), reply.after == "close"

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._data.readinto(buffer)
        if not count and not self._ends:
            raise ConnectionError("nothing more comes")
        return count


class _Socket:
    def __init__(self, reply: Reply) -> None:
        self.stream = io.BufferedReader(_Connection(reply))

    def makefile(self, mode: str) -> io.BufferedReader:
        assert mode == "rb"
        return self.stream


def read_reply(reply: Reply, method: str = "GET") -> HttpResponse:
    """The response that a client finds in the bytes. Raises Unreadable."""
    sock: Any = _Socket(reply)
    response = HTTPResponse(sock, method=method)
    try:
        response.begin()
        body = response.read()
    except (HTTPException, ValueError, OSError) as error:
        raise Unreadable(repr(error)) from error
    return HttpResponse(response.status, tuple(response.getheaders()), body)
