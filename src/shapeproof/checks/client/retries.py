"""Checks of retries: how often a client sends a request, and whether it sends the same again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.checks.client import texts
from shapeproof.checks.client.comparison.paths import path_of
from shapeproof.checks.client.interface import (
    ClientObservation,
    gave_up_early,
    has_answered,
    is_refusal,
)
from shapeproof.checks.client.requests import media_type
from shapeproof.checks.client.texts import reply_words, shown
from shapeproof.checks.interface import Subject
from shapeproof.checks.texts import NOTHING
from shapeproof.exchange import ClientFamily, Finding, HttpRequest, Outcome, Severity, Text
from shapeproof.wire.interface import Codec

_JUDGED = (Outcome.OUTPUT, Outcome.ERROR)
_FINAL = 1
"""The most requests of a case whose replies are never worth a retry."""


class Retries:
    """The client retries where it is expected to, and nowhere else."""

    name = "retries"
    judges = Subject.CLIENT_CALL
    severity = Severity.ERROR

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """One finding for too few or too many requests."""
        case, count = seen.case, len(seen.attempts)
        may_end = case.outcome in _JUDGED or case.family is ClientFamily.RETRY
        if not has_answered(seen) or case.paginate or not may_end:
            return
        if is_refusal(seen):
            return
        least, most = case.attempts
        if gave_up_early(seen):
            last = reply_words(case.reply_to(count - 1))
            yield seen.finding(
                self.name, Severity.WARNING, f"retry after {last}", "no-retry",
                texts.no_retry(least, count),
            )  # fmt: skip
        elif most is not None and count > most:
            last = reply_words(case.reply_to(max(most - 1, 0)))
            endless = most > _FINAL and case.family is ClientFamily.RETRY
            said = (texts.endless_retries if endless else texts.needless_retry)(most, count)
            yield seen.finding(
                self.name, Severity.ERROR, f"retry after {last}",
                "endless" if endless else "retried", said,
            )  # fmt: skip


class RetryBody:
    """A retry is the same request: method, target, body and content type."""

    name = "retry_body"
    judges = Subject.CLIENT_CALL
    severity = Severity.ERROR

    def check(self, seen: ClientObservation) -> Iterator[Finding]:
        """One finding for the first part that has changed."""
        if not has_answered(seen) or seen.case.paginate:
            return
        first = seen.requests[0]
        for index in seen.attempts[1:]:
            again, reply = seen.requests[index], seen.case.reply_to(index - 1)
            if reply and reply.response and 300 <= reply.response.status < 400:
                return  # tolerance redirects
            for part, one, other in _parts(seen.codec, first, again):
                if one != other:
                    yield self._changed(seen, part, one, other)
                    return

    def _changed(self, seen: ClientObservation, part: str, one: Any, other: Any) -> Finding:
        return seen.finding(
            self.name, self.severity, f"retried request {part}", part.replace(" ", "-"),
            texts.changed_retry(part, _shown(one), _shown(other)),
        )  # fmt: skip


def _parts(codec: Codec, first: HttpRequest, again: HttpRequest) -> Iterator[tuple[str, Any, Any]]:
    yield "method", first.method, again.method
    yield "target", _target(first), _target(again)
    yield "body", codec.canonical_body(first.body), codec.canonical_body(again.body)
    one, other = (media_type(each.header("content-type")) for each in (first, again))
    yield "content type", one, other


def _target(request: HttpRequest) -> tuple[str, list[str]]:
    query = request.target.partition("?")[2]
    return path_of(request.target), sorted(query.split("&"))


def _shown(value: Any) -> Text:
    if isinstance(value, tuple):
        value = "?".join(filter(None, (value[0], "&".join(value[1]))))
    text = value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value
    return shown(text) if text else NOTHING
