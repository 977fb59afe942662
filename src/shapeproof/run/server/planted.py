"""The faults that a run has planted: values that the target has accepted although it must not.

They come back in later answers, of the same operation and of others. That the target has taken
them is told where they were sent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from shapeproof.checks.schema_findings import folded
from shapeproof.contract.pointer import Tokens, lookup, parse
from shapeproof.exchange import Exchange, Finding
from shapeproof.generate.cases.variants import UNKNOWN_MEMBER

_LEFT_OUT = "left out"


@dataclass
class PlantedFaults:
    """Remembers accepted faults by member and value; shared by all operations of a run.

    ``disturbances`` counts what may have damaged the target: accepted faults and crashes.
    """

    disturbances: int = 0
    crashes: set[tuple[str, str, str]] = field(default_factory=set)
    """Crashes that were told: the operation, the place of the fault, and what the target said."""
    _known: set[tuple[str, str]] = field(default_factory=set)

    def note(self, exchange: Exchange) -> None:
        """Remember a crash, and the fault of an accepted request."""
        case = exchange.case
        faulted = case is not None and case.fault is not None and exchange.accepted
        self.disturbances += faulted or exchange.crashed
        if case is None or case.fault is None or not exchange.accepted:
            return
        if case.fault.pointer:
            tokens = parse(case.fault.pointer)
            self._known.add((_member(tokens), _value(exchange.params, tokens)))

    def explain(self, finding: Finding, body: Any) -> bool:
        """Whether what a finding shows in the body of an answer is a fault that was planted."""
        if not finding.pointer:
            return False
        tokens = parse(finding.pointer)
        if tokens[-1] == UNKNOWN_MEMBER:
            return True
        member, value = _member(tokens), _value(body, tokens)
        if not tokens[-1].isdigit():
            return (member, value) in self._known
        # What lists names, say Groups, has under each index what was sent as GroupName.
        stem = member.removesuffix("s").removesuffix("list")
        return any(known == value and name.startswith(stem) for name, known in self._known)


def _member(tokens: Tokens) -> str:
    """The member that holds a place, folded; of an element that of its list."""
    names = [each for each in tokens if not each.isdigit()]
    return folded(names[-1]) if names else ""


def _value(document: Any, tokens: Tokens) -> str:
    try:
        found = lookup(document, tokens)
    except (KeyError, TypeError):
        return _LEFT_OUT
    return _LEFT_OUT if found is None else json.dumps(found, sort_keys=True, default=str)
