"""Texts about what a target makes of a request: accepted, refused, not available."""

from __future__ import annotations

from shapeproof.checks.texts.parts import A_SUCCESS, MOST_BYTES, VALIDATION_ERROR, answer_of
from shapeproof.exchange import Exchange, Fault, FindingTexts, Said, Shown, Text


def rejects_valid(what: str, exchange: Exchange) -> FindingTexts:
    """A valid request that is refused."""
    message = Text.of("a valid request is refused: {what}", what=what)
    return FindingTexts.of(message, A_SUCCESS, answer_of(exchange))


def accepts_invalid(fault: Fault, exchange: Exchange) -> FindingTexts:
    """An invalid request that is accepted."""
    message = Text.of("an invalid request is accepted: {fault}", fault=fault.text)
    return FindingTexts.of(message, VALIDATION_ERROR, answer_of(exchange))


def wrong_rejection(fault: Fault, exchange: Exchange) -> FindingTexts:
    """An invalid request that is refused for another reason than its fault."""
    message = Text.of(
        "an invalid request is refused for another reason ({fault}), "
        "although the request without the fault is accepted",
        fault=fault.text,
    )
    return FindingTexts.of(message, VALIDATION_ERROR, answer_of(exchange))


def took_effect(fault: Fault, exchange: Exchange) -> FindingTexts:
    """An invalid request that is refused, and has an effect."""
    message = Text.of(
        "an invalid request is refused, but has an effect ({fault}): "
        "the request without the fault is refused afterwards",
        fault=fault.text,
    )
    return FindingTexts.of(message, "a refused request changes nothing", answer_of(exchange))


def silent_rejection(name: str, said: str) -> FindingTexts:
    """An error message that does not name the wrong member."""
    message = "the error message does not name the wrong member"
    expected = Text.of("a message that names {name}", name=name)
    return FindingTexts.of(message, expected, Text.only(Shown(said)))


def unknown_path(exchange: Exchange) -> FindingTexts:
    """A path or method without an operation that is answered with success."""
    message = Text.of(
        "no operation is bound to {method} {target}, but the answer is a success",
        method=exchange.request.method, target=Said(exchange.request.target),
    )  # fmt: skip
    return FindingTexts.of(message, "a 4xx status", answer_of(exchange))


def not_found(code: str, exchange: Exchange) -> FindingTexts:
    """A missing resource that is not answered with the not-found error."""
    message = "a request for a resource that was never created does not get the not-found error"
    expected = Text.of("{code} (status 404)", code=code)
    return FindingTexts.of(message, expected, answer_of(exchange))


def not_reached(exchange: Exchange) -> FindingTexts:
    """An operation of which no valid request was accepted."""
    message = "no valid request was accepted, so the operation was not checked"
    return FindingTexts.of(message, "a success for a valid request", answer_of(exchange))


def not_available(exchange: Exchange) -> FindingTexts:
    """An operation that the target does not have."""
    message = "the target does not have the operation"
    return FindingTexts.of(message, "an operation of the service", answer_of(exchange))


def mock_said(kind: str, message: str) -> Text:
    """An exception of a mock, in words."""
    return Text.only(Said(f"{kind}: {message}" if message else kind, MOST_BYTES))


def not_implemented(answer: Text) -> FindingTexts:
    """An operation that the mock of a user's tests does not have."""
    message = "the mock does not implement the operation; a test that passes swallows this error"
    return FindingTexts.of(message, "a mock that has the operation, or a stub of it", answer)


def mock_failed(words: Text, where: str) -> FindingTexts:
    """An exception that the mock of a user's tests has raised instead of an answer."""
    message = Text.of("the mock itself fails{at}", at=f", at {where}" if where else "")
    return FindingTexts.of(message, "an answer, or an error of the service", words)
