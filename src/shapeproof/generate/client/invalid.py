"""Calls with one fault: a client may refuse them or send them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from shapeproof.contract.pointer import join
from shapeproof.exchange import Case, ClientCase, Expect, Fault, Outcome
from shapeproof.generate.client.answers import Answers
from shapeproof.generate.client.requests import label_of
from shapeproof.generate.client.turns import thinned

_MANY = frozenset({"type", "enum"})
"""Constraints that can be broken in many ways: each place gets one of them in turn."""


def invalid_cases(answers: Answers) -> Iterator[ClientCase]:
    """Each constraint of each place broken in one way, each with a plain success."""
    faulty = (
        case
        for case in answers.coverage
        if case.expect is Expect.REJECT and case.distortion is None
    )
    for case in thinned(faulty, _group, answers.position):
        yield answers.case(
            "invalid",
            label_of(case),
            answers.plain,
            outcome=Outcome.OPEN,
            pointer=case.pointer,
            params=case.params,
            attempts=(0, None),
            fault=case.fault,
        )
    yield from _without_labels(answers)


def _without_labels(answers: Answers) -> Iterator[ClientCase]:
    """Each label of the path left out. A server is never asked so: nothing would be bound to it."""
    base = answers.requests.minimal
    for name, member in answers.operation.request.get("properties", {}).items():
        if member.get("x-location") == "uri" and name in base:
            pointer = join((name,))
            yield answers.case(
                "invalid",
                "left-out",
                answers.plain,
                outcome=Outcome.OPEN,
                pointer=pointer,
                params={key: value for key, value in base.items() if key != name},
                attempts=(0, None),
                fault=Fault(pointer, "required", "left out", "client"),
            )


def _group(case: Case) -> Hashable | None:
    fault = case.fault
    if fault is None or fault.constraint not in _MANY or label_of(case) == "null":
        return None
    return case.pointer, fault.constraint
