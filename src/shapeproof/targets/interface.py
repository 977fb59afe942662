"""What is under test, as the runner sees it."""

from __future__ import annotations

from typing import Protocol

from shapeproof.exchange import HttpRequest, HttpResponse


class Target(Protocol):
    """Something that answers HTTP requests.

    ``kind`` is ``http``, ``wsgi``, ``moto`` or ``bundled``; ``address`` is what a report shows;
    ``base_url`` is where a curl line would find it.
    """

    kind: str
    address: str
    base_url: str

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send one request. Raises TransportFailure where no usable answer came."""

    def close(self) -> None:
        """Let go of connections."""
