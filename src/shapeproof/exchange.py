"""The vocabulary that generators, codecs, targets, checks, the runner and the reports share."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Any

Headers = tuple[tuple[str, str], ...]
"""Header fields in the order they were sent, names as they were sent."""


class Severity(IntEnum):
    """How much a finding weighs; ordered, so that thresholds can be compared."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The name used on the command line and in reports."""
        return self.name.lower()


class Expect(Enum):
    """What a conforming server does with a case."""

    ACCEPT = "accept"
    """It is legal: a success."""
    REJECT = "reject"
    """It has one fault: a validation error."""
    MISSING = "missing"
    """It asks for what was never made: a not-found error."""
    UNROUTED = "unrouted"
    """No operation is bound to this path and method: anything but a success."""
    OPEN = "open"
    """Nobody can tell: anything but a crash."""


@dataclass(frozen=True)
class Fault:
    """The one constraint that an invalid value breaks.

    ``pointer`` is a JSON Pointer (RFC 6901) into the parameters, API view; for a fault of the body
    as a whole it is empty. ``constraint`` is the JSON Schema keyword (``required``, ``type``,
    ``enum``, ``minimum`` ...) or ``body``; ``how`` says in words what was done; ``noticed_by`` is
    ``client``, ``server`` or ``both``.
    """

    pointer: str
    constraint: str
    how: str
    noticed_by: str = "both"


@dataclass(frozen=True)
class Distortion:
    """What is changed on the wire after the parameters were encoded. None leaves a part as it is.

    ``rewrite`` makes another body from the encoded one; an empty ``content_type`` sends none.
    """

    rewrite: Callable[[bytes], bytes] | None = None
    content_type: str | None = None
    method: str | None = None
    path_suffix: str | None = None


@dataclass(frozen=True)
class Case:
    """One request to be made, and what should come of it.

    ``pointer`` is the place that the case varies (API view); ``params`` the parameters, in which
    the runner replaces identifiers that the case does not vary by those of the state it has set up.
    """

    id: str
    operation: str
    family: str
    pointer: str
    params: Mapping[str, Any]
    expect: Expect
    fault: Fault | None = None
    distortion: Distortion | None = None

    @property
    def varied_member(self) -> str:
        """The top-level member that the case varies, empty for none."""
        return (
            self.pointer.split("/")[1].replace("~1", "/").replace("~0", "~") if self.pointer else ""
        )


@dataclass(frozen=True)
class HttpRequest:
    """A request as it goes out. ``target`` is path and query, percent-encoded."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True)
class HttpResponse:
    """A response as it came in."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first value of a header field, by case-insensitive name (RFC 9110, 5.1)."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True)
class Exchange:
    """One request and what came of it: a response, or a transport failure.

    ``params`` are the parameters as sent (API view). ``output`` is the response in the API view
    where it could be parsed; ``case`` is None for calls that only set up or read state.
    """

    operation: str
    params: Mapping[str, Any]
    request: HttpRequest
    response: HttpResponse | None = None
    failure: str | None = None
    output: Any = None
    case: Case | None = None

    @property
    def accepted(self) -> bool:
        """Whether the answer is a success (2xx)."""
        return self.response is not None and 200 <= self.response.status < 300

    @property
    def crashed(self) -> bool:
        """Whether the server failed (5xx) or gave no usable answer."""
        return self.response is None or self.response.status >= 500


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, with the exchange that shows it.

    ``where`` is the place in words and pointer (``response body /jobs/0/status``); ``constraint``
    what is broken there. ``before`` are the exchanges that set up the state.
    """

    check: str
    severity: Severity
    service: str
    operation: str
    where: str
    constraint: str
    message: str
    expected: str
    actual: str
    exchange: Exchange
    before: tuple[Exchange, ...] = ()
    phase: str = "coverage"
    pointer: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """A fingerprint that is the same for the same defect across runs and seeds.

        Made of check, service, operation, place (list indices left out) and constraint.
        """
        place = re.sub(r"/\d+(?=/|$|\b)", "/*", self.where)
        text = "\n".join((self.check, self.service, self.operation, place, self.constraint))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
