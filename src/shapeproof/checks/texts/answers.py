"""Texts about answers and requests as a whole: status, content type, form."""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.checks.texts.parts import NONE, body_of, failure_of
from shapeproof.exchange import Exchange, FindingTexts, Said, Shown, Text


def server_failed(exchange: Exchange, what: Text) -> FindingTexts:
    """A crash; ``what`` is the kind of request."""
    actual: Text = failure_of(exchange)
    if exchange.response is not None:
        status, body = exchange.response.status, body_of(exchange.response.body)
        actual = Text.of("status {status}: {body}", status=status, body=body)
    message = Text.of("the server fails on {what}", what=what)
    return FindingTexts.of(message, "a status below 500", actual)


def failed_once(exchange: Exchange, again: Exchange) -> FindingTexts:
    """A crash that did not come again when the same request was sent again."""
    message = "the server fails now and then: not when the same request is sent again"
    actual = server_failed(exchange, Text("a request")).actual
    if again.response is None:
        return FindingTexts.of(message, "the same answer each time", actual)
    both = Text.of("{first}; then status {then}", first=actual, then=again.response.status)
    return FindingTexts.of(message, "the same answer each time", both)


def success_status(expected: int, actual: int) -> FindingTexts:
    """A success with another status than the modeled one."""
    message = Text.of("expected status {expected} for a success", expected=expected)
    return FindingTexts.of(message, str(expected), str(actual))


def undocumented_status(modeled: Iterable[int], actual: int) -> FindingTexts:
    """An error status that no error of the operation has."""
    message = Text.of("no error of the operation has status {status}", status=actual)
    return FindingTexts.of(message, ", ".join(str(each) for each in sorted(modeled)), str(actual))


def content_type(expected: str, actual: str | None) -> FindingTexts:
    """A body with another content type, or none."""
    if not actual:
        return FindingTexts.of("the body has no content type", expected, NONE)
    message = "the content type does not say what the body is"
    return FindingTexts.of(message, expected, Text.only(Said(actual)))


def malformed_body(expected: str, reason: Exception, body: bytes) -> FindingTexts:
    """A body that cannot be read."""
    message = Text.of("the body cannot be read: {reason}", reason=Said(str(reason)))
    return FindingTexts.of(message, expected, Text.only(body_of(body)))


_FORMS = {
    "result-wrapper": "the element around the output is missing",
    "wrapper": "the error stands in another element",
    "error-shape": "the error does not stand where clients look for it",
    "root": "the root element has another name",
    "list-element": "an element of a list has another name",
    "map-element": "an entry of a map has another name",
    "map-entry": "an entry of a map has other parts than a key and a value",
    "duplicate": "a member is there twice",
    "text": "a text stands beside elements",
    "namespace": "the namespace is another one",
    "number-spelling": "the number is spelled as not all clients read it",
    "boolean-spelling": "the boolean is spelled as not all clients read it",
    "timestamp-format": "the timestamp has another format",
}
"""What is wrong, by the constraint of a deviation."""


def wire_form(constraint: str, expected: str, actual: str) -> FindingTexts:
    """A place of an answer that is not written as its protocol has it."""
    message = _FORMS.get(constraint, "the response is not written as the protocol has it")
    return FindingTexts.of(message, expected, Text.only(Said(actual)))


NOT_AS_PROTOCOL = "the request is not written as the protocol has it"


def request_form(expected: str, actual: str) -> FindingTexts:
    """A place of a request that is not written as its protocol has it."""
    return FindingTexts.of(NOT_AS_PROTOCOL, expected, Text.only(Said(actual)))


def unreadable_request(reason: str) -> FindingTexts:
    """A request whose parameters cannot be read."""
    message = Text.of("the parameters of the request cannot be read: {reason}", reason=Said(reason))
    return FindingTexts.of(message, "a request in the form of the protocol")


def unread(reason: str) -> FindingTexts:
    """An answer that the client could not read."""
    message = Text.of("the client cannot read the response: {reason}", reason=Said(reason))
    return FindingTexts.of(message, "a response that clients can read")


def no_request_id(place: str) -> FindingTexts:
    """A success without a request id."""
    return FindingTexts.of("the success has no request id", place, NONE)


def not_echoed(name: str, given: object, got: object) -> FindingTexts:
    """An identifier that comes back as another."""
    message = Text.of("{name} in the response differs from the request", name=name)
    return FindingTexts.of(message, Text.only(Shown(given)), Text.only(Shown(got)))
