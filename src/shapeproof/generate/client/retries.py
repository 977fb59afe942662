"""Transient failures, after which a client must try again, and permanent failures.

Each costs a client a sleep, so they are few: an operation that is tried at length shares the list
with the other one of its kind; every other operation gets one of it, and its own errors once each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shapeproof.exchange import (
    ClientCase,
    ClientFamily,
    ExpectedError,
    HttpResponse,
    Outcome,
    Reply,
)
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.client.error_replies import ErrorReplyBuilder, unmodeled_error
from shapeproof.generate.client.errors import modeled_errors, named_case
from shapeproof.generate.client.replies import reply_of, with_header
from shapeproof.generate.client.selection import in_turn, share_of

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
    retry_after: int | None = None
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
        attempts=(2, None) if must else (1, None),
    )


def failure_response(
    builder: ClientCaseBuilder, status: int, code: str = "", retry_after: int | None = None
) -> HttpResponse:
    """An error that no operation models, maybe without a name."""
    failing = ErrorReplyBuilder(builder, unmodeled_error(code or "Unnamed", status))
    response = failing.response({"message": "try again later"})
    if retry_after is not None:
        response = with_header(response, "Retry-After", str(retry_after))
    return response if code else builder.codec.unnamed_error(response)


def _reset(builder: ClientCaseBuilder) -> ClientCase:
    return transient_case(builder, "reset", Reply(b"", after="reset"))


def _always(builder: ClientCaseBuilder) -> ClientCase:
    """A failure that stays: the client has to give up."""
    failure = reply_of(failure_response(builder, 503, "ServiceUnavailable"))
    return builder.case(
        ClientFamily.RETRY,
        "503-always",
        failure,
        outcome=Outcome.ERROR,
        error=ExpectedError(503),
        attempts=(1, None),
    )


_BASIC: tuple[Costly, ...] = (
    TransientFailure("500", 500, "InternalFailure"),
    TransientFailure("400-ThrottlingException", 400, "ThrottlingException"),
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
    _always,
)
_REFUSALS = (400, 403, 404)


def retry_cases(builder: ClientCaseBuilder) -> Iterator[ClientCase]:
    """The failures that pass, and those of the model on which a client may try again."""
    if builder.at_length:
        further = [*_FURTHER, *_each_way_once(builder)]
        costly = [*_BASIC, *share_of(further, builder.exemplars, builder.operation.name)]
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
    namings = builder.codec.error_namings(())
    count = max(len(retried), len(namings)) if retried else 0
    return [_named(retried[turn % len(retried)].error.name, turn) for turn in range(count)]


def _each_once(builder: ClientCaseBuilder) -> list[Costly]:
    """Every retried error of the model, each named in the way whose turn it is."""
    retried = [each.error.name for each in modeled_errors(builder) if each.is_retried]
    return [_named(name, builder.position + turn) for turn, name in enumerate(retried)]


def _named(name: str, turn: int) -> Costly:
    """A retried error of the model that is all that comes, named in one of the ways."""

    def make(builder: ClientCaseBuilder) -> ClientCase:
        failing = ErrorReplyBuilder(builder, builder.contract.errors[name])
        return named_case(failing, failing.namings[turn % len(failing.namings)])

    return make
