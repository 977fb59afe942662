"""A call that a client made, and the lines of the user's code that made it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from shapeproof.exchange import HttpRequest, HttpResponse
from shapeproof.exchange.sites import INSTALLED, Site
from shapeproof.targets.passive.mock_failures import MockFailure

AnsweredBy = Literal["sent", "stubbed", "replaced"]
"""Who answered: a server that a message was sent to, a Stubber or another hook of the client, or a
function that replaces the client's own."""


@dataclass(frozen=True, slots=True)
class SeenCall:
    """One call of a client, and its outcome.

    All values belong to the client and must not be changed. ``params`` are those that were sent,
    after the client's own additions; ``parsed`` is what was read of the answer, before the client
    changes it for its caller, None if it was unreadable: then ``unread`` is the exception in words.
    ``status`` is None if the answer has none; ``refused`` says that the caller got an error anyway.
    ``sent`` and ``answer`` are both messages as the client describes them, None if nothing was
    sent. ``description`` is the model that the client was made from. ``failure`` is what a mock has
    raised instead of an answer, ``sent_at`` the time (seconds since 1970, UTC) when it was about to
    be sent.
    """

    service: str
    api_version: str
    protocol: str
    operation: str
    params: Mapping[str, Any]
    parsed: Any
    status: int | None
    how: AnsweredBy
    sent: Mapping[str, Any] | None = None
    answer: Mapping[str, Any] | None = None
    description: Mapping[str, Any] | None = None
    refused: bool = False
    unread: str = ""
    failure: MockFailure | None = None
    sent_at: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether the answer was an error, or could not be read."""
        is_error = self.status is not None and self.status >= 300
        return self.refused or is_error or self.parsed is None

    @property
    def code(self) -> str | None:
        """The code of the error, or None."""
        error = self.parsed.get("Error") if isinstance(self.parsed, Mapping) else None
        code = error.get("Code") if isinstance(error, Mapping) else None
        return str(code) if code else None

    @property
    def body(self) -> bytes | None:
        """The body of the answer; None if nothing was sent, or for a stream, which only the caller
        may read."""
        body = self.answer.get("body") if self.answer is not None else None
        return body if isinstance(body, bytes) else None

    def response(self) -> HttpResponse | None:
        """The answer as it was received; None if nothing was sent, or for a stream."""
        body = self.body
        if self.answer is None or body is None:
            return None
        return HttpResponse(self.answer["status_code"], _headers(self.answer["headers"]), body)

    def request(self) -> HttpRequest:
        """The request as it was about to be sent, unsigned; without a method if none was sent."""
        if self.sent is None:
            return HttpRequest("", "")
        parts = urlsplit(str(self.sent.get("url", "")))
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers, body = _headers(self.sent.get("headers", {})), _octets(self.sent.get("body"))
        return HttpRequest(str(self.sent.get("method", "POST")), target, headers, body)


def _headers(headers: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((_text(name), _text(value)) for name, value in headers.items())


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _octets(body: Any) -> bytes:
    """A body as bytes; empty for a stream, which only the client may read."""
    if isinstance(body, Mapping):
        return urlencode(body, doseq=True).encode()
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass")
    return bytes(body) if isinstance(body, (bytes, bytearray)) else b""


_OURS = str(Path(__file__).resolve().parents[2])
_LIBRARY = str(Path(threading.__file__).resolve().parent)


MAX_SITES = 4
"""How many lines of a call's path through the project are reported."""


def calling_sites(root: str) -> tuple[Site, ...]:
    """The lines below ``root``, the user's project, on the stack of a call, innermost first.

    Without such lines, the innermost line outside of installed packages; without that, as in a
    thread of a library, nothing.
    """
    inside: list[Site] = []
    elsewhere: tuple[Site, ...] = ()
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and len(inside) < MAX_SITES:
        file = frame.f_code.co_filename
        if _is_theirs(file):
            site = Site(file, frame.f_lineno)
            if file.startswith(root):
                inside.append(site)
            elsewhere = elsewhere or (site,)
        frame = frame.f_back
    return tuple(inside) or elsewhere


def _is_theirs(file: str) -> bool:
    if file.startswith((_OURS, _LIBRARY, "<")):
        return False
    return not any(part in file for part in INSTALLED)
