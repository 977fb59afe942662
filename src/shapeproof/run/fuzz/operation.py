"""Fuzzes one operation: drawn requests on an accepted base, failures made small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from shapeproof.contract.model import Operation
from shapeproof.exchange import Case, Expect, Finding
from shapeproof.run.bench import Bench
from shapeproof.run.events import CaseFinished, Event, FindingFound
from shapeproof.run.faulted import FaultedCases
from shapeproof.run.fuzz.memory import FuzzMemory
from shapeproof.run.legal import LegalCases
from shapeproof.run.phase import PhaseContext
from shapeproof.run.reduce import Reducer
from shapeproof.run.state import SetupFailed

PHASE = "fuzz"
NAMES = 1_000
"""From here up indices of names are those of this phase; three for each operation."""
_MOST_TIMEOUTS = 3


@dataclass
class FuzzedOperation:
    """Runs the drawn cases of one operation; ``events`` is to be consumed once.

    ``index`` tells its names apart from those of other operations; ``unmet`` says that what the
    lifecycle guesses of it cannot be met.
    """

    context: PhaseContext
    operation: Operation
    base: Case
    memory: FuzzMemory
    index: int
    unmet: bool = False
    _told: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._bench = self._new_bench(3 * self.index)
        self._legal = LegalCases(self._bench, self.base)
        self._faulted = FaultedCases(self._bench, self.base, self._legal.refusals)
        other = self._new_bench(3 * self.index + 1)
        trials = LegalCases(other, self.base, reduces=False)
        self._reducer = Reducer(other, self.base, trials.run)

    def _new_bench(self, index: int) -> Bench:
        context = self.context
        session, namer = context.session(), context.namer(NAMES + index)
        bench = Bench.of(session, namer, self.operation, context.observer())
        if self.unmet:
            bench.forget_need()
        return bench

    def events(self, drawn: Sequence[Case]) -> Iterator[Event]:
        """Run what failed in earlier runs first, then what was drawn."""
        remembered = self.memory.cases(self.operation.name)
        for case in remembered:
            failed = len(self._told)
            yield from self._run(case)
            if len(self._told) == failed:
                self.memory.forget(case)
        for number, case in enumerate(drawn):
            named = replace(case, id=f"{case.id}:{number + 1:03}") if case.fault is None else case
            yield from self._run(named)
            if self._bench.session.timeouts >= _MOST_TIMEOUTS:
                break
        self._faulted.settle()
        yield from self._findings(None)

    def _run(self, case: Case) -> Iterator[Event]:
        if case.expect is Expect.ACCEPT:
            self._faulted.settle()
            yield from self._findings(None)
        runner = self._legal if case.expect is Expect.ACCEPT else self._faulted
        try:
            outcome = runner.run(case)
        except SetupFailed:
            outcome = "not run"
            self._bench.drop()
        yield CaseFinished(self.operation.name, case.id, PHASE, outcome)
        yield from self._findings(case)

    def _findings(self, case: Case | None) -> Iterator[Event]:
        """What was found; a drawn legal request that was not reduced yet is, and kept."""
        observer = self._bench.observer
        found, observer.findings = observer.findings, []
        new = [each for each in found if each.id not in self._told]
        if case is not None and case.family == PHASE and new:
            found = self._reduced(case, found)
        self._told |= {each.id for each in found}
        if new and case is not None:
            self.memory.keep(case)
        yield from (FindingFound(replace(each, phase=PHASE)) for each in found)

    def _reduced(self, case: Case, found: list[Finding]) -> list[Finding]:
        """The findings of a request as the smallest requests that still show them have them."""
        kept: list[Finding] = []
        for each in found:
            shown = each.exchange.case
            if each.id in self._told or (shown is not None and shown.family != PHASE):
                kept.append(each)  # reduced already
            elif all(each.id != other.id for other in kept):
                kept += self._reducer.smallest(case, each)
        return kept
