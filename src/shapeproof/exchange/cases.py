"""Cases: requests to be made, and what a server must do with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from shapeproof.exchange.faults import Fault


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
    """Undefined: anything but a crash."""


class Family(StrEnum):
    """What a case varies. The values are parts of case ids and finding ids."""

    # Requests as a whole, all legal.
    MINIMAL = "minimal"
    """Only what is required."""
    FULL = "full"
    """Every member but page tokens."""
    OTHER = "other"
    """Required members only, with other values than the minimal request."""
    PAIRS = "pairs"
    """One of the requests that cover all pairs of members and enum values."""
    TOGETHER = "together"
    """A request that was reduced to the places that fail together."""
    FUZZ = "fuzz"
    """A request that was drawn."""
    GENERATED = "generated"
    """A request that another tool made."""

    # One place, with a legal value.
    ALONE = "alone"
    """One optional member."""
    NULL = "null"
    ENUM = "enum"
    EMPTY = "empty"
    """An empty text."""
    LENGTH = "length"
    TEXT = "text"
    """A text with special characters."""
    LABEL = "label"
    """A text with special characters in the path."""
    JSON = "json"
    BOUND = "bound"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIMESTAMP = "timestamp"
    LIST = "list"
    MAP = "map"
    STRUCTURE = "structure"
    UNION = "union"
    UNKNOWN_MEMBER = "unknown-member"

    # The others.
    ABSENT = "absent"
    """A request for what was never created, or an output without a member."""
    INVALID = "invalid"
    """One fault at one place."""
    BODY = "body"
    """Another body than the encoded one."""
    ROUTE = "route"
    """A path or method that no operation is bound to."""


class Absence(StrEnum):
    """The labels of requests for a resource that does not exist."""

    UNKNOWN = "unknown"
    """No resource was created at all."""
    SIBLING = "sibling"
    """What is around it exists, or others of its kind do."""


@dataclass(frozen=True)
class Distortion:
    """What is changed on the wire after the parameters were encoded. None leaves a part as it is.

    ``rewrite`` makes another body from the encoded one; an empty ``content_type`` sends none. A
    ``raw`` character travels in the path as it is, instead of percent-encoded.
    """

    rewrite: Callable[[bytes], bytes] | None = None
    content_type: str | None = None
    method: str | None = None
    path_suffix: str | None = None
    raw: str | None = None


@dataclass(frozen=True)
class Case:
    """One request to be made, and what should come of it.

    ``pointer`` is the place that the case varies (API view), ``label`` distinguishes the cases of
    one family and place; ``params`` are the parameters, in which the runner replaces identifiers
    that the case does not vary by those of the state it has set up.
    """

    id: str
    operation: str
    family: Family
    pointer: str
    params: Mapping[str, Any]
    expect: Expect
    fault: Fault | None = None
    distortion: Distortion | None = None
    label: str = ""

    @property
    def varied_member(self) -> str:
        """The top-level member that the case varies, empty for none."""
        return (
            self.pointer.split("/")[1].replace("~1", "/").replace("~0", "~") if self.pointer else ""
        )

    @property
    def kind(self) -> str:
        """The constraint that its fault breaks, or its family."""
        return self.fault.broken if self.fault is not None else str(self.family)

    @property
    def variation(self) -> str:
        """What the case varies: family, place and label, as in most ids."""
        return variation(self.family, self.pointer, self.label)


def variation(family: str, pointer: str, label: str) -> str:
    """Family, place and label, as ids have them."""
    return ":".join(part for part in (family, pointer, label) if part)


def case_id(operation: str, family: str, pointer: str = "", label: str = "") -> str:
    """The id of a case. It is the same in every run."""
    return f"{operation}:{variation(family, pointer, label)}"
