"""How an answer is written, beyond its values: what codecs report as deviations.

The values that a client reads do not show a wrapper that is left out, a list element of another
name, a namespace, or a timestamp in another form. The codec of the protocol knows them.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks import texts
from shapeproof.checks.interface import Observation, ObservedCall, Subject
from shapeproof.checks.severities import of_response
from shapeproof.contract.pointer import Tokens, join, parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Finding, Severity
from shapeproof.wire.interface import Deviation

UNREAD = "unread"
"""The constraint of an answer that a client could not read at all."""


class WireForm:
    """An answer is written as the protocol has it: wrappers, names of elements, forms of values."""

    name = "wire_form"
    judges = Subject.ANSWER
    severity = Severity.ERROR

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for each place, whatever its index, and each rule that is broken there."""
        if not seen.deviations:
            return
        place = _place(seen)
        shape = Shape.of(seen.described or {})
        told: set[tuple[str, str]] = set()
        for each in seen.deviations:
            anywhere = join(_anywhere(shape, parse(each.pointer)))
            if (anywhere, each.constraint) in told:
                continue
            told.add((anywhere, each.constraint))
            yield seen.finding(
                self.name, severity_of(seen, each), f"{place} {each.pointer}".strip(),
                each.constraint, texts.wire_form(each.constraint, each.expected, each.actual),
                pointer=each.pointer, place=f"{place} {anywhere}".strip(),
            )  # fmt: skip


def severity_of(seen: ObservedCall, deviation: Deviation) -> Severity:
    """An error where clients lose or misread a value, as far as the model is right about names."""
    return of_response(seen.contract, "name") if deviation.is_misread else Severity.NOTE


def unread_finding(seen: ObservedCall, reason: str) -> Finding:
    """An answer that a client could not read, and of which nothing else is known to be wrong."""
    return seen.finding(
        WireForm.name, Severity.ERROR, "response body", UNREAD, texts.unread(reason)
    )


def _place(seen: Observation) -> str:
    if seen.exchange.accepted:
        return "response body"
    code = seen.codec.decode_error(seen.response).code
    return "error response body" + (f" ({code})" if code else "")


def _anywhere(shape: Shape, tokens: Tokens) -> Iterator[str]:
    """The tokens with ``*`` for each index of a list and key of a map; ``shape`` is the tree's."""
    for token in tokens:
        if shape.is_list or shape.is_map:
            yield "*"
            shape = shape.item if shape.is_list else shape.value
        else:
            yield "*" if token.isdigit() else token
            shape = shape.member(token)
