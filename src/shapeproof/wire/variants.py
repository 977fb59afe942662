"""Bodies that cases try: other encodings of the right one, and broken ones.

Each protocol lists its own; a protocol that lists none gets only the cases that its values make.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shapeproof.exchange import Distortion, Expect, Fault, How, Outcome
from shapeproof.exchange.faults import BODY

Rewrite = Callable[[bytes], bytes]
"""Makes another body of an encoded one."""
LabelledBodies = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class BodyDistortion:
    """One way of changing the body of a request, and what a server must make of it."""

    label: str
    expect: Expect
    distortion: Distortion
    fault: Fault | None = None


def malformed(label: str, what: str, rewrite: Rewrite) -> BodyDistortion:
    """A body that a server has to refuse; ``what`` it is, in words."""
    fault = Fault("", BODY, How.MALFORMED_BODY, "server", sent=what)
    return BodyDistortion(label, Expect.REJECT, Distortion(rewrite=rewrite), fault)


def allowed(
    label: str, rewrite: Rewrite | None = None, content_type: str | None = None
) -> BodyDistortion:
    """A body that a server may take or refuse."""
    distortion = Distortion(rewrite=rewrite, content_type=content_type)
    return BodyDistortion(label, Expect.OPEN, distortion)


@dataclass(frozen=True)
class BrokenBody:
    """One way of changing the body of a success, and what a client must make of it."""

    label: str
    outcome: Outcome
    change: Rewrite


HTML = b"<!DOCTYPE html>\n<html><head><title>Gateway</title></head><body>Sorry.</body></html>\n"
"""A page of a gateway."""
NO_BODY = "empty"
"""The label of a request without a body."""


def _no_renaming(name: str, other: str) -> Rewrite | None:
    return None


def _no_distortions(body_required: bool) -> tuple[BodyDistortion, ...]:
    return ()


def _no_encodings(body: bytes) -> LabelledBodies:
    return ()


@dataclass(frozen=True)
class BodyVariants:
    """What cases make of the bodies of a protocol."""

    distortions: Callable[[bool], tuple[BodyDistortion, ...]] = _no_distortions
    """Request bodies; the argument says whether a member of the body is required."""
    renaming: Callable[[str, str], Rewrite | None] = _no_renaming
    """Gives a member of the top of a body another name."""
    encodings: Callable[[bytes], LabelledBodies] = _no_encodings
    """Other bodies that say the same as one."""
    whole_numbers: tuple[tuple[str, str], ...] = ()
    """Other texts of a whole number, each a label and a template."""
    unexpected: LabelledBodies = ()
    """Bodies that answer an operation without output, which clients do not look at."""
    broken: tuple[BrokenBody, ...] = ()
    """Bodies of successes that cannot be read, or are not a structure."""
    broken_errors: LabelledBodies = ()
    """The same for errors that nothing else names."""
    page: bytes = HTML
    """A page of HTML, which no reader of the protocol takes for a body."""
