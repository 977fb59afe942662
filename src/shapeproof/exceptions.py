"""All errors that shapeproof raises on purpose, in one tree.

Each class keeps its facts in fields and makes its text only in ``__str__``, so that callers can
compare and match on the facts. The text states what is wrong, where, and what to do about it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_FEW = 8
_LONGEST = 300
"""How many names are listed where none is near."""


class ShapeproofError(Exception):
    """Base of all errors of the user, the target or the contract. A defect of ours is none."""


@dataclass(eq=True)
class UnknownService(ShapeproofError):
    """No contract is pinned under this name, and botocore has no such model.

    ``path`` is where it was looked for, if a user has named that, and ``known`` what is there.
    """

    service: str
    nearest: tuple[str, ...] = ()
    path: str = ""
    known: tuple[str, ...] = ()

    def __str__(self) -> str:
        hint = f"; did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        if not self.path:
            return f"unknown service {self.service!r}{hint}"
        few = "" if hint or not 0 < len(self.known) <= _FEW else f"; it has {', '.join(self.known)}"
        return f"{self.path} has no service {self.service!r}{hint}{few}"


@dataclass(eq=True)
class UnknownOperation(ShapeproofError):
    """No operation of the service matches a name or glob."""

    service: str
    name: str
    nearest: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.name == "*":
            return f"service {self.service} has no operations: its contract is empty"
        hint = f"; did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        return f"service {self.service} has no operation {self.name!r}{hint}"


STATE_IT = "state it in the model or contract"
"""What to do where the metadata of a service lack what its protocol needs."""


@dataclass(eq=True)
class BrokenContract(ShapeproofError):
    """A contract document is invalid: which file, where in it, and why."""

    path: str
    pointer: str
    reason: str
    remedy: str = "pin it again with 'shapeproof contract pin'"

    def __str__(self) -> str:
        place = f" at {printable(self.pointer)}" if self.pointer else ""
        return f"broken contract {self.path}{place}: {self.reason}; {self.remedy}"


@dataclass(eq=True)
class UnfitDocument(ShapeproofError):
    """A document that a user wrote cannot be used: which file, where in it, and why."""

    path: str
    pointer: str
    reason: str

    def __str__(self) -> str:
        place = f" at {printable(self.pointer)}" if self.pointer else ""
        return f"{self.path}{place}: {self.reason}"


@dataclass(eq=True)
class MissingExtra(ShapeproofError):
    """A part of shapeproof needs a package that is not installed."""

    package: str
    extra: str

    def __str__(self) -> str:
        return f"{self.package} is not installed; pip install 'shapeproof[{self.extra}]'"


@dataclass(eq=True)
class BrokenStrategies(ShapeproofError):
    """A file of domain strategies is invalid: which file, which line, and why.

    ``line`` is 0 for the file as a whole.
    """

    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f", line {self.line}" if self.line else ""
        return f"broken strategies {self.path}{place}: {self.reason}"


@dataclass(eq=True)
class UnsupportedProtocol(ShapeproofError):
    """The protocol of this service has no codec."""

    service: str
    protocol: str
    supported: tuple[str, ...] = ()

    def __str__(self) -> str:
        return (
            f"service {self.service} uses the protocol {self.protocol}, "
            f"which is not supported (supported: {', '.join(self.supported)})"
        )


@dataclass(eq=True)
class ForbiddenTarget(ShapeproofError):
    """The address is one that shapeproof never sends to, or only with an option."""

    address: str
    reason: str

    def __str__(self) -> str:
        return f"refusing to send to {self.address}: {self.reason}"


@dataclass(eq=True)
class UnreachableTarget(ShapeproofError):
    """No server responds at the address."""

    address: str
    reason: str
    remedy: str = "is the server running?"

    def __str__(self) -> str:
        return f"cannot reach {self.address}: {self.reason}; {self.remedy}"


@dataclass(eq=True)
class BadUsage(ShapeproofError):
    """An option or a file of the user is invalid: which one, why, and what to do."""

    what: str
    reason: str
    remedy: str = ""

    def __str__(self) -> str:
        tail = f"; {self.remedy}" if self.remedy else ""
        return f"{self.what}: {self.reason}{tail}"


@dataclass(eq=True)
class TransportFailure(ShapeproofError):
    """A request got no usable HTTP response.

    ``kind`` is one of ``refused``, ``timeout``, ``reset``, ``garbage`` and ``too-large``.
    """

    kind: str
    detail: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}" if self.detail else self.kind


def printable(text: str) -> str:
    """A text of someone else in one line, cut where it is long."""
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…"
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


def said(error: BaseException) -> str:
    """What an error of a user's code says. Never fails, whatever its ``__str__`` does."""
    try:
        return str(error)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return "it cannot say what is wrong"
