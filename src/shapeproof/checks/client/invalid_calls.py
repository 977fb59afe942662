"""The check of what becomes of a call with invalid parameters.

A client may refuse them or send them. One that refuses them says so before it sends anything. A
label has no encoding of nothing: Smithy's ``httpLabel`` asks clients to refuse a call without one.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.client import texts
from shapeproof.checks.client.comparison.paths import path_of
from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.interface import Subject
from shapeproof.contract.pointer import parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Finding, FindingTexts, Severity
from shapeproof.wire.rest.uri_template import Label, UriTemplate, percent_decode

_WORDS = frozenset({"none", "null", "nil", "undefined", "nan", "<nil>", "[object object]"})
"""What languages write for a value that is not there."""


class InvalidCall:
    """A refusal is told as one, before anything is sent; no label is sent that was not given."""

    name = "invalid_call"
    judges = Subject.CLIENT_CALL
    severity = Severity.WARNING

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """A finding for a refusal of another kind, a late one, or a label made of nothing."""
        fault, error = seen.case.fault, seen.result.error
        if fault is None or seen.result.breakdown is not None:
            return
        if not seen.requests:
            if error is not None and error.kind != "validation":
                said = texts.refused_as(seen.result)
                yield self._found(seen, "refusal", "kind", said)
            return
        if error is not None and error.kind == "validation":
            yield self._found(seen, "refusal", "late", texts.refused_late(seen.result))
        written = _written_for_nothing(seen)
        if written is not None:
            said = texts.label_of_nothing(path_of(seen.requests[0].target))
            yield self._found(seen, "request path", "left-out", said)

    def _found(
        self, seen: ClientObservation, where: str, constraint: str, said: FindingTexts
    ) -> Finding:
        fault = seen.case.fault
        pointer = fault.pointer if fault is not None else ""
        return seen.finding(self.name, self.severity, where, constraint, said, pointer=pointer)


def _written_for_nothing(seen: ClientObservation) -> str | None:
    """What stands in the path for a label that was left out; None where that is a value.

    A client may fill in what it knows, such as an account.
    """
    fault = seen.case.fault
    tokens = parse(fault.pointer) if fault is not None else ()
    if fault is None or fault.constraint != "required" or len(tokens) != 1:
        return None
    member = Shape.of(seen.operation.request).members.get(tokens[0])
    if member is None or member.location != "uri":
        return None
    name = member.wire_name(tokens[0])
    segments = UriTemplate.parse(seen.operation.http.uri).segments
    pieces = path_of(seen.requests[0].target).removeprefix("/").split("/")
    if len(pieces) < len(segments):
        return ""
    index = next(
        (at for at, each in enumerate(segments) if isinstance(each, Label) and each.name == name),
        None,
    )
    if index is None or any(isinstance(each, Label) and each.greedy for each in segments[:index]):
        return None
    text = percent_decode(pieces[index])
    is_template = text.strip("{}+:").lower() in (name.lower(), tokens[0].lower()) and text != name
    return text if not text or text.lower() in _WORDS or is_template else None
