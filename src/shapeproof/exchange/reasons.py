"""Why a run ended early, and why an operation was not reached or not finished."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum


class StopReason(StrEnum):
    """Why a run ended before its plan was done."""

    REQUESTS = "requests"
    """The bound of requests was reached."""
    TIME = "time"
    """The time limit was reached."""
    INTERRUPTED = "interrupted"
    """The user interrupted it."""
    TARGET_GONE = "target gone"
    """The target accepts no connections any more."""


class ReasonKind(Enum):
    """What kept an operation from being reached or finished. The value is the text."""

    NOT_ANSWERED = "{} requests were not answered in time"
    NOTHING_ACCEPTED = "no legal request was accepted (last answer: {})"
    NOT_AVAILABLE = "the target does not have it (answer: {})"
    NEVER_ACCEPTED = "no legal request was accepted"
    NO_CASE = "there is no case for it: requests with event streams are not supported"
    NO_MAKER = "nothing makes a {}"
    SETUP_REFUSED = "set-up of {}: {} is answered with {}"
    CLIENT_GIVEN_UP = "given up after {} breakdowns of the client in a row"
    CLIENT_KEEPS_BREAKING_DOWN = "the client keeps breaking down"
    CLIENT_NOT_RESTARTED = "the client could not be started again: {}"
    PAGES_LEFT_OUT = "pages left out: the driver does not support paginate"
    PAGES_NOT_ASKED = (
        "pages not asked for: the driver has no hello that says paginate, and sends nothing for "
        "$paginate:{}"
    )
    UNSUPPORTED = "the client does not have it"
    CALLS_UNSUPPORTED = (
        "calls left out: {}, which the driver answers unsupported, though the client has each of "
        "their members"
    )
    UNUSABLE = "target unusable: {}"
    GONE = "target gone: it accepts no connection any more since {}"
    NOT_RETURNED = "time: {} did not return"
    ENGINE_ERROR = "Schemathesis: {}"


_ENDING = frozenset(
    {
        ReasonKind.NOT_ANSWERED,
        ReasonKind.CLIENT_GIVEN_UP,
        ReasonKind.UNUSABLE,
        ReasonKind.GONE,
        ReasonKind.NOT_RETURNED,
    }
)


@dataclass(frozen=True)
class RefusedWith:
    """How a target has refused a request; ``message`` is the target's own text."""

    status: int | None = None
    code: str | None = None
    message: str | None = None
    failure: str | None = None
    """Why there was no answer."""

    def __str__(self) -> str:
        if self.status is None:
            return self.failure or "no answer"
        return f"{self.status} {self.code}" if self.code else str(self.status)


@dataclass(frozen=True)
class Reason:
    """A reason with what its text shows.

    ``refusal`` is the most informative answer to the requests that were tried; ``tried`` says how
    many of each kind there were (minimal, full, repaired ...).
    """

    kind: ReasonKind
    parts: tuple[object, ...] = ()
    refusal: RefusedWith | None = None
    tried: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(
        cls,
        kind: ReasonKind,
        *parts: object,
        refusal: RefusedWith | None = None,
        tried: tuple[tuple[str, int], ...] = (),
    ) -> Reason:
        """A reason of some kind."""
        return cls(kind, parts, refusal, tried)

    @property
    def ended_early(self) -> bool:
        """Whether an operation was begun and then given up."""
        return self.kind in _ENDING

    def __str__(self) -> str:
        return self.kind.value.format(*self.parts)


EndReason = StopReason | Reason
"""Why something ended early; ``str`` is the text."""


def ended_early(reason: EndReason | None) -> bool:
    """Whether an operation was begun and then not finished."""
    return isinstance(reason, StopReason) or (reason is not None and reason.ended_early)


def reason_text(reason: EndReason | None) -> str:
    """The text of a reason, empty for none."""
    return "" if reason is None else str(reason)
