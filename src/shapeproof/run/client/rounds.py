"""The operations of a bounded run against a client take turns: each has its share of the bound.

First comes the minimal call of each operation, then the most telling cases of all, and so on
(``generate/client/levels.py``). Cases are made when their level comes, and no longer than there is
time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue

from shapeproof.exchange import ClientCase
from shapeproof.exchange.events import Event, OperationFinished
from shapeproof.exchange.reasons import EndReason, StopReason
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.client.levels import IN_TURN, CaseLevel, client_levels
from shapeproof.run.client.fuzz import Played
from shapeproof.run.client.judge import ClientJudge, ClientSession
from shapeproof.run.client.operation import ClientOperationRun

Play = Callable[[], Played | None]
_Step = tuple[CaseLevel, Play | None]
"""A case and its level; None in place of the case where a level begins, before it is made."""


@dataclass
class OperationTurns:
    """One operation of a bounded run. ``size`` is how many cases a turn has."""

    run: ClientOperationRun
    size: int
    level: CaseLevel = CaseLevel.MINIMAL
    done: bool = False
    broken: bool = False
    """Whether the client broke down at the last call of the last turn."""
    _requests: int = 0
    _breakdowns: int = 0
    _fuzz_is_over: bool = False
    _judge: ClientJudge | None = field(default=None, repr=False)
    _steps: Iterator[_Step] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._steps = self._all_steps()

    def turn(self, session: ClientSession) -> Iterator[Event]:
        """The next cases of its level. Raises OutOfBudget, and UnreachableTarget."""
        yield from self._start(session)
        before, session.breakdowns = session.requests, self._breakdowns
        try:
            yield from self._next()
        finally:
            self._requests += session.requests - before
            self._breakdowns, session.breakdowns = session.breakdowns, 0
            self.broken = self.run.given_up or self._breakdowns > 0
        if self.done:
            yield self._finished()

    def end(self, reason: EndReason) -> Iterator[Event]:
        """What is left to report where the run ends before all is done."""
        if self._judge is None:
            yield self.run.begun()
        self.run.stopped, self.done = reason, True
        yield self._finished()

    def _start(self, session: ClientSession) -> Iterator[Event]:
        session.budget.check()
        if self._judge is None:
            self._judge = self.run.judge(session)
            yield self.run.begun()
        self._judge.session = session

    def _next(self) -> Iterator[Event]:
        assert self._judge is not None
        left = self.size if self.level in IN_TURN else None
        for level, play in self._steps:
            if play is None:
                self.level = level
                return
            played = play()
            if played is not None:
                yield from self.run.events_of(self._judge, played)
            if self.run.lacking or self.run.given_up:
                break
            if left is not None:
                left -= 1
                if left == 0:
                    return
        self.done = True

    def _finished(self) -> OperationFinished:
        return self.run.finished(self._requests)

    def _all_steps(self) -> Iterator[_Step]:
        run = self.run
        covers, draws = ("coverage" in run.plan.run_phases, "fuzz" in run.plan.run_phases)
        for level, cases in client_levels(self._builder()):
            if level > CaseLevel.MINIMAL:
                yield level, None
            if level is CaseLevel.DRAWN and draws:
                yield from self._drawn()
            elif covers or level is CaseLevel.MINIMAL:
                for case in cases:
                    self._note(case)
                    if covers:
                        yield level, partial(self._covered, case)

    def _note(self, case: ClientCase) -> None:
        self.run.begins_with(case)
        if case.fault is not None:
            self.run.tallies.faults.add(case.id)

    def _covered(self, case: ClientCase) -> Played | None:
        assert self._judge is not None
        self._judge.phase = "coverage"
        return self.run.played(self._judge, case)

    def _drawn(self) -> Iterator[_Step]:
        """Drawn calls; each is drawn when it is played."""
        assert self._judge is not None
        calls = self.run.fuzzed(self._judge)
        while not self._fuzz_is_over:
            yield CaseLevel.DRAWN, partial(self._fuzzed, calls)

    def _fuzzed(self, calls: Iterator[Played]) -> Played | None:
        assert self._judge is not None
        self._judge.phase = "fuzz"
        played = next(calls, None)
        self._fuzz_is_over = played is None
        return played

    def _builder(self) -> ClientCaseBuilder:
        run = self.run
        return ClientCaseBuilder(
            run.contract, run.operation, run.codec, among=run.sharing, check=self._check
        )

    def _check(self) -> None:
        if self._judge is not None:
            self._judge.session.budget.check()


Turn = tuple[OperationTurns, Iterable[Event]]
Guarded = Callable[[OperationTurns, ClientSession], Iterator[Event]]


@dataclass(frozen=True)
class ClientRounds:
    """The turns of all operations, of each the next one, the lowest level first.

    ``guarded`` are the events of a turn; where there are several sessions, turns are side by side.
    """

    turns: Sequence[OperationTurns]
    sessions: Sequence[ClientSession]
    guarded: Guarded

    def all(self) -> Iterator[Turn]:
        """The turns with their events, which are to be consumed in order. Raises OutOfBudget."""
        while running := [each for each in self.turns if not each.done]:
            level = min(each.level for each in running)
            yield from self._round([each for each in running if each.level == level])

    def _round(self, running: Sequence[OperationTurns]) -> Iterator[Turn]:
        if len(self.sessions) == 1:
            for each in running:
                yield each, self.guarded(each, self.sessions[0])
            return
        free: SimpleQueue[ClientSession] = SimpleQueue()
        for session in self.sessions:
            free.put(session)

        def played(turns: OperationTurns) -> tuple[list[Event], Exception | None]:
            session = free.get()
            events: list[Event] = []
            try:
                for event in self.guarded(turns, session):
                    events.append(event)
            except Exception as end:  # raised once the events of all turns are told
                return events, end
            finally:
                free.put(session)
            return events, None

        with ThreadPoolExecutor(len(self.sessions)) as pool:
            try:
                ends = []
                for each, future in [(each, pool.submit(played, each)) for each in running]:
                    events, end = future.result()
                    yield each, events
                    ends += [end] if end is not None else []
            except BaseException:
                self.sessions[0].budget.stop(StopReason.INTERRUPTED)
                raise
        if ends:
            raise ends[0]
