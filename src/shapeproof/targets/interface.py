"""What is under test, as the runner sees it: a server or a client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

from shapeproof.contract.model import Operation
from shapeproof.exceptions import UnreachableTarget
from shapeproof.exchange import ClientResult, HttpRequest, HttpResponse
from shapeproof.exchange.sites import Site


@dataclass(frozen=True)
class Place:
    """Where requests arrive: what of their address the server sees, and a signature covers.

    ``path`` stands before the path of each request, ``query`` is added to the query of each.
    """

    scheme: str = "http"
    host: str = "127.0.0.1"
    path: str = ""
    query: str = ""

    def url(self, target: str) -> str:
        """The URL of a request's target."""
        return f"{self.scheme}://{self.host}{self.path}{target}"

    def with_query(self, request: HttpRequest) -> HttpRequest:
        """The request with the query of the place after its own."""
        if not self.query:
            return request
        path, _, own = request.target.partition("?")
        query = f"{own}&{self.query}" if own else self.query
        return replace(request, target=f"{path}?{query}")


class Target(Protocol):
    """Something that answers HTTP requests.

    ``kind`` is ``http``, ``wsgi``, ``moto`` or ``bundled``; ``address`` is what a report shows;
    ``base_url`` is the address in curl lines.
    """

    kind: str
    address: str
    base_url: str

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send one request. Raises TransportFailure without a usable answer."""

    def close(self) -> None:
        """Close connections."""


@runtime_checkable
class TimedTarget(Protocol):
    """A target that keeps a time limit of a single request."""

    def send_within(self, request: HttpRequest, seconds: float) -> HttpResponse:
        """Send one request; no answer within so many seconds is a TransportFailure."""


@runtime_checkable
class SourcedTarget(Protocol):
    """A target whose source code is known, as it is in this process."""

    def site_of(self, operation: Operation, request: HttpRequest) -> Site | None:
        """The line that handles an operation, for a finding about this request."""


@dataclass(eq=True)
class CannotStart(UnreachableTarget):
    """A client cannot be started, or never worked: its address, why, and what to do."""

    remedy: str = ""

    def __str__(self) -> str:
        hint = f"; {self.remedy}" if self.remedy else ""
        return f"cannot start the client {self.address}: {self.reason}{hint}"


class ClientTarget(Protocol):
    """Something that makes calls to an endpoint.

    ``kind`` is ``driver``, ``boto3`` or ``callable``; ``address`` is what a report shows (the
    command of a driver, the name and version of a library).
    """

    kind: str
    address: str

    @property
    def paginates(self) -> bool | None:
        """Whether it can fetch all pages of an operation, None where it does not say.

        Known once it is started.
        """

    @property
    def traits(self) -> tuple[str, ...]:
        """Ways in which its language differs, as it declares them; known after the first call."""

    def start(self, endpoint: str) -> None:
        """Start it, with the endpoint to call. Raises UnreachableTarget if it cannot be started.

        Called again, it restarts: nothing of earlier calls is kept, including their retry quota.
        """

    def call(
        self, operation: Operation, params: Mapping[str, Any], *, paginate: bool, timeout: float
    ) -> ClientResult:
        """Make one call (parameters and output in the API view) within ``timeout`` seconds.

        Never raises: whatever the client does is in the result. After a breakdown it has to be
        started again.
        """

    def close(self) -> None:
        """End it, and everything that it has started."""
