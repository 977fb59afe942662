"""The faults that a run has planted: values that the target has accepted although it must not.

They come back in later answers, of the same operation and of others. That the target has taken
them is told where they were sent. A structure within which it has refused none is not looked at:
its first few faults say so, the others repeat it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeproof.checks.schema_findings import folded
from shapeproof.contract.pointer import Tokens, lookup, parse
from shapeproof.exchange import Exchange, Fault, Finding
from shapeproof.generate.cases.variants import UNKNOWN_MEMBER

_LEFT_OUT = "left out"
_TELLING = frozenset({"required", "enum"})
"""Constraints about which models are right: that one is not checked is an error."""
_ENOUGH = 2
"""Accepted faults that say that a structure is not looked at."""
_LONG_ENOUGH = 6
"""Letters of a name that tell the member, where the end of another one is the same."""


@dataclass
class PlantedFaults:
    """Remembers accepted faults by member and value; shared by all operations of a run.

    ``disturbances`` counts what may have damaged the target: accepted faults and crashes.
    """

    disturbances: int = 0
    crashes: set[tuple[str, str, str]] = field(default_factory=set)
    """Crashes that were told: the operation, the place of the fault, and what the target said."""
    flips: int = 0
    """Failures that did not come again when the same request was sent again."""
    _known: set[tuple[str, str]] = field(default_factory=set)
    _within: dict[tuple[str, Tokens], list[tuple[str, str]]] = field(default_factory=dict)
    """The faults accepted within each structure of an operation's request: place, constraint."""
    _looked_at: set[tuple[str, Tokens]] = field(default_factory=set)
    """Structures within which a fault was refused, or has crashed the target."""

    def note(self, exchange: Exchange) -> None:
        """Remember a crash, and the fault of an accepted request."""
        case = exchange.case
        faulted = case is not None and case.fault is not None and exchange.accepted
        self.disturbances += faulted or exchange.crashed
        if case is None or case.fault is None:
            return
        self._note_structures(exchange, case.fault)
        if exchange.accepted:
            self._keep(case.fault, exchange.params)

    def note_untold(self, fault: Fault, params: Mapping[str, Any]) -> None:
        """Remember a fault that was accepted where nobody tells it."""
        self.disturbances += 1
        self._keep(fault, params)

    def _keep(self, fault: Fault, params: Mapping[str, Any]) -> None:
        if fault.pointer:
            tokens = parse(fault.pointer)
            self._known.add((_member(tokens), _value(params, tokens)))

    def _note_structures(self, exchange: Exchange, fault: Fault) -> None:
        for structure in _structures(exchange, fault):
            if not exchange.accepted:
                self._looked_at.add(structure)
            elif fault.constraint in _TELLING:
                known = self._within.setdefault(structure, [])
                if (fault.pointer, fault.constraint) not in known:
                    known.append((fault.pointer, fault.constraint))

    def repeats(self, exchange: Exchange) -> bool:
        """Whether an accepted fault says again that a structure around its place is not looked at.

        It does where enough others were accepted within the structure before, and none was refused.
        """
        fault = exchange.case.fault if exchange.case else None
        if fault is None:
            return False
        this = (fault.pointer, fault.constraint)
        return any(
            structure not in self._looked_at
            and this in (known := self._within.get(structure, []))
            and known.index(this) >= _ENOUGH
            for structure in _structures(exchange, fault)
        )

    def explain(self, finding: Finding, body: Any) -> bool:
        """Whether what a finding shows in the body of an answer is a fault that was planted."""
        if not finding.pointer:
            return False
        tokens = parse(finding.pointer)
        if tokens[-1] == UNKNOWN_MEMBER:
            return True
        member, value = _member(tokens), _value(body, tokens)
        if not tokens[-1].isdigit():
            return (member, value) in self._known or (
                value == _LEFT_OUT and self._is_tail_of_left_out(member)
            )
        # What lists names, say Groups, has under each index what was sent as GroupName.
        stem = member.removesuffix("s").removesuffix("list")
        # A copy: other threads may add to it meanwhile.
        return any(known == value and name.startswith(stem) for name, known in tuple(self._known))

    def _is_tail_of_left_out(self, member: str) -> bool:
        """Whether a member was left out under a longer name: RuleDefinition is read as Definition.

        Short names (Id, Name) are the tails of too many others.
        """
        return len(member) >= _LONG_ENOUGH and any(
            known == _LEFT_OUT and name.endswith(member) for name, known in tuple(self._known)
        )


def _structures(exchange: Exchange, fault: Fault) -> list[tuple[str, Tokens]]:
    """The structures, lists and maps around the place of a fault, without the whole request."""
    tokens = parse(fault.pointer)
    return [(exchange.operation, tokens[:length]) for length in range(1, len(tokens))]


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
