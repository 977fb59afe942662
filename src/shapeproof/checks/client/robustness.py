"""Bytes that the contract never allows: no success, and no crash."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.client.breakdowns import last_seen
from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.client.judging import is_refusal, is_robustness
from shapeproof.checks.client.words import answer_of, last_words
from shapeproof.exchange import Finding, Outcome, Severity


class Robustness:
    """A reply that nobody can understand is told as an error."""

    name = "robustness"

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """One finding for a success or a crash; a hang is another check's."""
        if not is_robustness(seen.case) or not seen.requests or is_refusal(seen):
            return
        if seen.result.breakdown == "crashed":
            yield self._found(seen, "crash", "the client crashes on a reply that is broken")
        elif seen.result.succeeded and seen.case.outcome is Outcome.FAILURE:
            yield self._found(seen, "success", "a reply that is broken is told as a success")

    def _found(self, seen: ClientObservation, constraint: str, message: str) -> Finding:
        said = answer_of(seen.result)
        if seen.result.breakdown is not None:
            said = last_words(seen.result, "it has ended")
        return seen.finding(
            self.name, Severity.WARNING, last_seen(seen), constraint, message,
            expected="an error", actual=said,
        )  # fmt: skip
