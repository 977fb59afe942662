"""The texts of the findings of server checks, and the parts that they share.

Values of requests and responses are parts of their own (``Shown``, ``Said``), so that they can be
masked. Names, types and limits of the contract are plain words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shapeproof.exchange import Exchange, Fault, FindingTexts, Limit, Said, Shown, Text

NOTHING = Text("nothing")
NONE = Text("none")
A_SUCCESS = Text("a success")
VALIDATION_ERROR = Text("a validation error (status 400)")
_MOST_BYTES = 300
_MOST_CHOICES = 12


# Parts


def kind_of(value: Any) -> str:
    """The JSON type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    return _JSON_TYPES[type(value)]


_JSON_TYPES: Mapping[type, str] = {
    str: "a string", int: "a number", float: "a number", list: "a list", dict: "an object",
}  # fmt: skip


def body_of(body: bytes) -> Shown:
    """The beginning of a body."""
    return Shown(body[:_MOST_BYTES].decode("utf-8", "replace"))


def answer_of(exchange: Exchange) -> Text:
    """An answer: its status and body, or why there is none."""
    if exchange.response is None:
        return failure_of(exchange)
    if not exchange.response.body:
        return status_of(exchange)
    body = body_of(exchange.response.body)
    return Text.of("status {status} {body}", status=exchange.response.status, body=body)


def status_of(exchange: Exchange) -> Text:
    """An answer without its body."""
    if exchange.response is None:
        return failure_of(exchange)
    return Text.of("status {status}", status=exchange.response.status)


def failure_of(exchange: Exchange) -> Text:
    """Why there is no answer."""
    return Text(exchange.failure or "no answer")


def one_of(choices: Iterable[object], word: str = "or") -> str:
    """The first of some choices of the contract."""
    return f" {word} ".join(str(each) for each in list(choices)[:_MOST_CHOICES])


def at_place(pointer: str) -> str:
    """`` at /A/B`` with the blank before it, empty for a request as a whole."""
    return f" at {pointer}" if pointer else ""


# Answers


def server_failed(exchange: Exchange, what: Text) -> FindingTexts:
    """A crash; ``what`` is the kind of request."""
    actual: Text = failure_of(exchange)
    if exchange.response is not None:
        status, body = exchange.response.status, body_of(exchange.response.body)
        actual = Text.of("status {status}: {body}", status=status, body=body)
    message = Text.of("the server fails on {what}", what=what)
    return FindingTexts.of(message, "a status below 500", actual)


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


def request_form(expected: str, actual: str) -> FindingTexts:
    """A place of a request that is not written as its protocol has it."""
    message = "the request is not written as the protocol has it"
    return FindingTexts.of(message, expected, Text.only(Said(actual)))


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


# Errors


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


# Schemas


def wrong_name(name: str, expected: str) -> FindingTexts:
    """A member under another name than its own."""
    message = Text.of(
        "the member is called {expected}, not {name}", expected=expected, name=Said(name)
    )
    return FindingTexts.of(message, expected, Text.only(Said(name)))


def unknown_member(name: str, shape: str, expected: str = "") -> FindingTexts:
    """A member that a request or response shape does not have."""
    message = Text.of("the {shape} shape has no member {name}", shape=shape, name=Said(name))
    expected = expected or f"a member of the {shape} shape"
    return FindingTexts.of(message, expected, Text.only(Said(name)))


def wrong_envelope(members: Sequence[str], given: Sequence[str], where: str) -> FindingTexts:
    """An output none of whose members is known; ``where`` they stand instead, in words."""
    message = Text("no client finds the output: none of its members is one of the model")
    if where:
        message = Text.of("no client finds the output: it stands {where}", where=Said(where))
    expected = Text("an object with " + one_of(members)) if members else Text("an empty object")
    return FindingTexts.of(message, expected, Text.of("{given}", given=Shown(list(given))))


def missing_member(name: str, *, is_null: bool) -> FindingTexts:
    """A required member that is missing or null."""
    actual = Text("null") if is_null else NOTHING
    state = "null" if is_null else "missing"
    message = Text.of("the required member {name} is {state}", name=name, state=state)
    return FindingTexts.of(message, Text.of("a value for {name}", name=name), actual)


def missing_members(names: Sequence[str], holder: str) -> FindingTexts:
    """Several required members that one object lacks; ``holder`` is its place."""
    of_what = f" of {holder}" if holder else ""
    message = Text.of(
        "{number} required members{of_what} are missing: {names}",
        number=len(names), of_what=of_what, names=", ".join(names),
    )  # fmt: skip
    return FindingTexts.of(message, "a value for each of them", NOTHING)


def unknown_members(names: Sequence[str], holder: str) -> FindingTexts:
    """Several members that the model does not have; ``holder`` is the place of their object."""
    message = Text.of(
        "the model has none of {number} members{of_what}: {names}",
        number=len(names), of_what=f" of {holder}" if holder else "", names=Said(", ".join(names)),
    )  # fmt: skip
    return FindingTexts.of(message, "members of the shape", Text.only(Said(", ".join(names))))


def outside_enum(value: object, choices: Sequence[object], meant: Sequence[object]) -> FindingTexts:
    """A value outside its enum; ``meant`` are the ones that differ only in spelling."""
    message = Text("the value is not in its enum")
    if meant:
        message = Text.of("the enum value is spelled {value}", value=str(meant[0]))
    expected = Text("one of " + ", ".join(str(each) for each in choices[:_MOST_CHOICES]))
    return FindingTexts.of(message, expected, Text.only(Shown(value)))


def wrong_type(value: object, expected: object) -> FindingTexts:
    """A value of another type than the member's."""
    names = expected if isinstance(expected, list) else [expected]
    return _wrong_type(value, [str(each) for each in names], Text.only(Limit("type", expected)))


def other_type_than_boto3(due: str, value: Any) -> FindingTexts:
    """A value of an output that has another type than boto3 gives."""
    message = Text.of(
        "expected {due}, as boto3 gives; got {kind}", due=due, kind=_python_kind_of(value)
    )
    return FindingTexts.of(message, due, Text.only(Shown(value)))


def not_one_of_union(value: Mapping[str, Any], members: Sequence[str]) -> FindingTexts:
    """A union with no member, or with several."""
    state = "has none of its members" if not value else "has more than one member"
    message = Text.of("the union {state}: clients take exactly one", state=state)
    return FindingTexts.of(message, one_of(members), Text.only(Shown(value)))


def no_value(place: str) -> FindingTexts:
    """None for a parameter: botocore refuses it."""
    message = "boto3 refuses None for a parameter; leave the member out"
    return FindingTexts.of(message, Text.of("a value, or no {name}", name=place), Text("None"))


def other_time(value: object) -> FindingTexts:
    """A timestamp in a text that not all SDKs read: the one for JavaScript throws."""
    message = "the timestamp is not written as in RFC 3339, with a time zone"
    return FindingTexts.of(message, "a time such as 2026-01-31T12:00:00Z", Text.only(Shown(value)))


def _python_kind_of(value: Any) -> str:
    """The type of a value of Python, in words."""
    if type(value) in _JSON_TYPES:
        return kind_of(value)
    name = type(value).__name__
    return name if name.endswith("s") else f"a {name}"


def no_choice(value: object, choices: Sequence[Mapping[str, Any]]) -> FindingTexts:
    """A value of none of the types that its member may have."""
    names = [str(each.get("type", "one of an enum")) for each in choices]
    return _wrong_type(value, names, Text(" or ".join(names)))


def _wrong_type(value: object, names: Sequence[str], expected: Text) -> FindingTexts:
    message = Text.of(
        "expected {types}, got {kind}",
        types=" or ".join(_TYPES.get(each, each) for each in names), kind=kind_of(value),
    )  # fmt: skip
    return FindingTexts.of(message, expected, Text.only(Shown(value)))


_TYPES = {
    "array": "a list",
    "boolean": "a boolean",
    "integer": "an integer",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}


def broken_constraint(value: object, limit: Limit) -> FindingTexts:
    """A value that breaks a constraint."""
    message = Text.of("the value violates {keyword}", keyword=limit.keyword)
    return FindingTexts.of(message, Text.only(limit), Text.only(Shown(value)))


def partial_match(value: str, pattern: Limit) -> FindingTexts:
    """A text of which only a part matches a pattern: services mean the whole."""
    message = "the pattern matches only a part of the value"
    return FindingTexts.of(message, Text.only(pattern), Text.only(Shown(value)))


# Cases


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
    return Text.only(Said(f"{kind}: {message}" if message else kind, _MOST_BYTES))


def not_implemented(answer: Text) -> FindingTexts:
    """An operation that the mock of a user's tests does not have."""
    message = "the mock does not implement the operation; a test that passes swallows this error"
    return FindingTexts.of(message, "a mock that has the operation, or a stub of it", answer)


def mock_failed(words: Text, where: str) -> FindingTexts:
    """An exception that the mock of a user's tests has raised instead of an answer."""
    message = Text.of("the mock itself fails{at}", at=f", at {where}" if where else "")
    return FindingTexts.of(message, "an answer, or an error of the service", words)


# Written values


def written_value(how: str, source: str, given: object, got: Text) -> FindingTexts:
    """A value that a write has not kept."""
    message = Text.of(
        "{how}: {source} returns another value than was written", how=how, source=source
    )
    return FindingTexts.of(message, Text.only(Shown(given)), got)


def read_value(how: str, writer: str, given: object, got: Text) -> FindingTexts:
    """A value that a reader shows differently, whichever operation wrote it."""
    message = Text.of(
        "{how}: the value differs from the one that {writer} wrote or returned",
        how=how, writer=writer,
    )  # fmt: skip
    return FindingTexts.of(message, Text.only(Shown(given)), got)


def unreadable(reading: Exchange) -> FindingTexts:
    """A resource whose creation was accepted, and that cannot be read."""
    reader = reading.operation
    message = Text.of(
        "the request is accepted, but {reader} does not find what it created", reader=reader
    )
    expected = Text.of("a success of {reader}", reader=reader)
    return FindingTexts.of(message, expected, status_of(reading))
