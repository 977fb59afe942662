"""The first request of a call against what its parameters demand."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.client.judging import has_due_request
from shapeproof.checks.client.leaks import is_left_over
from shapeproof.checks.client.request import Difference, DuePath
from shapeproof.checks.client.words import NOTHING, answer_of, at
from shapeproof.contract.pointer import lookup, parse
from shapeproof.exchange import Finding, Outcome, Severity


class WireRequest:
    """Method, path, labels, query, header fields and body of the first request."""

    name = "wire_request"

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """A finding for each place that differs, or one where nothing was sent."""
        if seen.result.breakdown is not None:
            return
        if not seen.requests:
            if _had_to_send(seen):
                yield self._not_sent(seen)
            return
        for each in differences_of(seen):
            if not each.allowed and not is_left_over(seen, each):
                yield seen.finding(
                    self.name, Severity.ERROR, each.where, each.constraint, each.message,
                    expected=each.expected, actual=each.actual, pointer=each.pointer,
                )  # fmt: skip

    def _not_sent(self, seen: ClientObservation) -> Finding:
        pointer = seen.case.pointer
        try:
            lookup(dict(seen.case.params), parse(pointer))
        except KeyError:
            pointer = ""  # a place in the reply
        succeeded = seen.result.succeeded
        message = (
            "a success is told, but nothing was sent" if succeeded else "a legal call is refused"
        )
        return seen.finding(
            self.name, Severity.ERROR, at("request", pointer), "not-sent", message,
            expected="a request", actual=f"{NOTHING}; {answer_of(seen.result)}", pointer=pointer,
        )  # fmt: skip


def differences_of(seen: ClientObservation) -> tuple[Difference, ...]:
    """The differences of the first request, none where nobody can tell what is due."""
    return seen.differences if seen.requests and has_due_request(seen.case) else ()


def _had_to_send(seen: ClientObservation) -> bool:
    if seen.case.fault is not None:
        return seen.result.succeeded
    if seen.case.outcome is Outcome.OPEN:
        return False
    return not DuePath.of(seen.operation, seen.case.params).has_empty_label
