"""Texts about what a client makes of a reply: outputs, errors, values of the call before."""

from __future__ import annotations

from typing import Any

from shapeproof.checks.client.texts.parts import LONGEST_LINE, answer_of, shown, shown_or_nothing
from shapeproof.checks.texts import A_SUCCESS, NOTHING
from shapeproof.exchange import ClientResult, ExpectedError, FindingTexts
from shapeproof.exchange.text import Said, Text

_OUTPUT_DIFFERENCES = {
    "missing": "a member of the reply is missing from the output",
    "extra": "the output has a member that the reply does not have",
    "unknown": "the output has a member that the contract does not have",
    "type": "a member has another type in the output",
    "value": "a member has another value in the output",
}


def output_differs(kind: str, expected: Text, actual: Text) -> FindingTexts:
    """A place where an output differs from the reply."""
    return FindingTexts.of(_OUTPUT_DIFFERENCES[kind], expected, actual)


def success_as_error(result: ClientResult) -> FindingTexts:
    """A success that the client reports as an error."""
    message = "the reply is a success, but the client reports an error"
    return FindingTexts.of(message, A_SUCCESS, answer_of(result))


def not_raised(expected: ExpectedError, result: ClientResult) -> FindingTexts:
    """An error that the client reports as a success."""
    message = "the reply is an error, but the client reports a success"
    return FindingTexts.of(message, _expected_error(expected), answer_of(result))


def wrong_kind(expected: ExpectedError, result: ClientResult) -> FindingTexts:
    """An error of the service that the client reports as another kind of error."""
    message = "the client reports the error of the service as another kind of error"
    return FindingTexts.of(message, _expected_error(expected), answer_of(result))


def error_part_differs(name: str, expected: object, actual: object) -> FindingTexts:
    """An error without its code, message or status, or with another one."""
    how = "without its" if actual is None else "with another"
    message = Text.of("the client reports the error {how} {name}", how=how, name=name)
    return FindingTexts.of(message, shown(expected), shown_or_nothing(actual))


def error_member_differs(expected: Any, actual: Any, other_name: str) -> FindingTexts:
    """A member of an error that differs from the reply."""
    there = shown_or_nothing(actual)
    if other_name:
        there = Text.of("read as {name}", name=Said(other_name))
    message = "a member of the error differs from the reply"
    return FindingTexts.of(message, shown_or_nothing(expected), there)


def _expected_error(expected: ExpectedError) -> Text:
    words = " ".join(each for each in (expected.code, expected.message) if each)[:LONGEST_LINE]
    return Text.of("service error {words}", words=Said(words)) if words else Text("service error")


def old_error(result: ClientResult) -> FindingTexts:
    """The error of the previous call, reported again."""
    message = "the client reports the error of the previous call again"
    return FindingTexts.of(message, "what this reply says", answer_of(result))


def leaked(what: str, value: object, *, is_message: bool) -> FindingTexts:
    """A value of the previous call in this request, output or error."""
    message = Text.of("a value of the previous call is in this {what}", what=what)
    expected = Text("its own message") if is_message else NOTHING
    return FindingTexts.of(message, expected, shown(value))
