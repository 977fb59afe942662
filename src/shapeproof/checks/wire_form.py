"""How an answer is written, beyond its values: what codecs report as deviations.

The values that a client reads do not show a wrapper that is left out, a list element of another
name, a namespace, or a timestamp in another form. The codec of the protocol knows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.checks import texts
from shapeproof.checks.interface import Observation, ObservedCall, Subject
from shapeproof.checks.severities import of_response
from shapeproof.contract.model import Contract
from shapeproof.contract.pointer import Tokens, join, lookup, parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Finding, Severity
from shapeproof.wire.event_streams.event_bodies import has_events
from shapeproof.wire.interface import Codec, Deviation, Weight

UNREAD = "unread"
"""The constraint of an answer that a client could not read at all."""
_REQUEST_ID, _ROOT = "request-id", "root"
_WRAPPERS = frozenset({"wrapper", "result-wrapper", "error-shape"})
"""What is said of the elements around an output or an error, the root included."""


class WireForm:
    """An answer is written as the protocol has it: wrappers, names of elements, forms of values."""

    name = "wire_form"
    judges = Subject.ANSWER
    severity = Severity.ERROR

    def is_for(self, codec: Codec, contract: Contract) -> bool:
        """Whether the protocol has more to a message than its values; JSON has where it streams."""
        if codec.traits.body_form != "json":
            return type(codec).response_deviations is not Codec.response_deviations
        return any(has_events(each.response) for each in contract.operations.values())

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for each place, whatever its index, and each rule that is broken there."""
        if not seen.deviations:
            return
        place, shape = _place(seen), _shape(seen)
        told: set[tuple[str, str]] = set()
        for each in seen.deviations:
            if _is_told_otherwise(seen, each):
                continue
            anywhere = join([*_anywhere(shape, parse(each.pointer))])
            if (anywhere, each.constraint) in told:
                continue
            told.add((anywhere, each.constraint))
            yield seen.finding(
                self.name, weight_of(seen.contract, each), f"{place} {each.pointer}".strip(),
                each.constraint, texts.wire_form(each.constraint, each.expected, each.actual),
                pointer=each.pointer, place=f"{place} {anywhere}".strip(),
            )  # fmt: skip


def _is_told_otherwise(seen: Observation, deviation: Deviation) -> bool:
    """Whether another check or another deviation reports it."""
    if deviation.constraint == _REQUEST_ID:
        return seen.exchange.accepted
    return deviation.constraint == _ROOT and any(
        each.constraint in _WRAPPERS and not each.pointer for each in seen.deviations
    )


def weight_of(contract: Contract, deviation: Deviation) -> Severity:
    """An error where clients lose or misread a value, as far as the model is right about names."""
    match deviation.weight:
        case Weight.MISREAD:
            return of_response(contract, "name")
        case Weight.SUSPECT:
            return min(of_response(contract, "name"), Severity.WARNING)
        case Weight.HARMLESS:
            return Severity.NOTE


def unread_finding(seen: ObservedCall, reason: str) -> Finding:
    """An answer that a client could not read, and of which nothing else is known to be wrong."""
    return seen.finding(
        WireForm.name, Severity.ERROR, "response body", UNREAD, texts.unread(reason)
    )


def consequential(seen: Observation, pointer: str, tree: Any) -> bool:
    """Whether what is wrong at a place follows from how it or something around it is written.

    Where a wrapper is missing, nothing of what it should hold is there: that is one defect.
    """
    tokens = parse(pointer)
    for each in seen.deviations:
        around = parse(each.pointer)
        is_below = each.is_misread and tokens[: len(around)] == around
        if is_below and (_is_empty(tree, around) or tokens == around != ()):
            return True
    return False


def _is_empty(tree: Any, tokens: Tokens) -> bool:
    try:
        return not lookup(tree, tokens)
    except KeyError:
        return True


def _shape(seen: Observation) -> Shape:
    """The shape of the body's tree."""
    if seen.exchange.accepted:
        body = seen.schemas.response
    else:
        body = None if seen.error is None else seen.schemas.errors.get(seen.error.code)
    return Shape.of({}) if body is None else body.shape


def _place(seen: Observation) -> str:
    if seen.exchange.accepted:
        return "response body"
    return "error response body" + (f" ({seen.error.code})" if seen.error else "")


def _anywhere(shape: Shape, tokens: Tokens) -> Iterator[str]:
    """The tokens with ``*`` for each index of a list and key of a map; ``shape`` is the tree's."""
    for token in tokens:
        if shape.is_list or shape.is_map:
            yield "*"
        else:
            yield "*" if shape.is_unknown and token.isdigit() else token
        shape = shape.child(token)
