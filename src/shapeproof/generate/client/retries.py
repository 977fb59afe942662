"""Failures that pass, on which a client must try again, and failures that stay.

Each costs a client a sleep, so they are few: an operation that is tried at length shares the list
with the other one of its kind; every other operation gets one of it, and its own errors once each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shapeproof.exchange import ClientCase, ExpectedError, HttpResponse, Outcome, Reply
from shapeproof.generate.client.answers import Answers
from shapeproof.generate.client.errors import modeled, named_case
from shapeproof.generate.client.exemplars import dealt, in_turn
from shapeproof.generate.client.failing import Failing, unmodeled
from shapeproof.generate.client.naming import unnamed, ways_of
from shapeproof.generate.client.replies import reply_of, with_header

Costly = Callable[[Answers], ClientCase]


@dataclass(frozen=True)
class Passing:
    """A failure, and then the plain success.

    ``code`` empty: nothing names it. ``must`` tells whether a client that does not try again is
    wrong.
    """

    label: str
    status: int
    code: str = ""
    retry_after: int | None = None
    must: bool = True

    def __call__(self, answers: Answers) -> ClientCase:
        """The case of an operation."""
        failure = reply_of(failure_response(answers, self.status, self.code, self.retry_after))
        return passing_case(answers, self.label, failure, must=self.must)


def passing_case(answers: Answers, label: str, failure: Reply, *, must: bool = True) -> ClientCase:
    """One failure and then the plain success."""
    return answers.case(
        "retry",
        label,
        failure,
        answers.plain,
        outcome=Outcome.OUTPUT if must else Outcome.OPEN,
        output=answers.plain_output if must else None,
        attempts=(2, None) if must else (1, None),
    )


def failure_response(
    answers: Answers, status: int, code: str = "", retry_after: int | None = None
) -> HttpResponse:
    """An error that no operation models, maybe without a name."""
    failing = Failing(answers, unmodeled(code or "Unnamed", status))
    response = failing.response({"message": "try again later"})
    if retry_after is not None:
        response = with_header(response, "Retry-After", str(retry_after))
    return response if code else unnamed(response)


def _reset(answers: Answers) -> ClientCase:
    return passing_case(answers, "reset", Reply(b"", after="reset"))


def _always(answers: Answers) -> ClientCase:
    """A failure that stays: the client has to give up."""
    failure = reply_of(failure_response(answers, 503, "ServiceUnavailable"))
    return answers.case(
        "retry",
        "503-always",
        failure,
        outcome=Outcome.ERROR,
        error=ExpectedError(503),
        attempts=(1, None),
    )


_BASIC: tuple[Costly, ...] = (
    Passing("500", 500, "InternalFailure"),
    Passing("400-ThrottlingException", 400, "ThrottlingException"),
    _reset,
)
_FURTHER: tuple[Costly, ...] = (
    Passing("503", 503, "ServiceUnavailable"),
    Passing("503-retry-after-1", 503, "ServiceUnavailable", retry_after=1),
    Passing("502", 502),
    Passing("429", 429, "TooManyRequestsException"),
    Passing("429-retry-after-0", 429, "TooManyRequestsException", retry_after=0),
    Passing("504", 504),
    Passing("429-unnamed", 429, must=False),
    _always,
)
_REFUSALS = (400, 403, 404)


def retry_cases(answers: Answers) -> Iterator[ClientCase]:
    """The failures that pass, and those of the model on which a client may try again."""
    if answers.at_length:
        further = [*_FURTHER, *_each_way_once(answers)]
        costly = [*_BASIC, *dealt(further, answers.exemplars, answers.operation.name)]
    else:
        passing = in_turn([*_BASIC, *_FURTHER], answers.position)
        costly = [*passing, *_each_once(answers)]
    for make in costly:
        yield make(answers)
    yield from _final(answers)


def _final(answers: Answers) -> Iterator[ClientCase]:
    """Refusals that nothing names: to try again would not help."""
    for status in _REFUSALS if answers.at_length else in_turn(_REFUSALS, answers.position):
        refusal = reply_of(failure_response(answers, status))
        yield answers.case(
            "retry",
            f"{status}-final",
            refusal,
            answers.plain,
            outcome=Outcome.ERROR,
            error=ExpectedError(status),
        )


def _each_way_once(answers: Answers) -> list[Costly]:
    """Every way of naming an error, and every retried error of the model, at least once."""
    retried = [each for each in modeled(answers) if each.is_retried]
    ways = ways_of(answers.contract.protocol)
    count = max(len(retried), len(ways)) if retried else 0
    return [_named(retried[turn % len(retried)].error.name, turn) for turn in range(count)]


def _each_once(answers: Answers) -> list[Costly]:
    """Every retried error of the model, each named in the way whose turn it is."""
    retried = [each.error.name for each in modeled(answers) if each.is_retried]
    return [_named(name, answers.position + turn) for turn, name in enumerate(retried)]


def _named(name: str, turn: int) -> Costly:
    """A retried error of the model that is all that comes, named in one of the ways."""

    def make(answers: Answers) -> ClientCase:
        failing = Failing(answers, answers.contract.errors[name])
        return named_case(failing, failing.ways[turn % len(failing.ways)])

    return make
