"""The texts of the findings of client checks, and the parts that they share.

Nothing here fails, whatever a client answers.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from shapeproof.checks.texts import A_SUCCESS, NOTHING
from shapeproof.exchange import (
    LOG_MARK,
    Breakdown,
    ClientCase,
    ClientResult,
    ExpectedError,
    FindingTexts,
    Reply,
)
from shapeproof.exchange.log_exceptions import exception_in
from shapeproof.exchange.text import Said, Shown, Text

_LONGEST_LINE = 300
_ABOUT_LINES: frozenset[Breakdown] = frozenset({"garbage", "wrong id", "two answers", "flooded"})
"""Breakdowns that lines on stdout show, whatever the log says."""
_AN_ANSWER = Text("an output or an error")


# Parts


def kind_of(value: Any) -> str:
    """The JSON type of a value; booleans are no numbers."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    names: dict[type, str] = {str: "string", list: "list", tuple: "list", dict: "object"}
    return names.get(type(value), type(value).__name__)


def shown(value: Any) -> Text:
    """A value as JSON."""
    return Text.only(Shown(value))


def shown_or_nothing(value: Any) -> Text:
    """A value as JSON; null is nothing."""
    return NOTHING if value is None else shown(value)


def difference_of(
    kind: str, expected: Any, actual: Any, other_name: str = "", verb: str = ""
) -> tuple[Text, Text]:
    """What is expected and what came instead where two values differ.

    ``kind`` is that of a ``ValueGap``. With an ``other_name`` the member is there under that name:
    ``sent as other``, ``read as other``.
    """
    wanted, there = shown(expected), shown(actual)
    if isinstance(expected, list) and isinstance(actual, list):
        return wanted, there
    if kind == "missing":
        renamed = Text.of("{verb} as {name}", verb=verb, name=Said(other_name))
        return wanted, renamed if other_name else NOTHING
    if kind in ("extra", "unknown"):
        return NOTHING, there
    if kind == "type" and kind_of(expected) != kind_of(actual):
        return _with_kind(expected), _with_kind(actual)
    return wanted, there


def _with_kind(value: Any) -> Text:
    return Text.of("{kind}: {value}", kind=kind_of(value), value=Shown(value))


def last_words(result: ClientResult, otherwise: str) -> str:
    """What ended a client: the exception that its log ends with; what it wrote in place of a line.

    Without either it is how the process ended.
    """
    said, _, log = result.detail.partition(LOG_MARK)
    words = "" if result.breakdown in _ABOUT_LINES else exception_in(log)
    return (words or exception_in(said))[:_LONGEST_LINE] or otherwise


def answer_of(result: ClientResult) -> Text:
    """What a client answered: a success, or its error."""
    error = result.error
    if error is None:
        return Text.of("a success: {output}", output=Shown(result.output))
    words = " ".join(each for each in (error.code, error.message) if each)[:_LONGEST_LINE]
    if not words:
        return Text.of("{kind} error", kind=error.kind)
    return Text.of("{kind} error {words}", kind=error.kind, words=Said(words))


def reply_words(reply: Reply | None) -> str:
    """A reply by its status, or by how the connection ended. It is a part of finding ids."""
    if reply is None:
        return "nothing"
    if reply.after == "reset":
        return "reset"
    if reply.response is None:
        return {"close": "closed connection", "stall": "silence"}.get(reply.after, "garbage")
    return str(reply.response.status)


def label_of(case: ClientCase) -> str:
    """What the case varies: place and label, as in its id; the family without them."""
    return ":".join(part for part in (case.pointer, case.label) if part) or case.family


def place_of(part: str, pointer: str) -> str:
    """A place: a part of a message, and the pointer within it if there is one."""
    return f"{part} {pointer}" if pointer else part


# Breakdowns

_WRITES: dict[Breakdown, str] = {
    "garbage": "the driver writes something other than a line of JSON",
    "wrong id": "the driver answers with another id than that of the call",
    "two answers": "the driver answers one call twice",
    "closed": "the driver closed its output without an answer",
    "flooded": "the driver writes more than is read",
}
DRIVER_BREAKDOWNS = frozenset(_WRITES)
"""Breakdowns that break the protocol of drivers."""


def hung(result: ClientResult) -> FindingTexts:
    """A client that does not answer."""
    return _broke_down("the client does not answer", _AN_ANSWER, result, "no answer in time")


def crashed(result: ClientResult) -> FindingTexts:
    """A client that exits instead of answering."""
    return _broke_down("the client crashes", _AN_ANSWER, result, "the client has exited")


def driver_broke_protocol(result: ClientResult, breakdown: Breakdown) -> FindingTexts:
    """A driver that breaks its protocol."""
    expected = Text("one line of JSON with the id of the call")
    return _broke_down(_WRITES[breakdown], expected, result, breakdown)


def crashed_on_broken_reply(result: ClientResult) -> FindingTexts:
    """A client that crashes on bytes that the contract never allows."""
    message = "the client crashes on a broken reply"
    return _broke_down(message, Text("an error"), result, "the client has exited")


def took_broken_reply(result: ClientResult) -> FindingTexts:
    """A client that takes bytes that the contract never allows for a success."""
    message = "the client reports a success for a broken reply"
    return FindingTexts.of(message, "an error", answer_of(result))


def broken_as(result: ClientResult) -> FindingTexts:
    """A reply that cannot be understood, or never came, told as another kind of error."""
    message = "the client reports another kind of error for a reply that cannot be understood"
    return FindingTexts.of(message, "transport error", answer_of(result))


def _broke_down(message: str, expected: Text, result: ClientResult, otherwise: str) -> FindingTexts:
    words = last_words(result, "")
    actual = Text.only(Said(words)) if words else Text(otherwise)
    return FindingTexts.of(message, expected, actual)


# Requests

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
    return FindingTexts.of("the request is not written as the protocol has it", expected, actual)


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
    expected = Text.of("at least {requests}", requests=_requests(least))
    return FindingTexts.of("the client does not retry", expected, _requests(count))


def needless_retry(most: int, count: int) -> FindingTexts:
    """A client that retries what must not be retried."""
    expected = Text.of("at most {requests}", requests=_requests(most))
    return FindingTexts.of("the client retries where it must not", expected, _requests(count))


def endless_retries(most: int, count: int) -> FindingTexts:
    """A client that does not give up."""
    expected = Text.of("at most {requests}", requests=_requests(most))
    return FindingTexts.of("the client retries without end", expected, _requests(count))


def changed_retry(part: str, first: Text, again: Text) -> FindingTexts:
    """A retry that differs from the first request."""
    message = Text.of("the {part} of a retry differs from the first request", part=part)
    return FindingTexts.of(message, first, again)


def _requests(count: int) -> str:
    return f"{count} request" if count == 1 else f"{count} requests"


# Outputs

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


# Errors


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
    words = " ".join(each for each in (expected.code, expected.message) if each)[:_LONGEST_LINE]
    return Text.of("service error {words}", words=Said(words)) if words else Text("service error")


# State of the previous call


def old_error(result: ClientResult) -> FindingTexts:
    """The error of the previous call, reported again."""
    message = "the client reports the error of the previous call again"
    return FindingTexts.of(message, "what this reply says", answer_of(result))


def leaked(what: str, value: object, *, is_message: bool) -> FindingTexts:
    """A value of the previous call in this request, output or error."""
    message = Text.of("a value of the previous call is in this {what}", what=what)
    expected = Text("its own message") if is_message else NOTHING
    return FindingTexts.of(message, expected, shown(value))


# Pages

_ITEM_DIFFERENCES = {
    "lost": "an item of a page is missing",
    "repeated": "an item is returned more often than the pages have it",
    "extra": "an item is returned that is on none of the pages",
    "value": "an item differs from the one on its page",
    "order": "the items are in another order than on the pages",
    "type": "the items are not returned as one list",
}


def items_differ(constraint: str, expected: Text, actual: Text) -> FindingTexts:
    """Joined items that differ from those of the pages."""
    return FindingTexts.of(_ITEM_DIFFERENCES[constraint], expected, actual)


def no_next_page() -> FindingTexts:
    """A client that stops before the last page."""
    message = "the client does not request the pages that follow"
    return FindingTexts.of(message, "the next page", NOTHING)


def next_page_differs(expected: Any, actual: Any, *, is_token: bool) -> FindingTexts:
    """A request for a further page without the token or the parameters."""
    what = "token of the previous page" if is_token else "parameters of the first request"
    message = Text.of("the request for a further page does not have the {what}", what=what)
    return FindingTexts.of(message, shown_or_nothing(expected), shown_or_nothing(actual))


def endless_pages(most: int | None, count: int) -> FindingTexts:
    """A client that requests pages after the last one."""
    message = "the client requests more pages than there are"
    expected = Text.of("at most {most} requests", most=str(most))
    return FindingTexts.of(message, expected, _requests(count))


# Calls with invalid parameters


def refused_as(result: ClientResult) -> FindingTexts:
    """A refusal of parameters that is told as another kind of error."""
    message = "the client sends nothing, but reports another kind of error than validation"
    return FindingTexts.of(message, "validation error", answer_of(result))


def refused_late(result: ClientResult) -> FindingTexts:
    """A refusal of parameters after they were sent."""
    message = "the client refuses invalid parameters after it has sent them"
    return FindingTexts.of(message, "a refusal before anything is sent", answer_of(result))


def label_of_nothing(path: str) -> FindingTexts:
    """A call without a required label that is sent all the same."""
    message = "a call is sent without a label that its path requires"
    return FindingTexts.of(message, "a refusal", shown(path))


# Local validation


def not_checked(sent: int, total: int, locations: Collection[str]) -> FindingTexts:
    """A constraint that the client does not check."""
    message = Text.of(
        "the client sends {sent} of {total} calls that break this constraint ({locations})",
        sent=sent, total=total, locations=", ".join(locations),
    )  # fmt: skip
    actual = Text.of("{sent} of {total} sent", sent=sent, total=total)
    return FindingTexts.of(message, "a refusal, if the client checks parameters", actual)


def inconsistent(fault: Text, refused: int) -> FindingTexts:
    """Invalid parameters that are sent here and refused elsewhere."""
    message = Text.of(
        "invalid parameters are sent here and refused elsewhere: {fault}", fault=fault
    )
    expected = Text.of("a refusal, as for {refused} other calls", refused=refused)
    return FindingTexts.of(message, expected, "sent")
