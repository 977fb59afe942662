"""The cases of the kind ``robustness``: what no SDK can send.

An SDK sends members of the right JSON types under names that it knows, to the path and with the
method of an operation, and leaves out members that are null (boto3 refuses None, the others drop
it). Whatever else a server is sent comes from no client of its users, so that a finding about it
hides those that matter. A missing member, a value outside an enum or a bound does come from
clients: SDKs that do not check parameters send it.
"""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.contract.model import Contract
from shapeproof.exchange import Case, Expect, Family
from shapeproof.exchange.faults import BODY

_FAMILIES = frozenset({Family.NULL, Family.UNKNOWN_MEMBER, Family.ROUTE, Family.BODY})
_CONSTRAINTS = frozenset({"type", BODY})


def is_robustness(case: Case) -> bool:
    """Whether no SDK can send the request of a case."""
    if case.fault is not None and case.fault.constraint in _CONSTRAINTS:
        return True
    if case.distortion is not None and (case.distortion.raw or case.fault is not None):
        return True
    is_sent = case.family is Family.BODY and case.expect is Expect.ACCEPT
    return case.family in _FAMILIES and not is_sent


def may_kill(case: Case) -> bool:
    """Whether a server may be gone afterwards: whole bodies of another form have ended some."""
    return case.family is Family.BODY and is_robustness(case)


def wants_robustness(contract: Contract, *, asked: bool) -> bool:
    """Whether such cases are sent: where the contract is reviewed, or where they are asked for."""
    return asked or contract.lifecycle.reviewed


def sent_cases(cases: Iterable[Case], contract: Contract, *, asked: bool) -> list[Case]:
    """The cases that are sent, in their order.

    With a contract that nobody has reviewed they are sent only if ``asked`` for, and last: what may
    end the server comes at the very end.
    """
    listed = list(cases)
    if contract.lifecycle.reviewed:
        return listed
    if not asked:
        return [each for each in listed if not is_robustness(each)]
    return sorted(listed, key=lambda each: (may_kill(each), is_robustness(each)))
