"""HTTP messages as they travel."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapeproof.exchange.sites import Site

Headers = tuple[tuple[str, str], ...]
"""Header fields in the order they were sent, names as they were sent."""
CREDENTIAL_FIELDS = frozenset(
    {"authorization", "proxy-authorization", "x-amz-security-token", "cookie", "set-cookie"}
)
"""Header fields, in lower case, that hold credentials: no report shows their values."""


@dataclass(frozen=True)
class HttpRequest:
    """A request as it goes out. ``target`` is path and query, percent-encoded."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first value of a header field, by case-insensitive name (RFC 9110, 5.1)."""
        return _first(self.headers, name)


@dataclass(frozen=True)
class HttpResponse:
    """A response as it came in.

    ``raised_at`` is the line of the server that raised an exception in place of an answer, where
    the server is in this process.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    raised_at: Site | None = field(default=None, compare=False, repr=False)

    def header(self, name: str) -> str | None:
        """The first value of a header field, by case-insensitive name (RFC 9110, 5.1)."""
        return _first(self.headers, name)


def _first(headers: Headers, name: str) -> str | None:
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)
