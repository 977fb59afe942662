"""Texts about errors: their names, codes, statuses and bodies."""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.checks.texts.parts import NONE, one_of
from shapeproof.exchange import FindingTexts, Said, Shown, Text


def nameless_error(status: int, places: str, other_form: str = "") -> FindingTexts:
    """An error response that does not say which error it is; ``other_form`` is why."""
    message = "the response does not name the error, so clients cannot raise the right exception"
    actual = Text.of("status {status} without an error name", status=status)
    if other_form:
        message = f"the body of the error is {other_form}, which no client of the service reads"
        actual = Text.of("status {status}, {form}", status=status, form=other_form)
    return FindingTexts.of(message, places, actual)


def no_query_error(asked: str, expected: str, header: str | None) -> FindingTexts:
    """An error of a former query service that does not say which one it was there."""
    message = "clients that ask for it get the code of the query protocol, and report it"
    actual = "no such header" if header is None else Text.of("{header}", header=header)
    return FindingTexts.of(
        Text.of("{message} (request header {asked})", message=message, asked=asked),
        expected,
        actual,
    )


def other_query_error(name: str, expected: str, header: str | None) -> FindingTexts:
    """A code of the query protocol that is not the one of the error in the body."""
    message = Text.of("the header names another error than the body, {name}", name=name)
    return FindingTexts.of(message, expected, Text.of("{header}", header=header or ""))


def error_status(code: str, expected: int, actual: int) -> FindingTexts:
    """An error with a status that is not its own."""
    message = Text.of("expected status {status} for {code}", status=expected, code=code)
    return FindingTexts.of(message, str(expected), str(actual))


def undeclared_error(code: str, declared: Iterable[str]) -> FindingTexts:
    """An error that the operation does not declare."""
    message = Text.of("the operation does not declare the error {code}", code=Said(code))
    return FindingTexts.of(message, one_of(declared), Text.only(Said(code)))


def unknown_error(code: str, declared: Iterable[str]) -> FindingTexts:
    """An error that the whole service does not have."""
    message = Text.of("the service has no error {code}", code=Said(code))
    return FindingTexts.of(message, one_of(declared), Text.only(Said(code)))


def error_is_no_object(body: object) -> FindingTexts:
    """An error whose body is not an object."""
    message = "the body of an error must be an object"
    return FindingTexts.of(message, "an object", Text.only(Shown(body)))


def error_without_message() -> FindingTexts:
    """An error without a message."""
    return FindingTexts.of("the error has no message", "a message", NONE)
