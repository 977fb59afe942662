"""The client's side of a call.

A client makes the call of a ``ClientCase``; a contract server receives its requests and
plays the ``replies``; what the client makes of them is its ``ClientResult``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, Literal

from shapeproof.exchange.faults import Fault
from shapeproof.exchange.messages import HttpRequest, HttpResponse

_NUMBER = re.compile(r"-?[0-9]+")

After = Literal["keep", "close", "reset", "stall"]
"""How a connection goes on after a reply: kept, closed, reset (TCP RST), or silent until the call
is over."""


@dataclass(frozen=True)
class Reply:
    """What the contract server does with one request.

    ``data`` goes out as it is, in pieces of ``piece`` bytes with ``pause`` seconds between them
    (all at once where ``piece`` is 0); ``after`` says how the connection goes on. ``response`` is
    what the bytes say, None where they are no response.
    """

    data: bytes
    response: HttpResponse | None = None
    after: After = "keep"
    piece: int = 0
    pause: float = 0.0


class ClientFamily(StrEnum):
    """What a case for a client is about. The values are parts of case ids and finding ids."""

    REQUEST = "request"
    """Legal parameters."""
    INVALID = "invalid"
    """Parameters with one fault."""
    OUTPUT = "output"
    """What a success contains."""
    TRANSFER = "transfer"
    """How a success travels."""
    ERROR = "error"
    """Errors of the service."""
    RETRY = "retry"
    """Failures after which a client must try again."""
    ROBUSTNESS = "robustness"
    """Bytes that no contract allows."""
    PAGES = "pages"
    """Outputs with several pages."""
    FUZZ = "fuzz"
    """Parameters and replies that were drawn."""


class Outcome(Enum):
    """What a correct client makes of a case."""

    OUTPUT = "output"
    """A success with the output of the case."""
    ERROR = "error"
    """The service's error of the case."""
    FAILURE = "failure"
    """Anything but a success: the contract never allows the bytes that came."""
    OPEN = "open"
    """Undefined: anything but a hang or a crash."""


@dataclass(frozen=True)
class ExpectedError:
    """An error as the client must report it. None for what is not judged."""

    status: int | None
    code: str | None = None
    message: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ClientCase:
    """One call that a client makes, the replies it is given, and the expected outcome.

    ``pointer`` is the place that the case varies, in the parameters or the reply (API view);
    ``label`` distinguishes the cases of one family and place.
    ``replies`` answer the first, second ... request; the last one answers all that follow.
    ``attempts`` are the least and the most requests that a correct client makes, None for no bound.
    ``output`` is in the API view. ``paginate`` asks for all pages, joined. With a ``fault`` the
    parameters break the contract, and a client may refuse them before it sends anything.
    """

    id: str
    operation: str
    family: ClientFamily
    pointer: str
    params: Mapping[str, Any]
    replies: tuple[Reply, ...]
    outcome: Outcome
    output: Any = None
    error: ExpectedError | None = None
    attempts: tuple[int, int | None] = (1, 1)
    fault: Fault | None = None
    paginate: bool = False
    label: str = ""

    @property
    def kind(self) -> str:
        """The family and what it varies, in general: ``request boolean-false``, ``output enum``."""
        label = self.label.partition("Exception-")[2] or self.label
        if label.startswith("enum-") and not label.startswith("enum-unknown"):
            label = "enum"
        return f"{self.family} {_NUMBER.sub('', label)}".strip()

    def reply_to(self, index: int) -> Reply | None:
        """The reply to a request, counted from 0; None where the case has none."""
        return self.replies[min(index, len(self.replies) - 1)] if self.replies else None


@dataclass(frozen=True)
class ClientError:
    """An error that a client has reported.

    ``kind``: the server answered with an error (``service``), the client refused the parameters
    (``validation``), or the reply was not understood or never came (``transport``).
    """

    kind: Literal["service", "validation", "transport"]
    code: str | None = None
    message: str | None = None
    status: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


Breakdown = Literal["hung", "crashed", "garbage", "wrong id", "two answers", "closed", "flooded"]
"""What a client did in place of an answer."""
LOG_MARK = "; its log ends:\n"
"""What stands in the detail of a result before the end of a client's log."""


@dataclass(frozen=True)
class ClientResult:
    """What a client said: an output (API view), an error, or nothing usable.

    ``detail`` is what it wrote instead, or the end of its log. ``unsupported`` says that the client
    does not have the operation, or a member that the call has.
    """

    output: Any = None
    error: ClientError | None = None
    breakdown: Breakdown | None = None
    detail: str = ""
    unsupported: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether the client took the call for a success."""
        return self.error is None and self.breakdown is None and not self.unsupported


@dataclass(frozen=True)
class ClientExchange:
    """A case, the requests that the contract server received for it, and what the client said."""

    case: ClientCase
    requests: tuple[HttpRequest, ...]
    result: ClientResult

    @property
    def refused(self) -> bool:
        """Whether the client refused the parameters: it failed and has sent nothing."""
        return not self.requests and self.result.error is not None
