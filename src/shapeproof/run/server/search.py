"""The bounded search for a base request of one operation."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shapeproof.checks.responses import ServerError
from shapeproof.compile.lifecycle.names import split
from shapeproof.contract.pointer import Tokens
from shapeproof.exchange import Case, Exchange, Finding
from shapeproof.exchange.reasons import EndReason, Reason, ReasonKind, RefusedWith
from shapeproof.generate.repairs import Refusal
from shapeproof.run.server.availability import Controls, Evidence
from shapeproof.run.server.candidates import Candidate, Candidates
from shapeproof.run.server.fresh_places import fresh_places, with_fresh
from shapeproof.run.server.harness import OperationHarness
from shapeproof.run.server.links import Link
from shapeproof.run.server.refusals import best_of, refused_with, says_not_ready, says_taken
from shapeproof.run.server.session import Observer
from shapeproof.run.server.setup import SetupFailed, State
from shapeproof.run.server.taken_names import renamed_call
from shapeproof.run.server.told_crashes import told_once

MOST_TRIES = 24
"""Requests of its own that an operation may take: the three plain ones, some with identifiers or
alternatives, and a few repairs of each; hardly any operation is reached by a later one."""
_MOST_RENAMINGS = 3
_MOST_REPAIRED = 6
"""Repairs in a row, each of the one before."""
_MOST_TIMEOUTS = 2


@dataclass(frozen=True)
class BaseRequest:
    """The result of a search: ``case`` was accepted, or ``reason`` says why none was.

    ``last`` is the exchange that shows the reason, sent in ``state``; None where nothing was sent.
    ``unmet`` says that a guessed need could not be met and was dropped. ``links`` are the places of
    the request whose values other calls have made known. ``consumes`` says that an accepted call
    uses up what it was made on. ``available`` is False where the target lacks the operation.
    ``reused`` are places that look as if they took new names, and name something that exists;
    ``renamed`` are those that do not look like it, and are refused once their name is taken.
    """

    case: Case | None = None
    reason: EndReason | None = None
    last: Exchange | None = None
    state: State = field(default_factory=State)
    unmet: bool = False
    links: tuple[Link, ...] = ()
    consumes: bool = False
    available: bool = True
    reused: frozenset[Tokens] = frozenset()
    renamed: frozenset[Tokens] = frozenset()
    accepted: Exchange | None = None

    @property
    def uses_up(self) -> bool:
        """Whether an accepted call uses up what it is made on, as all removals do."""
        if self.accepted is None:
            return False
        return self.consumes or split(self.accepted.operation)[1] == "remove"


@dataclass(frozen=True)
class _Refused:
    """A candidate that was refused."""

    candidate: Candidate
    exchange: Exchange
    state: State
    refusal: RefusedWith


@dataclass
class SearchFindings:
    """What the checks find during a search: of all crashes only the first, as one says enough."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, found: list[Finding], observer: Observer) -> None:
        """Keep what an answer has shown."""
        crashed = any(each.check == ServerError.name for each in self.findings)
        kept = [each for each in found if not (crashed and each.check == ServerError.name)]
        self.findings += told_once(observer, kept)


@dataclass
class OperationSearch:
    """Searches for one operation, in several rounds; a later round knows what others have made."""

    harness: OperationHarness
    candidates: Candidates
    controls: Controls
    reviewed: bool
    found: BaseRequest | None = None
    tries: int = 0
    shown: SearchFindings = field(default_factory=SearchFindings)
    _tried: set[str] = field(default_factory=set)
    _refused: list[_Refused] = field(default_factory=list)
    _setup: SetupFailed | None = None
    _unmet: bool = False
    _counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        harness = self.harness
        self._evidence = Evidence(self.controls, harness.session, harness.observer)

    @property
    def is_over(self) -> bool:
        """Whether no further round makes sense."""
        return self.found is not None or self.tries >= MOST_TRIES

    @property
    def waits(self) -> bool:
        """Whether a refusal says that something is not ready yet."""
        return any(says_not_ready(each.refusal) for each in self._refused)

    def round(self, most: int) -> None:
        """Try so many candidates, or fewer where there are no more.

        Those that follow from refusals and the others take turns: a refusal may mislead.
        """
        if self._unmet and not self.reviewed:
            self.harness.remember_need()
            self._unmet = False
        waiting: deque[Candidate] = deque()
        source = self._all()
        end = min(MOST_TRIES, self.tries + most)
        repairs_next = True
        while self.tries < end and not self.is_over:
            from_refusal = bool(waiting) and repairs_next
            candidate = waiting.popleft() if from_refusal else next(source, None)
            if candidate is None:
                if not waiting:
                    return
                candidate = waiting.popleft()
            key = self._key(candidate)
            if key not in self._tried:
                waiting.extendleft(reversed(self._try(candidate)))
                self._tried.add(key)
                repairs_next = not from_refusal

    def _all(self) -> Iterator[Candidate]:
        return self.candidates.plain() if self.reviewed else self.candidates.all(self._call)

    def _call(self, operation: str, params: Mapping[str, Any]) -> Exchange:
        """Make a call that comes before one of the operation, with fresh names."""
        session, contract = self.harness.session, self.harness.contract
        other = contract.operations[operation]
        exchange = session.call(other, with_fresh(other, params, self.harness.namer, frozenset()))
        if exchange.accepted:
            self.candidates.pool.see(exchange)
        return exchange

    def _key(self, candidate: Candidate) -> str:
        """What is the same for candidates that would send the same."""
        in_state = candidate.in_state and self.harness.role.need is not None
        content = [candidate.params, in_state, sorted(candidate.reused)]
        return json.dumps(content, sort_keys=True, default=str)

    def _try(self, candidate: Candidate) -> list[Candidate]:
        """Send a candidate; what is to be tried next because of its refusal."""
        case = candidate.case(self.harness.operation.name)
        state = self._state(candidate, case)
        if state is None:
            return []
        for _ in range(_MOST_RENAMINGS):
            exchange = self._sent(candidate, case, state)
            if exchange.accepted:
                if self.reviewed or not self._evidence.is_of_another(
                    self.harness.operation, exchange
                ):
                    self._accept(candidate, case, exchange, state)
                else:
                    self.found = _taken_for_another(exchange, state)
                return []
            refusal = refused_with(exchange, self.harness.session.codec)
            if self.reviewed or not (self._renames(candidate) and says_taken(refusal)):
                break
            self.harness.namer.tag.move_on()
        renamed = None if self.reviewed else renamed_call(self.harness, case, state, exchange)
        if renamed is not None:
            self._accept(candidate, case, renamed[1], state, frozenset({renamed[0]}))
            return []
        if self.reviewed or exchange.crashed:
            self.harness.drop()
        self._refused.append(_Refused(candidate, exchange, state, refusal))
        return self._after(candidate, exchange, refusal)

    def _renames(self, candidate: Candidate) -> bool:
        """Whether another name may help: it gives one to what it makes."""
        named = bool(self.harness.role.chosen) or bool(fresh_places(self.harness.operation))
        return named and self.tries < MOST_TRIES

    def _state(self, candidate: Candidate, case: Case) -> State | None:
        """The state to send a candidate in; None where the search must end."""
        harness = self.harness
        if not candidate.in_state:
            return self._linked(candidate, State(history=_history(candidate)))
        try:
            return self._linked(candidate, harness.state_for(case))
        except SetupFailed as failed:
            self._setup = failed
            if self.reviewed:
                self.found = BaseRequest(reason=failed.reason, last=failed.exchange)
                return None
        harness.forget_need()
        self._unmet = True
        return self._linked(candidate, State(history=_history(candidate)))

    def _linked(self, candidate: Candidate, state: State) -> State:
        """The state with the candidate's links; what would be removed is made anew for that."""
        if not candidate.links or not self.harness.role.removes:
            return state
        return self.harness.linked(state, candidate.links, renews=True)

    def _sent(self, candidate: Candidate, case: Case, state: State) -> Exchange:
        harness = self.harness
        self.tries += 1
        self._counts[candidate.source] += 1
        params = harness.params_of(case, state, candidate.reused)
        exchange = harness.session.call(harness.operation, params, case)
        self.shown.add(harness.observer.watch(exchange, state.history), harness.observer)
        harness.after(exchange)
        if not exchange.accepted:
            self._evidence.add(harness.operation, exchange)
        return exchange

    def _after(
        self, candidate: Candidate, exchange: Exchange, refusal: RefusedWith
    ) -> list[Candidate]:
        if self._evidence.is_certain:
            self.found = self._unfound()
        if self.reviewed or self.found is not None:
            return []
        if self.harness.session.timeouts >= _MOST_TIMEOUTS:
            self.found = self._unfound()
            return []
        if candidate.repaired >= _MOST_REPAIRED:
            return []
        told = Refusal(refusal.message or "", refusal.code or "", refusal.status)
        return self.candidates.after(candidate, exchange.params, told)

    def _take(self, candidate: Candidate, case: Case, exchange: Exchange, state: State) -> None:
        """Take an accepted request as the base request, unless another operation has taken it."""
        if not self.reviewed and self._evidence.is_of_another(self.harness.operation, exchange):
            self.found = _taken_for_another(exchange, state)
        else:
            self._accept(candidate, case, exchange, state)

    def _accept(
        self,
        candidate: Candidate,
        case: Case,
        exchange: Exchange,
        state: State,
        renamed: frozenset[Tokens] = frozenset(),
    ) -> None:
        harness = self.harness
        for each in (*state.history, exchange):
            self.candidates.pool.see(each)
        unmet = self._unmet or (harness.role.need is not None and not candidate.in_state)
        links = tuple(each for each in candidate.links if each.is_in(exchange))
        self.found = BaseRequest(
            case,
            unmet=unmet,
            links=links,
            reused=candidate.reused,
            renamed=renamed,
            accepted=exchange,
        )
        harness.adopt(self.found)
        if not self.reviewed and split(harness.operation.name)[1] not in ("read", "list"):
            self._again(case, state)

    def _again(self, case: Case, state: State) -> None:
        """Find out whether an accepted call uses up what it is made on."""
        harness = self.harness
        if harness.role.consumes or self.found is None:
            return
        params = harness.params_of(case, state)
        exchange = harness.session.call(harness.operation, params, case)
        if exchange.accepted or self._rename(case, state, exchange):
            return
        harness.drop()
        try:
            anew = harness.renewed_state(case)
        except SetupFailed:
            return
        exchange = harness.session.call(harness.operation, harness.params_of(case, anew), case)
        if exchange.accepted:
            self.found = replace(self.found, consumes=True)
            harness.adopt(self.found)
        harness.drop()

    def _rename(self, case: Case, state: State, refused: Exchange) -> bool:
        """Whether another name at one place is all that a second call lacks; it is kept then."""
        renamed = None if self.reviewed else renamed_call(self.harness, case, state, refused)
        if renamed is None or self.found is None:
            return False
        self.found = replace(self.found, renamed=frozenset({renamed[0]}))
        self.harness.adopt(self.found)
        return True

    def _unfound(self) -> BaseRequest:
        """The result where nothing was accepted, with the refusal that says most."""
        if not self._refused:
            failed = self._setup
            if failed is None:
                return BaseRequest()
            return BaseRequest(reason=failed.reason, last=failed.exchange)
        index = len(self._refused) - 1
        if not self.reviewed:
            index = best_of(each.refusal for each in self._refused)
        best = self._refused[index]
        lacks = self._evidence.lacks
        kind = ReasonKind.NOT_AVAILABLE if lacks else ReasonKind.NOTHING_ACCEPTED
        reason = Reason.of(
            kind,
            best.refusal.status or best.refusal.failure if lacks else best.refusal,
            refusal=best.refusal,
            tried=tuple(sorted(self._counts.items())),
        )
        return BaseRequest(
            None, reason, best.exchange, best.state, self._unmet, available=not lacks
        )

    def result(self) -> BaseRequest:
        """What is known so far."""
        return self.found or self._unfound()


def _taken_for_another(exchange: Exchange, state: State) -> BaseRequest:
    """The result where the target takes the operation for another one."""
    reason = Reason.of(ReasonKind.NOT_AVAILABLE, "that of another operation")
    return BaseRequest(None, reason, exchange, state, available=False)


def _history(candidate: Candidate) -> tuple[Exchange, ...]:
    """The calls that made known what a candidate names, each once."""
    found: dict[int, Exchange] = {id(each): each for each in candidate.before}
    for link in candidate.links:
        found.setdefault(id(link.seen.exchange), link.seen.exchange)
    return tuple(found.values())
