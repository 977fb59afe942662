"""Transient failures, after which a client must try again, and permanent failures.

Each costs a client a sleep, so they are few: an operation that is tried at length shares the list
with the other one of its kind; every other operation gets one of it, and its own errors once each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shapeproof.contract.shape import Shape
from shapeproof.exchange import (
    ClientCase,
    ClientFamily,
    ExpectedError,
    HttpResponse,
    Outcome,
    Reply,
)
from shapeproof.generate.client.case_builder import ClientCaseBuilder, Params
from shapeproof.generate.client.error_replies import ErrorReplyBuilder, unmodeled_error
from shapeproof.generate.client.errors import modeled_errors, named_case
from shapeproof.generate.client.replies import reply_of, with_header
from shapeproof.generate.client.selection import in_turn, share_of
from shapeproof.generate.values.plain import fits_text
from shapeproof.wire.interface import CAPITALS, ErrorNaming

MOST_ATTEMPTS = 30
"""More requests than any SDK sends for one call, unless it is told to."""
_PAST = "Wed, 21 Oct 2015 07:28:00 GMT"
"""A date (RFC 9110, 10.2.3) after which nothing has to be waited for."""
_TO_ENCODE = ("a b/\u00e9%", "a b%", "a:b")
Costly = Callable[[ClientCaseBuilder], ClientCase]


@dataclass(frozen=True)
class TransientFailure:
    """A failure, and then the plain success.

    ``code`` empty: nothing names it. ``must`` says whether a client that does not try again is
    wrong.
    """

    label: str
    status: int
    code: str = ""
    retry_after: int | str | None = None
    must: bool = True

    def __call__(self, builder: ClientCaseBuilder) -> ClientCase:
        """The case of an operation."""
        failure = reply_of(failure_response(builder, self.status, self.code, self.retry_after))
        return transient_case(builder, self.label, failure, must=self.must)


def transient_case(
    builder: ClientCaseBuilder, label: str, failure: Reply, *, must: bool = True
) -> ClientCase:
    """One failure and then the plain success."""
    return builder.case(
        ClientFamily.RETRY,
        label,
        failure,
        builder.plain,
        outcome=Outcome.OUTPUT if must else Outcome.OPEN,
        output=builder.plain_output if must else None,
        params=encoded_params(builder),
        attempts=(2, None) if must else (1, None),
    )


def encoded_params(builder: ClientCaseBuilder) -> Params:
    """The required parameters, their labels with characters that have to be encoded.

    So it shows whether the same is sent again.
    """
    members = Shape.of(builder.operation.request).members
    params = builder.requests.minimal
    return {name: _to_be_encoded(members[name], value) for name, value in params.items()}


def _to_be_encoded(shape: Shape, value: Any) -> Any:
    if shape.location != "uri" or shape.type != "string" or shape.enum:
        return value
    return next((text for text in _TO_ENCODE if fits_text(shape.schema, text)), value)


def failure_response(
    builder: ClientCaseBuilder, status: int, code: str = "", retry_after: int | str | None = None
) -> HttpResponse:
    """An error that no operation models, maybe without a name."""
    failing = ErrorReplyBuilder(builder, unmodeled_error(code or "Unnamed", status))
    response = failing.response({"message": "try again later"})
    if retry_after is not None:
        response = with_header(response, "Retry-After", str(retry_after))
    return response if code else builder.codec.unnamed_error(response)


def _reset(builder: ClientCaseBuilder) -> ClientCase:
    return transient_case(builder, "reset", Reply(b"", after="reset"))


def _always(status: int, code: str) -> Costly:
    """A failure that stays: the client has to give up."""

    def make(builder: ClientCaseBuilder) -> ClientCase:
        response = failure_response(builder, status, code)
        is_named = bool(response.body) or builder.codec.traits.named_without_body
        return builder.case(
            ClientFamily.RETRY,
            f"{status}-always",
            reply_of(response),
            outcome=Outcome.ERROR,
            params=encoded_params(builder),
            error=ExpectedError(status, code if is_named else None),
            attempts=(1, MOST_ATTEMPTS),
        )

    return make


def _always_reset(builder: ClientCaseBuilder) -> ClientCase:
    """A connection that breaks each time."""
    return builder.case(
        ClientFamily.RETRY,
        "reset-always",
        Reply(b"", after="reset"),
        outcome=Outcome.FAILURE,
        params=encoded_params(builder),
        attempts=(1, MOST_ATTEMPTS),
    )


_BASIC: tuple[Costly, ...] = (
    TransientFailure("500", 500, "InternalFailure"),
    # The protocol does not ask for it, though SDKs do it.
    TransientFailure("400-ThrottlingException", 400, "ThrottlingException", must=False),
    _reset,
)
_FURTHER: tuple[Costly, ...] = (
    TransientFailure("503", 503, "ServiceUnavailable"),
    TransientFailure("503-retry-after-1", 503, "ServiceUnavailable", retry_after=1),
    TransientFailure("502", 502),
    TransientFailure("429", 429, "TooManyRequestsException"),
    TransientFailure("429-retry-after-0", 429, "TooManyRequestsException", retry_after=0),
    TransientFailure("504", 504),
    TransientFailure("429-unnamed", 429, must=False),
    _always(503, "ServiceUnavailable"),
)
_AT_LENGTH_ONLY: tuple[Costly, ...] = (
    TransientFailure("503-retry-after-date", 503, "ServiceUnavailable", retry_after=_PAST),
    _always(429, "TooManyRequestsException"),
    _always_reset,
)
_REFUSALS = (400, 403, 404)


def retry_cases(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """The failures that pass, and those of the model on which a client may try again."""
    if builder.at_length:
        further = [*_FURTHER, *_each_way_once(builder)]
        costly = list(_BASIC)
        for shared in (further, _AT_LENGTH_ONLY):
            costly += share_of(shared, builder.exemplars, builder.operation.name)
    else:
        transient = in_turn([*_BASIC, *_FURTHER], builder.position)
        costly = [*transient, *_each_once(builder)]
    for make in costly:
        yield make(builder)
    yield from _final(builder)


def _final(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """Refusals that nothing names: to try again would not help."""
    for status in _REFUSALS if builder.at_length else in_turn(_REFUSALS, builder.position):
        refusal = reply_of(failure_response(builder, status))
        yield builder.case(
            ClientFamily.RETRY,
            f"{status}-final",
            refusal,
            builder.plain,
            outcome=Outcome.ERROR,
            error=ExpectedError(status),
        )


def _each_way_once(builder: ClientCaseBuilder) -> list[Costly]:
    """Every way of naming an error, and every retried error of the model, at least once."""
    retried = [each for each in modeled_errors(builder) if each.is_retried]
    namings = _namings_in_turn(builder.codec.error_namings(()))
    count = max(len(retried), len(namings)) if retried else 0
    return [_named(retried[turn % len(retried)].error.name, turn) for turn in range(count)]


def _each_once(builder: ClientCaseBuilder) -> list[Costly]:
    """Every retried error of the model, each named in the way whose turn it is."""
    retried = [each.error.name for each in modeled_errors(builder) if each.is_retried]
    return [_named(name, builder.position + turn) for turn, name in enumerate(retried)]


def _namings_in_turn(namings: Sequence[ErrorNaming]) -> list[ErrorNaming]:
    """Those that differ in more than the case of letters: a header is found as for other errors."""
    return [each for each in namings if each.label != CAPITALS]


def _named(name: str, turn: int) -> Costly:
    """A retried error of the model that is all that comes, named in one of the ways."""

    def make(builder: ClientCaseBuilder) -> ClientCase:
        failing = ErrorReplyBuilder(builder, builder.contract.errors[name])
        namings = _namings_in_turn(failing.namings)
        return named_case(failing, namings[turn % len(namings)])

    return make
