"""What is made again after its removal has nothing of the old one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from shapeproof.checks.interface import Observation
from shapeproof.checks.lifecycle.telling import Fault, answer_of, told
from shapeproof.exchange import Finding

NAME = "leftovers"


def refused_again(seen: Observation, remover: str, what: str) -> Iterator[Finding]:
    """A finding where what was removed cannot be made again as it was made before."""
    if seen.exchange.accepted or seen.exchange.crashed:
        return
    maker = seen.operation.name
    message = f"{remover} has removed the {what}, but {maker} cannot make it again"
    fault = Fault("made again", "refused", message, "a success", answer_of(seen.exchange))
    yield told(NAME, maker, seen, fault)


def old_values(seen: Observation, maker: str, what: str, marks: Iterable[str]) -> Iterator[Finding]:
    """A finding where a text that only the old one was given comes back."""
    body = json.dumps(seen.exchange.output, ensure_ascii=False)
    left = [mark for mark in marks if mark in body]
    if not left:
        return
    fault = Fault(
        f"response of {seen.operation.name}",
        "old value",
        f"the {what} was removed and made again, but shows a value of the old one",
        "nothing of the old one",
        left[0],
    )
    yield told(NAME, maker, seen, fault)


def old_child(seen: Observation, maker: str, what: str, child: str) -> Finding:
    """A finding for a thing that the old one held and the new one is found to hold."""
    fault = Fault(
        f"{child} by {seen.operation.name}",
        "old part",
        f"the {what} was removed and made again, but holds the {child} of the old one",
        f"no {child}",
        answer_of(seen.exchange),
    )
    return told(NAME, maker, seen, fault)
