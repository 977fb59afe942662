"""The server failed: a 5xx, or no usable answer at all. Each crash stands alone."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.checks.bodies import shown
from shapeproof.checks.case_words import at_place, label_of
from shapeproof.checks.interface import Observation
from shapeproof.exchange import Case, Exchange, Expect, Finding, Severity

_FLOOD = 100_000
"""Bytes of a body that a server may refuse by closing the connection while it is being sent."""


class ServerError:
    """Any 5xx that is not a modeled error told as such, and every broken connection."""

    name = "server_error"

    def check(self, seen: Observation) -> Iterator[Finding]:
        """One finding for a crash."""
        exchange = seen.exchange
        if not exchange.crashed or _is_fine(exchange):
            return
        if exchange.response is None:
            actual = exchange.failure or "no answer"
        else:
            if self._is_modeled(seen):
                return
            text = exchange.response.body[:300].decode("utf-8", "replace")
            actual = f"status {exchange.response.status}: {shown(text)}"
        where, constraint, what = _occasion(exchange)
        yield seen.finding(
            self.name,
            Severity.ERROR,
            where,
            constraint,
            f"the server fails on {what}",
            expected="an answer below 500",
            actual=actual,
            pointer=exchange.case.pointer if exchange.case else "",
        )

    def _is_modeled(self, seen: Observation) -> bool:
        said = seen.codec.decode_error(seen.response)
        modeled = {error.code: error.status for error in seen.contract.errors_of(seen.operation)}
        return said.code in modeled and modeled[said.code] == seen.response.status


def _is_fine(exchange: Exchange) -> bool:
    """Whether a server may do so: 501 to a method it does not know, a flood cut off (no hang)."""
    case = exchange.case
    if case is None:
        return False
    if exchange.response is None:
        hangs = (exchange.failure or "").startswith("timeout")
        return case.expect is Expect.OPEN and len(exchange.request.body) > _FLOOD and not hangs
    return case.expect is Expect.UNROUTED and exchange.response.status == 501


def _occasion(exchange: Exchange) -> tuple[str, str, str]:
    case = exchange.case
    if case is None:
        return "request", "crash", "a plain valid request"
    where = f"request {case.pointer}".strip()
    if case.fault is not None:
        return where, case.fault.constraint, case.fault.how + at_place(case.pointer)
    kind = _kind(case)
    return where, kind, f"a request of the kind {kind!r}{at_place(case.pointer)}"


def _kind(case: Case) -> str:
    return case.family if case.family == "label" else f"{case.family} {label_of(case)}".strip()
