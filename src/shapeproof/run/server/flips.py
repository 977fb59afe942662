"""Sends a request that has crashed the target again: whether it does so by itself, or by chance.

A proxy may have lost its server for a moment, a database may have been locked. Such a failure
weighs as much as any other, but says nothing of the request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from shapeproof.checks.responses import ServerError
from shapeproof.checks.texts.answers import failed_once
from shapeproof.exchange import Exchange, Expect, Finding
from shapeproof.exchange.findings import NOT_AGAIN
from shapeproof.run.server.session import Observer, Session

_MORE = 3
"""How often it is sent again in a run that has met a failure by chance."""


def without_chance(
    session: Session,
    observer: Observer,
    found: list[Finding],
    fails_afresh: Callable[[], bool] = lambda: False,
) -> list[Finding]:
    """Findings, in which a crash that does not come again is one of no request in particular.

    Where the target refuses the request now, the first one may have changed its state; that is so
    for legal requests only. ``fails_afresh`` says whether it crashes in a new state. Raises
    OutOfBudget.
    """
    return [_settled(session, observer, each, fails_afresh) for each in found]


def is_by_chance(found: list[Finding]) -> bool:
    """Whether the findings are about a crash that does not come again."""
    return any(each.constraint == NOT_AGAIN for each in found)


def _settled(
    session: Session, observer: Observer, finding: Finding, fails_afresh: Callable[[], bool]
) -> Finding:
    crash = finding.exchange
    is_answer = crash.crashed and crash.response is not None
    if finding.check != ServerError.name or not is_answer:
        return finding
    operation = session.contract.operations[crash.operation]
    for _ in range(_MORE if observer.planted.flips else 1):
        again = session.call(operation, crash.params, crash.case)
        if _is_other(crash, again):
            if fails_afresh():
                return finding
            observer.planted.flips += 1
            texts = failed_once(crash, again)
            return replace(
                finding,
                where="request",
                constraint=NOT_AGAIN,
                texts=texts,
                pointer="",
            )
    return finding


def _is_other(crash: Exchange, again: Exchange) -> bool:
    if again.crashed:
        return False
    case = crash.case
    if again.accepted or case is None:
        return again.accepted
    return case.expect is not Expect.ACCEPT
