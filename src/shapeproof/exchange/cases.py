"""Cases: requests to be made, the one fault that one may have, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


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
