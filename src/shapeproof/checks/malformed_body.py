"""Bodies that cannot be read in the form of their protocol."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from shapeproof.checks import texts
from shapeproof.checks.error_shape import is_nameless
from shapeproof.checks.interface import Observation, Subject
from shapeproof.contract.model import Contract
from shapeproof.exchange import Finding, Severity
from shapeproof.wire.interface import Codec

FORMS = ("json", "xml", "cbor")
"""The forms of bodies that have a check of their own."""


@dataclass(frozen=True)
class MalformedBody:
    """Bodies are in the form of the protocol: JSON (RFC 8259), XML (XML 1.0), CBOR (RFC 8949).

    ``form`` is the form that it judges; that of JSON judges all forms without a check of their own.
    """

    form: str = "json"
    judges: ClassVar[Subject] = Subject.ANSWER
    severity: ClassVar[Severity] = Severity.ERROR

    @property
    def name(self) -> str:
        """``malformed_json``, ``malformed_xml``, ``malformed_cbor``."""
        return f"malformed_{self.form}"

    def is_for(self, codec: Codec, contract: Contract) -> bool:
        """Whether bodies of the protocol have the form."""
        return _own_form(codec) == self.form

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a body that a parser refuses."""
        if (
            not self.is_for(seen.codec, seen.contract)
            or not seen.response.body
            or not _is_read(seen)
        ):
            return
        try:
            seen.body_tree()
        except ValueError as error:
            place = "response body" if seen.exchange.accepted else "error response body"
            traits = seen.codec.traits
            said = texts.malformed_body(traits.body_description, error, seen.response.body)
            yield seen.finding(self.name, self.severity, place, traits.body_form, said)


MALFORMED_NAMES = frozenset(MalformedBody(each).name for each in FORMS)


def _own_form(codec: Codec) -> str:
    form = codec.traits.body_form
    return form if form in FORMS else FORMS[0]


def _is_read(seen: Observation) -> bool:
    """Whether clients read the body.

    That of an output without members is read only where something stands around the members, or
    where the clients of a protocol read whatever body there is. An
    error in another form than JSON is read in any case; where it has no code for that reason,
    another check reports it. An answer to HEAD has no body (RFC 9110, 9.3.2).
    """
    is_head = "HEAD" in (seen.operation.http.method, seen.exchange.request.method)
    if is_head and _own_form(seen.codec) != "json":
        return False
    if seen.schemas.response is not None:
        return seen.exchange.accepted or _own_form(seen.codec) == "json" or not is_nameless(seen)
    if seen.exchange.accepted:
        return seen.codec.traits.wraps_outputs or seen.codec.traits.reads_any_body
    return _own_form(seen.codec) != "json" and not is_nameless(seen)
