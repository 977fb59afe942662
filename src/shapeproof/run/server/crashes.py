"""Blames a crash on the request that caused it.

An earlier request may have damaged the target: one that crashed it, or one with a fault that it has
accepted and kept, so that a healthy request fails as well. Where there was one since the target was
last seen healthy, the crashing request is sent once more, alone: in a new state, in which the base
request is accepted first.
"""

from __future__ import annotations

import re

from shapeproof.exchange import Case, Family, Finding
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.setup import SetupFailed


def blamed(
    harness: OperationHarness, base: Case, case: Case, found: list[Finding]
) -> list[Finding]:
    """What a crash has shown; nothing where the request does not crash the target by itself.

    With a reviewed lifecycle the state is known, and each crash is told. So is what has ended the
    server: that is sure already. Raises OutOfBudget.
    """
    if not found or harness.contract.lifecycle.reviewed:
        return found
    if told_before(harness, found[0]):
        return []
    if not harness.was_disturbed:
        return found
    if any(each.exchange.stopped_server for each in found):
        return found
    harness.drop()
    try:
        return found if _crashes_alone(harness, base, case) else []
    except SetupFailed:
        return []
    finally:
        harness.drop()


def told_before(harness: OperationHarness, crash: Finding) -> bool:
    """Whether the same place has crashed the target with the same words before; noted if not.

    With a reviewed lifecycle each constraint counts.
    """
    case = crash.exchange.case
    is_of_place = bool(crash.pointer) or (case is not None and case.family is Family.ABSENT)
    if harness.contract.lifecycle.reviewed or not is_of_place:
        return False
    response = crash.exchange.response
    words = response.body.decode("utf-8", "replace") if response else crash.exchange.failure
    # What is quoted is a value of the request, as a rule.
    shown = re.sub(r"[0-9a-f-]{8,}|\d+", "~", re.split("['\"]", words or "", maxsplit=1)[0])
    key = (crash.pointer, shown[:_MOST_WORDS])
    is_known = key in harness.crashes
    harness.crashes.add(key)
    return is_known


_MOST_WORDS = 200


def of_target_itself(harness: OperationHarness, base: Case, found: list[Finding]) -> list[Finding]:
    """As ``blamed``, for requests that need not be accepted in any state: nothing is sent again."""
    crashes = [each for each in found if each.exchange.crashed]
    if crashes and (told_before(harness, crashes[0]) or is_damaged(harness, base)):
        return []
    return found


def is_damaged(harness: OperationHarness, base: Case) -> bool:
    """Whether the base request, which was accepted before, is accepted no more in a new state.

    With a reviewed lifecycle nobody asks. Raises OutOfBudget.
    """
    if not harness.was_disturbed or harness.contract.lifecycle.reviewed:
        return False
    harness.drop()
    try:
        return not _accepts_base(harness, base)
    except SetupFailed:
        return True


def _crashes_alone(harness: OperationHarness, base: Case, case: Case) -> bool:
    if not _accepts_base(harness, base):
        return False  # the damage is done, and not by this request
    again, _ = harness.run(case, harness.state_for(case))
    return again.crashed


def _accepts_base(harness: OperationHarness, base: Case) -> bool:
    healthy, _ = harness.run(base, harness.state_for(base))
    harness.after(healthy)
    return healthy.accepted
