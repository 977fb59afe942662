"""What recordings hold: exchanges of messages, calls that were parsed, and what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapeproof.exceptions import ShapeproofError
from shapeproof.exchange import HttpRequest, HttpResponse


@dataclass(frozen=True)
class HttpEntry:
    """One exchange of messages. ``place`` is where it stands in its file.

    ``response`` is None where none was recorded. ``request_body`` and ``response_body`` say whether
    the recording has the body, as tools leave bodies out. ``shorter`` says that the body of the
    answer is shorter than its length says: if it cannot be read, a tool has cut it.
    """

    place: str
    url: str
    request: HttpRequest
    response: HttpResponse | None
    request_body: bool = True
    response_body: bool = True
    shorter: bool = False


@dataclass(frozen=True)
class ParsedEntry:
    """One call as a client has read it. ``params`` is None where the recording has none.

    ``output`` is what the client gave: the members, or ``Error`` with its code.
    """

    place: str
    service: str
    operation: str
    params: Mapping[str, Any] | None
    output: Mapping[str, Any]
    status: int | None


@dataclass(frozen=True)
class UnusableEntry:
    """An entry that cannot be read, and why; those around it are read."""

    place: str
    reason: str


Entry = HttpEntry | ParsedEntry | UnusableEntry


@dataclass(eq=True)
class BrokenRecording(ShapeproofError):
    """A file that cannot be read, or not to its end: which one, where in it, why, and what to do.

    ``unknown`` says that nothing in it looks like a recording.
    """

    path: str
    reason: str
    remedy: str = ""
    place: str = ""
    unknown: bool = False

    def __str__(self) -> str:
        where = f", {self.place}" if self.place else ""
        tail = f"; {self.remedy}" if self.remedy else ""
        return f"{self.path}{where}: {self.reason}{tail}"
