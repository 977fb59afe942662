"""The check that no value of one call appears in the next."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.client import texts
from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.client.replies import (
    code_of,
    expects_error,
    expects_success,
    field_gaps,
    is_old_error,
    is_old_field,
    is_old_message,
    is_old_output,
)
from shapeproof.checks.client.requests import differences_of, is_left_over
from shapeproof.checks.client.texts import place_of
from shapeproof.checks.interface import Subject
from shapeproof.contract.pointer import join
from shapeproof.exchange import Finding, Severity


class LeakingState:
    """Values of the previous call do not appear in a request, output or error."""

    name = "leaking_state"
    judges = Subject.CLIENT_CALL
    severity = Severity.ERROR

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """A finding for each value of the previous call."""
        if seen.previous is None or seen.result.breakdown is not None:
            return
        yield from self._in_request(seen)
        if is_old_error(seen) and (expects_success(seen) or expects_error(seen)):
            yield self._old_error(seen)
        elif expects_success(seen) and seen.result.succeeded and not seen.case.paginate:
            for gap in seen.output_gaps:
                if is_old_output(seen, gap):
                    place = place_of("output", join(gap.tokens))
                    yield self._found(seen, "output", place, join(gap.tokens), gap.actual)
        elif expects_error(seen):
            yield from self._in_error(seen)

    def _in_request(self, seen: ClientObservation) -> Iterator[Finding]:
        for each in differences_of(seen):
            if is_left_over(seen, each):
                yield self._found(seen, "request", each.where, each.pointer, each.sent)

    def _in_error(self, seen: ClientObservation) -> Iterator[Finding]:
        place = f"error {code_of(seen)}"
        for gap in field_gaps(seen):
            if is_old_field(seen, gap):
                pointer = join(gap.tokens)
                yield self._found(seen, "error", f"{place} {pointer}", pointer, gap.actual)
        if is_old_message(seen) and seen.result.error is not None:
            message = seen.result.error.message
            yield self._found(seen, "error", f"{place} message", "", message)

    def _old_error(self, seen: ClientObservation) -> Finding:
        place = "output" if seen.case.error is None else f"error {code_of(seen)}"
        return seen.finding(self.name, self.severity, place, "error", texts.old_error(seen.result))

    def _found(
        self, seen: ClientObservation, constraint: str, where: str, pointer: str, kept: object
    ) -> Finding:
        said = texts.leaked(constraint, kept, is_message=not pointer)
        return seen.finding(self.name, self.severity, where, constraint, said, pointer=pointer)
