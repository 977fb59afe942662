"""The cases of the kind ``robustness``: what no SDK can send, and amounts that no user asks for.

An SDK sends members of the right JSON types under names that it knows, to the path and with the
method of an operation, and leaves out members that are null (boto3 refuses None, the others drop
it). Whatever else a server is sent comes from no client of its users, so that a finding about it
hides those that matter. A missing member, a value outside an enum or a bound does come from
clients: SDKs that do not check parameters send it. Where all values are text, a word for a number
comes from those as well: it is written like any number.

ARNs and tokens of pages come from the server: a text that is neither is legal by the model, and
users do not send one. An ARN of something else, and a token left out, are sent anyway.

Two thousand million shards are legal where the model states no maximum, and a mock server that
makes them is gone. The real service has a quota, so nothing is learned from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from shapeproof.contract.model import Contract
from shapeproof.contract.pointer import parse
from shapeproof.contract.shape import Shape
from shapeproof.exchange import Case, Expect, Family
from shapeproof.exchange.faults import BODY
from shapeproof.generate.cases.faults import WORD

_FAMILIES = frozenset({Family.NULL, Family.UNKNOWN_MEMBER, Family.ROUTE, Family.BODY})
_FREE_TEXTS = frozenset({Family.LENGTH, Family.TEXT, Family.BOUND, Family.EMPTY})
_ARN = re.compile(r"arns?$", re.IGNORECASE)
_TOKEN = re.compile(
    r"(?:next|page|pagination|continuation)_?token$|^(?:next_?)?marker$", re.IGNORECASE
)
_CONSTRAINTS = frozenset({"type", BODY})
MOST = 1_000
"""The largest amount that is asked for where the model states no maximum."""
_AMOUNT = re.compile(
    r"Count|Capacit|Size|Number|Limit|Max|Min|Desired|Quantity|Units|Replicas|Instances|Shards"
    r"|Workers|Threads|Slots|Partitions|Nodes|Retries|Attempts|Copies|Cpu|Memory|Storage|Volume",
    re.IGNORECASE,
)


def is_robustness(case: Case) -> bool:
    """Whether no SDK can send the request of a case."""
    if case.label == WORD and case.family is Family.INVALID:
        return False
    if case.fault is not None and case.fault.constraint in _CONSTRAINTS:
        return True
    if case.distortion is not None and (case.distortion.raw or case.fault is not None):
        return True
    if case.family is Family.NUMBER and case.label in ("large", "huge"):
        return _names_amount(parse(case.pointer))
    if case.fault is None and _is_made_up(case):
        return True
    is_sent = case.family is Family.BODY and case.expect is Expect.ACCEPT
    return case.family in _FAMILIES and not is_sent


def may_kill(case: Case) -> bool:
    """Whether a server may be gone afterwards.

    Whole bodies of another form have ended some, and huge amounts take all memory.
    """
    return case.family in (Family.BODY, Family.NUMBER) and is_robustness(case)


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


def in_amounts(shape: Shape, value: Any, tokens: tuple[str, ...] = ()) -> Any:
    """A request whose amounts are at most ``MOST`` where the model states no maximum."""
    if isinstance(value, list):
        return [in_amounts(shape.item, each, (*tokens, "0")) for each in value]
    if isinstance(value, Mapping) and shape.type == "object" and not shape.is_document:
        return {
            name: in_amounts(shape.member(name), each, (*tokens, name))
            for name, each in value.items()
        }
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and value > MOST and "maximum" not in shape.schema and _names_amount(tokens):
        return max(MOST, shape.schema.get("minimum", MOST))
    return value


def _is_made_up(case: Case) -> bool:
    """Whether a text is sent in the place of an ARN or a token that the server has made."""
    names = [token for token in parse(case.pointer) if not token.isdigit()]
    if not names:
        return False
    if case.family in _FREE_TEXTS and _ARN.search(names[-1]):
        return True
    return case.family in _FREE_TEXTS | {Family.ALONE} and bool(_TOKEN.search(names[-1]))


def _names_amount(tokens: tuple[str, ...]) -> bool:
    names = [token for token in tokens if not token.isdigit()]
    return bool(names) and _AMOUNT.search(names[-1]) is not None
