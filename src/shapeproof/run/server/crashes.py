"""Blames a crash on the request that caused it.

An earlier request may have damaged the target: one that crashed it, or one with a fault that it has
accepted and kept, so that a healthy request fails as well. Where there was one since the target was
last seen healthy, the crashing request is sent once more, alone: in a new state, in which the base
request is accepted first. So is one that was not answered in time: the machine may have been busy.
Each is sent again at once before: a failure that does not come again says nothing of the request.
"""

from __future__ import annotations

from shapeproof.exchange import Case, Exchange, Finding
from shapeproof.exchange.reasons import Reason, ReasonKind
from shapeproof.run.plan import OutOfBudget
from shapeproof.run.server.flips import is_by_chance, without_chance
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.setup import SetupFailed
from shapeproof.run.server.told_crashes import remember, untold, was_told


def blamed(
    harness: OperationHarness, base: Case, case: Case, found: list[Finding], *, again: bool = False
) -> list[Finding]:
    """What a crash has shown; nothing where the request does not crash the target by itself.

    With a reviewed lifecycle the state is known, and each crash is told. So is what has ended the
    server: that is sure already. ``again`` shows what was told before. Raises OutOfBudget.
    """
    if not found:
        return found
    reviewed, was_disturbed = harness.contract.lifecycle.reviewed, harness.was_disturbed
    if not reviewed and not again and was_told(harness.observer, found[0]):
        return []
    found = without_chance(
        harness.session, harness.observer, found, lambda: _crashes_afresh(harness, case)
    )
    if reviewed:
        return found
    if is_by_chance(found):
        return [] if was_disturbed else found
    try:
        shown = found if _is_to_blame(harness, base, case, found) else []
    except OutOfBudget as end:
        if _is_gone(end) and _broke_connection(found[0].exchange):
            raise OutOfBudget(end.reason, (*found, *end.findings)) from None
        raise
    for each in shown:
        remember(harness.observer, each)
    return shown


def _crashes_afresh(harness: OperationHarness, case: Case) -> bool:
    """Whether a case crashes the target in a new state, where it does not in the one before."""
    harness.drop()
    try:
        again, _ = harness.run(case, harness.state_for(case))
    except SetupFailed:
        return False
    finally:
        harness.drop()
    return again.crashed


def _is_to_blame(harness: OperationHarness, base: Case, case: Case, found: list[Finding]) -> bool:
    exchanges = [each.exchange for each in found]
    if any(each.stopped_server for each in exchanges):
        return True
    if not harness.was_disturbed and not any(each.timed_out for each in exchanges):
        return True
    harness.drop()
    try:
        return _crashes_alone(harness, base, case, exchanges[0])
    except SetupFailed as failed:
        return _has_ended_it(exchanges[0], failed.exchange)
    finally:
        harness.drop()


def _has_ended_it(crash: Exchange, later: Exchange | None) -> bool:
    """Whether a server whose connection a request has broken accepts none any more."""
    return later is not None and later.found_no_server and _broke_connection(crash)


def _broke_connection(crash: Exchange) -> bool:
    return (crash.failure or "").startswith("reset")


def _is_gone(end: OutOfBudget) -> bool:
    return isinstance(end.reason, Reason) and end.reason.kind is ReasonKind.GONE


def of_target_itself(harness: OperationHarness, base: Case, found: list[Finding]) -> list[Finding]:
    """As ``blamed``, for requests that need not be accepted in any state: nothing is sent again."""
    kept = found if harness.contract.lifecycle.reviewed else untold(harness.observer, found)
    kept = without_chance(harness.session, harness.observer, kept)
    if is_by_chance(kept):
        return [] if harness.was_disturbed else kept
    crashes = [each for each in kept if each.exchange.crashed]
    if crashes and is_damaged(harness, base):
        return []
    for each in crashes:
        remember(harness.observer, each)
    return kept


def is_damaged(harness: OperationHarness, base: Case) -> bool:
    """Whether the base request, which was accepted before, is accepted no more in a new state.

    With a reviewed lifecycle nobody asks. Raises OutOfBudget.
    """
    if not harness.was_disturbed or harness.contract.lifecycle.reviewed:
        return False
    harness.drop()
    try:
        return not _sent_base(harness, base).accepted
    except SetupFailed:
        return True


def _crashes_alone(harness: OperationHarness, base: Case, case: Case, crash: Exchange) -> bool:
    healthy = _sent_base(harness, base)
    if not healthy.accepted:
        return _has_ended_it(crash, healthy)  # else the damage is done, and not by this request
    again, _ = harness.run(case, harness.state_for(case))
    return again.crashed


def _sent_base(harness: OperationHarness, base: Case) -> Exchange:
    healthy, _ = harness.run(base, harness.state_for(base))
    harness.after(healthy)
    return healthy
