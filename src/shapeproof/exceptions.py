"""Every error that shapeproof raises on purpose, in one tree.

Each class keeps its facts in fields and makes its text only in ``__str__``, so that callers can
compare and match on the facts. The text says what was wrong, where, and what to do about it.
"""

from __future__ import annotations

from dataclasses import dataclass, field


class ShapeproofError(Exception):
    """Base of all errors that are the user's, the target's or the contract's, never ours."""


@dataclass(eq=True)
class UnknownService(ShapeproofError):
    """No contract is pinned, and botocore has no model, under this name."""

    service: str
    nearest: tuple[str, ...] = ()

    def __str__(self) -> str:
        hint = f"; did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        return f"unknown service {self.service!r}{hint}"


@dataclass(eq=True)
class UnknownOperation(ShapeproofError):
    """No operation of the service matches a name or glob."""

    service: str
    name: str
    nearest: tuple[str, ...] = ()

    def __str__(self) -> str:
        hint = f"; did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        return f"service {self.service} has no operation {self.name!r}{hint}"


@dataclass(eq=True)
class BrokenContract(ShapeproofError):
    """A contract document cannot be used: which file, where in it, and why."""

    path: str
    pointer: str
    reason: str
    remedy: str = "pin it again with 'shapeproof contract pin'"

    def __str__(self) -> str:
        place = f" at {self.pointer}" if self.pointer else ""
        return f"broken contract {self.path}{place}: {self.reason}; {self.remedy}"


@dataclass(eq=True)
class BrokenStrategies(ShapeproofError):
    """A file of domain strategies cannot be used: which file, which of its lines, and why.

    ``line`` is 0 where it is the file as a whole.
    """

    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f", line {self.line}" if self.line else ""
        return f"broken strategies {self.path}{place}: {self.reason}"


@dataclass(eq=True)
class UnsupportedProtocol(ShapeproofError):
    """There is no codec yet for the protocol of this service."""

    service: str
    protocol: str
    supported: tuple[str, ...] = ()

    def __str__(self) -> str:
        return (
            f"service {self.service} speaks {self.protocol}, "
            f"which has no codec yet (there are: {', '.join(self.supported)})"
        )


@dataclass(eq=True)
class ForbiddenTarget(ShapeproofError):
    """The address is one that shapeproof never sends to, or not without being told to."""

    address: str
    reason: str

    def __str__(self) -> str:
        return f"will not send to {self.address}: {self.reason}"


@dataclass(eq=True)
class UnreachableTarget(ShapeproofError):
    """Nothing answers at the address."""

    address: str
    reason: str

    def __str__(self) -> str:
        return f"cannot reach {self.address}: {self.reason}; is the server running?"


@dataclass(eq=True)
class BadUsage(ShapeproofError):
    """An option or a file given by the user does not fit: what, why, and what fits."""

    what: str
    reason: str
    remedy: str = ""

    def __str__(self) -> str:
        tail = f"; {self.remedy}" if self.remedy else ""
        return f"{self.what}: {self.reason}{tail}"


@dataclass(eq=True)
class TransportFailure(ShapeproofError):
    """A request got no usable HTTP answer.

    ``kind`` is one of ``refused``, ``timeout``, ``reset``, ``garbage`` and ``too-large``.
    """

    kind: str
    detail: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}" if self.detail else self.kind
