"""Checks of clients that do not answer, or that take broken bytes for a reply."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.client import texts
from shapeproof.checks.client.interface import ClientObservation, is_refusal, is_robustness
from shapeproof.checks.client.texts import DRIVER_BREAKDOWNS, label_of, reply_words
from shapeproof.checks.interface import Subject
from shapeproof.exchange import Finding, Outcome, Severity


class Hang:
    """An answer comes within the time of a call."""

    name = "hang"
    judges = Subject.CLIENT_CALL
    severity = Severity.ERROR

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """One finding for a client that does not answer."""
        if seen.result.breakdown == "hung" and not is_endless(seen):
            place, family = last_seen(seen), seen.case.family
            yield seen.finding(self.name, self.severity, place, family, texts.hung(seen.result))


class Crash:
    """The client survives what the contract allows."""

    name = "crash"
    judges = Subject.CLIENT_CALL
    severity = Severity.ERROR

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """One finding for a client that exits instead of answering."""
        if seen.result.breakdown == "crashed" and not is_robustness(seen.case):
            place, family = last_seen(seen), seen.case.family
            yield seen.finding(self.name, self.severity, place, family, texts.crashed(seen.result))


class Robustness:
    """Bytes that the contract never allows are a transport error, not the end of the client."""

    name = "robustness"
    judges = Subject.CLIENT_CALL
    severity = Severity.WARNING

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """One finding for a success, a crash or another kind; another check reports a hang."""
        if not is_robustness(seen.case) or not seen.requests or is_refusal(seen):
            return
        if seen.result.breakdown == "crashed":
            constraint, said = "crash", texts.crashed_on_broken_reply(seen.result)
        elif seen.result.succeeded and seen.case.outcome is Outcome.FAILURE:
            constraint, said = "success", texts.took_broken_reply(seen.result)
        elif _is_other_kind(seen):
            constraint, said = "kind", texts.broken_as(seen.result)
        else:
            return
        yield seen.finding(self.name, self.severity, last_seen(seen), constraint, said)


def _is_other_kind(seen: ClientObservation) -> bool:
    """Whether a lost connection or an unreadable success is told as an error of the service.

    What has the status of an error may be told as one.
    """
    error = seen.result.error
    if error is None or seen.case.outcome is not Outcome.FAILURE or error.kind == "transport":
        return False
    reply = seen.case.reply_to(len(seen.requests) - 1)
    response = reply.response if reply is not None else None
    return response is None or 200 <= response.status < 300


class Driver:
    """The driver keeps to its protocol: one line, with the id of the call, for each call."""

    name = "driver"
    judges = Subject.CLIENT_CALL
    severity = Severity.ERROR

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """One finding for a driver that breaks the protocol."""
        breakdown = seen.result.breakdown
        if breakdown is not None and breakdown in DRIVER_BREAKDOWNS:
            said = texts.driver_broke_protocol(seen.result, breakdown)
            constraint = breakdown.replace(" ", "-")
            yield seen.finding(self.name, self.severity, "driver", constraint, said)


def is_endless(seen: ClientObservation) -> bool:
    """Whether a client has requested more pages than there are."""
    most = seen.case.attempts[1]
    return seen.case.paginate and most is not None and len(seen.requests) > most


def last_seen(seen: ClientObservation) -> str:
    """The last reply that the client has seen; it is a part of finding ids."""
    if not seen.requests:
        return "request"
    if is_robustness(seen.case):
        return f"reply {label_of(seen.case)}"
    return f"reply {reply_words(seen.case.reply_to(len(seen.requests) - 1))}"
