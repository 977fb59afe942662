"""Reads HTTP/1.1 requests as they were sent, well-formed or not (RFC 9112).

A tester has to see what a library would refuse: a target that is not encoded, a header field
without a colon, a body with another length than announced.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from shapeproof.exchange import Headers, HttpRequest

MAX_HEAD = 1 << 20
"""The maximum size of a request line with its header fields."""
MAX_BODY = 64 << 20
"""The maximum size of a body."""
_MAX_CHUNK_LINE = 4096
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_HEX = re.compile(rb"[0-9A-Fa-f]{1,15}")
_VERSION = re.compile(r"HTTP/1\.\d", re.ASCII)


@dataclass(frozen=True)
class Received:
    """A request, and what is wrong with its framing (empty for nothing).

    After a ``problem`` the start of the next request is unknown: ``status`` is the answer.
    """

    request: HttpRequest
    lasting: bool = True
    problem: str = ""
    status: int = 400


class _Problem(Exception):
    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True)
class _Head:
    method: str
    target: str
    version: str
    headers: Headers

    def values(self, name: str) -> list[str]:
        """All values of a header field, split at commas, in lower case."""
        found = [value for key, value in self.headers if key.lower() == name]
        return [part.strip().lower() for value in found for part in value.split(",")]


class RequestReader:
    """Reads one request after another.

    ``receive`` returns the next bytes, none at the end, and may raise OSError; ``invite`` sends the
    100 that a client waits for before it sends a body (RFC 9110, 10.1.1).
    """

    def __init__(self, receive: Callable[[], bytes], invite: Callable[[], None]) -> None:
        self._receive = receive
        self._invite = invite
        self._rest = bytearray()

    def wait(self) -> bool:
        """Wait for the first byte of a request; False at the end of the connection."""
        while True:
            while self._rest.startswith((b"\r", b"\n")):  # blank lines before it (RFC 9112, 2.2)
                del self._rest[:1]
            if self._rest:
                return True
            data = self._receive()
            if not data:
                return False
            self._rest += data

    def read(self) -> Received:
        """The request whose first byte is here. Raises EOFError if it is cut off."""
        try:
            found = self._until(_HEAD_END, MAX_HEAD)
        except _Problem as problem:
            return self._refused(_Head("", "", "", ()), problem)
        head, fault = _parsed(found)
        try:
            if fault:
                raise _Problem(fault)
            body = self._body(head)
        except _Problem as problem:
            return self._refused(head, problem)
        request = HttpRequest(head.method, head.target, head.headers, body)
        tokens = head.values("connection")
        lasting = "close" not in tokens and (head.version != "HTTP/1.0" or "keep-alive" in tokens)
        return Received(request, lasting)

    def _refused(self, head: _Head, problem: _Problem) -> Received:
        request = HttpRequest(head.method, head.target, head.headers, bytes(self._rest))
        return Received(request, False, str(problem), problem.status)

    def _body(self, head: _Head) -> bytes:
        codings = head.values("transfer-encoding")
        lengths = set(head.values("content-length"))
        if codings and codings[-1] != "chunked":
            raise _Problem(f"the body's end is unknown: Transfer-Encoding: {', '.join(codings)}")
        if len(lengths) > 1:
            raise _Problem(f"several lengths of the body: {', '.join(sorted(lengths))}")
        length = _length(lengths.pop()) if lengths and not codings else 0
        if (codings or length) and "100-continue" in head.values("expect") and not self._rest:
            self._invite()
        return self._chunked() if codings else self._exactly(length)

    def _chunked(self) -> bytes:
        """A body in chunks (RFC 9112, 7.1); trailers are dropped."""
        body = bytearray()
        while True:
            line = self._until(_LINE_END, _MAX_CHUNK_LINE)
            size = line.partition(b";")[0].strip()
            if not _HEX.fullmatch(size):
                raise _Problem(f"a chunk's size is {line[:60].decode('latin-1')!r}")
            count = int(size, 16)
            if not count:
                break
            if len(body) + count > MAX_BODY:
                raise _Problem(f"a body of more than {MAX_BODY:,} bytes", 413)
            body += self._exactly(count)
            if self._until(_LINE_END, _MAX_CHUNK_LINE):
                raise _Problem("a chunk is longer than its size")
        while self._until(_LINE_END, _MAX_CHUNK_LINE):
            pass
        return bytes(body)

    def _exactly(self, count: int) -> bytes:
        while len(self._rest) < count:
            self._more()
        data = bytes(self._rest[:count])
        del self._rest[:count]
        return data

    def _until(self, end: re.Pattern[bytes], most: int) -> bytes:
        """What comes before an end; both are consumed. Raises _Problem if it is too much."""
        searched = 0
        while not (found := end.search(self._rest, searched)):
            if len(self._rest) > most:
                raise _Problem(f"more than {most:,} bytes before the end of a line or head", 431)
            searched = max(0, len(self._rest) - 3)
            self._more()
        data = bytes(self._rest[: found.start()])
        del self._rest[: found.end()]
        return data

    def _more(self) -> None:
        data = self._receive()
        if not data:
            raise EOFError
        self._rest += data


def _length(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise _Problem(f"the body's length is {text[:60]!r}")
    length = int(text)
    if length > MAX_BODY:
        raise _Problem(f"a body of more than {MAX_BODY:,} bytes", 413)
    return length


def _parsed(head: bytes) -> tuple[_Head, str]:
    """The head, as far as it is readable, and what is wrong with it."""
    first, *rest = (line.decode("latin-1") for line in _LINE_END.split(head))
    method, _, remainder = first.partition(" ")
    target, _, version = remainder.rpartition(" ")  # a target that is not encoded may hold blanks
    fault = "" if _VERSION.fullmatch(version) and target else f"the request line is {first[:200]!r}"
    headers = []
    for line in rest:
        name, colon, value = line.partition(":")
        if not fault and (not colon or not name or name != name.strip()):
            fault = f"a header line is {line[:200]!r}"
        headers.append((name, value.strip(" \t")))
    return _Head(method, target, version, tuple(headers)), fault
