"""Checks of clients that do not answer, or survive no broken reply."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.client.interface import ClientObservation, is_refusal, is_robustness
from shapeproof.checks.client.texts import answer_of, label_of, last_words, reply_words
from shapeproof.exchange import Finding, Outcome, Severity

_WRITES = {
    "garbage": "the driver writes something else than a line of JSON",
    "wrong id": "the driver answers with another id than that of the call",
    "two answers": "the driver answers one call twice",
    "closed": "the driver has closed its output without an answer",
    "flooded": "the driver writes more than is read",
}


class Hang:
    """An answer comes within the time of a call."""

    name = "hang"

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """One finding for a client that does not come back."""
        if seen.result.breakdown == "hung" and not is_endless(seen):
            yield seen.finding(
                self.name, Severity.ERROR, last_seen(seen), seen.case.family,
                "the client does not come back",
                expected="an output or an error",
                actual=last_words(seen.result, "no answer in time"),
            )  # fmt: skip


class Crash:
    """The client survives what the contract allows."""

    name = "crash"

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """One finding for a client that ends in place of an answer."""
        if seen.result.breakdown == "crashed" and not is_robustness(seen.case):
            yield seen.finding(
                self.name, Severity.ERROR, last_seen(seen), seen.case.family,
                "the client crashes",
                expected="an output or an error", actual=last_words(seen.result, "it has ended"),
            )  # fmt: skip


class Driver:
    """The driver keeps to its protocol: one line, with the id of the call, for each call."""

    name = "driver"

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """One finding for a driver that breaks the protocol."""
        breakdown = seen.result.breakdown or ""
        if breakdown in _WRITES:
            yield seen.finding(
                self.name, Severity.ERROR, "driver", breakdown.replace(" ", "-"),
                _WRITES[breakdown],
                expected="one line of JSON with the id of the call",
                actual=last_words(seen.result, breakdown),
            )  # fmt: skip


def is_endless(seen: ClientObservation) -> bool:
    """Whether a client has asked for more pages than there are."""
    most = seen.case.attempts[1]
    return seen.case.paginate and most is not None and len(seen.requests) > most


def last_seen(seen: ClientObservation) -> str:
    """The reply that the client has seen last, in words."""
    if not seen.requests:
        return "request"
    if is_robustness(seen.case):
        return f"reply {label_of(seen.case)}"
    return f"reply {reply_words(seen.case.reply_to(len(seen.requests) - 1))}"


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
