"""Texts about what a client sends, first and again."""

from __future__ import annotations

from shapeproof.checks.client.texts.parts import answer_of, requests_of
from shapeproof.checks.texts import NOT_AS_PROTOCOL, NOTHING
from shapeproof.exchange import ClientResult, FindingTexts
from shapeproof.exchange.text import Said, Text

_REQUEST_DIFFERENCES = {
    "missing": "a given member is not sent",
    "extra": "a member is sent that was not given",
    "type": "a member is sent with another type or format",
    "value": "a member is sent with another value",
    "label": "a label has another value",
    "label-encoding": "a label is encoded incorrectly",
    "query-encoding": "a query parameter is encoded incorrectly",
    "duplicate": "a member is sent more than once",
    "method": "the request has another method",
    "path": "the request has another path",
}

_UNREADABLE = "the body cannot be read"


def request_differs(constraint: str, expected: Text, actual: Text) -> FindingTexts:
    """A place of a request that differs from what the parameters require."""
    return FindingTexts.of(_REQUEST_DIFFERENCES.get(constraint, _UNREADABLE), expected, actual)


def request_misspelt(expected: Text, actual: Text) -> FindingTexts:
    """A place of a request that is not written as the protocol has it."""
    return FindingTexts.of(NOT_AS_PROTOCOL, expected, actual)


def not_sent(result: ClientResult) -> FindingTexts:
    """A valid call that is not sent."""
    message = "a valid call is refused"
    if result.succeeded:
        message = "the client reports a success, but sent nothing"
    actual = Text.of("nothing; {answer}", answer=answer_of(result))
    return FindingTexts.of(message, "a request", actual)


def wrong_content_type(expected: str, actual: str | None) -> FindingTexts:
    """A structured body with another content type, or none."""
    message = "the content type does not say what the body is"
    return FindingTexts.of(message, expected, Text.only(Said(actual)) if actual else NOTHING)


def no_retry(least: int, count: int) -> FindingTexts:
    """A client that gives up too early."""
    expected = Text.of("at least {requests}", requests=requests_of(least))
    return FindingTexts.of("the client does not retry", expected, requests_of(count))


def needless_retry(most: int, count: int) -> FindingTexts:
    """A client that retries what must not be retried."""
    expected = Text.of("at most {requests}", requests=requests_of(most))
    return FindingTexts.of("the client retries where it must not", expected, requests_of(count))


def endless_retries(most: int, count: int) -> FindingTexts:
    """A client that does not give up."""
    expected = Text.of("at most {requests}", requests=requests_of(most))
    return FindingTexts.of("the client retries without end", expected, requests_of(count))


def changed_retry(part: str, first: Text, again: Text) -> FindingTexts:
    """A retry that differs from the first request."""
    message = Text.of("the {part} of a retry differs from the first request", part=part)
    return FindingTexts.of(message, first, again)
