"""Errors: each way of naming one, and what may be missing or strange in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from shapeproof.exchange import ClientCase, ClientFamily, ExpectedError, HttpResponse, Outcome
from shapeproof.generate.cases.variants import UNKNOWN_MEMBER
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.client.error_replies import ErrorReplyBuilder, unmodeled_error
from shapeproof.generate.client.replies import reply_of, with_body, with_header
from shapeproof.wire.interface import ErrorNaming

_UNMODELED = (
    ("ValidationException", 400),
    ("AccessDeniedException", 403),
    ("UnknownOperationException", 404),
    ("ConflictException", 409),
)
_UNFINISHED = ("InternalError", 500)
_MESSAGE = "a message: é 漢 \U0001f600"


def error_cases(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """The errors on which no client tries again; the others are cases of retries."""
    for failing in modeled_errors(builder):
        if not failing.is_retried:
            for naming in failing.namings:
                yield named_case(failing, naming)
            yield from _less(failing)
    yield from _after_the_start(builder)
    modeled_codes = {code for error in builder.contract.errors.values() for code in error.codes}
    for code, status in _UNMODELED:
        if code not in modeled_codes:
            yield _unmodeled(builder, code, status)


def modeled_errors(builder: ClientCaseBuilder) -> tuple[ErrorReplyBuilder, ...]:
    """The errors that the model has for the operation."""
    return tuple(
        ErrorReplyBuilder(builder, each) for each in builder.contract.errors_of(builder.operation)
    )


def named_case(failing: ErrorReplyBuilder, naming: ErrorNaming) -> ClientCase:
    """The error with all its members, named in one way."""
    encoded = failing.response(failing.full)
    return _case(
        failing,
        naming.label,
        naming.apply(encoded, failing.builder.codec.name_of(failing.error)),
        failing.expected(failing.full, encoded),
    )


def _case(
    failing: ErrorReplyBuilder, label: str, response: HttpResponse, expected: ExpectedError
) -> ClientCase:
    return failing.builder.case(
        ClientFamily.ERROR,
        f"{failing.error.name}-{label}",
        reply_of(response),
        outcome=Outcome.ERROR,
        error=expected,
        attempts=failing.attempts,
    )


def _less(failing: ErrorReplyBuilder) -> Iterator[ClientCase]:
    """The error with less than all members, with more, and with its message spelt otherwise."""
    if not failing.has_structure:
        return
    full, member = failing.full, failing.message_member
    if member is not None:
        message = {member: _MESSAGE}
        response = failing.response(message)
        yield _case(failing, "only-message", response, failing.expected(message, response))
        rest = {name: value for name, value in full.items() if name != member}
        response = failing.response(rest)
        yield _case(failing, "no-message", response, failing.expected(rest, response))
        if failing.builder.codec.traits.typed_values:
            null = failing.response({**rest, member: None})
            yield _case(failing, "null-message", null, failing.expected(rest, null))
        response = failing.response(full)
        if isinstance(full[member], str):
            for label, equal in failing.builder.codec.equal_errors(response):
                yield _case(failing, label, equal, failing.expected(full, response))
    unknown = {**full, UNKNOWN_MEMBER: {"a": [1, None]}}
    response = failing.response(unknown)
    yield _case(failing, "unknown-member", response, failing.expected(full, response))
    if failing.is_named_without_body:
        bare = with_header(with_body(failing.response({}), b""), "content-type", None)
        yield _case(failing, "no-body", bare, failing.expected({}, bare))


def _after_the_start(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """An error with the status of a success, where the operation may answer so.

    The status that clients report then is their own, and they may try again.
    """
    code, status = _UNFINISHED
    failing = ErrorReplyBuilder(builder, unmodeled_error(code, status))
    response = replace(failing.response({"message": _MESSAGE}), status=200)
    if builder.codec.holds_error(builder.contract, builder.operation, response):
        yield builder.case(
            ClientFamily.ERROR,
            f"unmodeled-200-{code}",
            reply_of(response),
            outcome=Outcome.ERROR,
            error=ExpectedError(None, code, _MESSAGE),
            attempts=(1, None),
        )


def _unmodeled(builder: ClientCaseBuilder, code: str, status: int) -> ClientCase:
    failing = ErrorReplyBuilder(builder, unmodeled_error(code, status))
    response = failing.response({"message": _MESSAGE})
    message = _MESSAGE if response.body else None
    is_named = bool(response.body) or failing.is_named_without_body
    return failing.builder.case(
        ClientFamily.ERROR,
        f"unmodeled-{status}-{code}",
        reply_of(response),
        outcome=Outcome.ERROR,
        error=ExpectedError(status, code if is_named else None, message),
    )
