"""Plays cases to one client and judges its calls."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from time import time

from shapeproof.checks.client.interface import ClientObservation
from shapeproof.checks.registry import client_checks
from shapeproof.contract.model import Contract, Operation
from shapeproof.exchange import ClientCase, ClientExchange, ClientFamily, Finding
from shapeproof.exchange.calls import ClientResult
from shapeproof.exchange.listeners import ExchangeListeners
from shapeproof.exchange.reasons import Reason, ReasonKind
from shapeproof.exchange.secret_values import SecretValues
from shapeproof.exchange.traits import known_traits
from shapeproof.run.choices import CALL_SECONDS
from shapeproof.run.client.exchanges import exchanges_of
from shapeproof.run.client.located import Location
from shapeproof.run.plan import Budget, OutOfBudget
from shapeproof.targets.client.contract_server import ContractServer
from shapeproof.targets.interface import ClientTarget
from shapeproof.wire.interface import Codec

_ENOUGH = 3
"""Findings of a kind that a restarted client has shown again, where restarts are spared."""
_MOST_HUNG = 60
_SHARE_OF_HUNG = 5
"""After so many calls without an end in a run the client is given up, if one in five is one."""
_MOST_STRAIN = 8
"""Failed attempts after which an SDK may soon exceed its quota of retries."""


@dataclass
class ClientSession:
    """Plays cases to a client, one at a time.

    ``requests`` counts what was received, ``breakdowns`` consecutive calls at which the client
    broke down, except those with broken replies (family ``robustness``). ``previous`` is the last
    call of the same process. ``spares_restarts``: once a restarted client has shown some findings
    of a kind again, others of the kind are tried again without a restart.
    """

    target: ClientTarget
    budget: Budget
    seconds: float = CALL_SECONDS
    secrets: SecretValues = field(default_factory=SecretValues)
    exchanges: ExchangeListeners = field(default_factory=ExchangeListeners, repr=False)
    requests: int = 0
    breakdowns: int = 0
    previous: ClientExchange | None = None
    spares_restarts: bool = False
    confirmed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By check and constraint, how often a restarted client has shown a finding again."""
    calls: int = 0
    hung: int = 0
    pages: bool | None = None
    """Whether a client that does not say so has fetched pages; None where it was not asked."""
    _server: ContractServer | None = field(default=None, repr=False)
    _strain: int = 0

    def start(self) -> None:
        """Start the client with a new server, so that late requests of earlier calls are lost.

        Raises UnreachableTarget if it cannot be started.
        """
        self.close_server()
        self._server = ContractServer()
        self._strain = 0
        self.target.start(self._server.url)

    def fresh(self) -> None:
        """Restart the client, unless it has done nothing yet."""
        if self._server is None or self.previous is not None:
            self.start()

    def play(self, operation: Operation, case: ClientCase) -> ClientExchange:
        """Make one call. Raises OutOfBudget, and UnreachableTarget if the client does not start."""
        self.budget.spend()
        if self._server is None or (case.attempts[0] > 1 and self._strain >= _MOST_STRAIN):
            self.start()
        assert self._server is not None
        self.secrets.played(case)
        location = Location(self._server.address)
        located = location.case(case)
        self._server.begin(located.replies)
        left = self.budget.seconds_left()
        timeout = self.seconds if left is None else min(self.seconds, left)
        result = self.target.call(
            operation, located.params, paginate=case.paginate, timeout=timeout
        )
        if result.breakdown is not None and timeout < self.seconds:
            self._end_if_late()
        received = self._server.end()
        self.requests += len(received)
        self.budget.count(len(received) - 1)
        self._strain += _strain(case, len(received))
        self.previous = call = location.call(case, received, result)
        if self.exchanges:
            for each in exchanges_of(call, self._server.arrivals, time()):
                self.exchanges.heard(each)
        if result.breakdown is None:
            self.breakdowns = 0
        else:
            self.breakdowns += case.family is not ClientFamily.ROBUSTNESS
            self.close_server()  # the next call starts it again
        self._count(result)
        return call

    def _count(self, result: ClientResult) -> None:
        """Raises OutOfBudget where the client hangs too often: each time takes many seconds."""
        self.calls += 1
        self.hung += result.breakdown == "hung"
        if self.hung >= _MOST_HUNG and self.hung * _SHARE_OF_HUNG >= self.calls:
            reason = Reason.of(ReasonKind.CLIENT_KEEPS_BREAKING_DOWN)
            self.budget.stop(reason)
            raise OutOfBudget(reason)

    def _end_if_late(self) -> None:
        """A call that the run's limit has cut says nothing of the client. Raises OutOfBudget."""
        try:
            self.budget.check()
        except OutOfBudget:
            self.close_server()
            raise

    @property
    def paginates(self) -> bool:
        """Whether the client is asked for pages: it says so, or has not shown the opposite."""
        said = self.target.paginates
        return self.pages is not False if said is None else said

    def was_asked(self, call: ClientExchange) -> bool:
        """Whether a call is one that the client knows how to make.

        It is not where the client answers so, nor where one that does not say whether it fetches
        pages sends nothing for the first call that asks for them.
        """
        if call.result.unsupported:
            return False
        if not call.case.paginate or self.target.paginates is not None:
            return True
        if self.pages is None:
            self.pages = bool(call.requests) or call.result.succeeded
        return self.pages

    def close(self) -> None:
        """End the client and the server."""
        self.target.close()
        self.close_server()

    def close_server(self) -> None:
        """End the server; the next call restarts the client with a new one."""
        if self._server is not None:
            self._server.close()
        self._server = None
        self.previous = None


def _strain(case: ClientCase, count: int) -> int:
    """How many of the requests got an answer after which a client retries."""
    played = (case.reply_to(index) for index in range(count))
    return sum(
        each.response is None or each.response.status >= 500 or each.response.status == 429
        for each in played
        if each is not None
    )


@dataclass
class ClientJudge:
    """Plays cases of one operation and judges them.

    ``reported`` are the ids of earlier findings; ``invalid`` keeps the calls with a fault, which
    are judged together when all have been made.
    """

    contract: Contract
    operation: Operation
    codec: Codec
    session: ClientSession
    phase: str = "coverage"
    reported: set[str] = field(default_factory=set)
    checks: int = 0
    invalid: list[ClientObservation] = field(default_factory=list)

    def run(self, case: ClientCase) -> tuple[ClientExchange, list[Finding]]:
        """Play a case. A new finding is reported only if it can be reproduced."""
        seen = self._seen(case)
        if not self.session.was_asked(seen.call):
            return seen.call, []
        if case.fault is not None:
            self.invalid.append(seen)
        found = self._judged(seen)
        new = {each.id for each in found} - self.reported
        if new and seen.result.breakdown is None:
            kinds = {(each.check, each.constraint) for each in found if each.id in new}
            new &= {each.id for each in self._again(case, seen.previous, kinds)}
        reported = [each for each in found if each.id in new or each.id in self.reported]
        self.reported |= {each.id for each in reported}
        return seen.call, reported

    def finds(self, case: ClientCase, finding_id: str) -> Finding | None:
        """The finding with this id, if a case shows it."""
        found = self._judged(self._seen(case))
        return next((each for each in found if each.id == finding_id), None)

    def _seen(self, case: ClientCase) -> ClientObservation:
        """Play a case, and remember what was played before it."""
        before = self.session.previous
        call = self.session.play(self.operation, case)
        traits = known_traits(self.session.target.traits)
        return ClientObservation(self.contract, self.operation, self.codec, call, before, traits)

    def _judged(self, seen: ClientObservation) -> list[Finding]:
        if seen.result.unsupported:
            return []
        checks = client_checks()
        self.checks += len(checks)
        found = (each for check in checks for each in check.check(seen))
        return [replace(each, phase=self.phase) for each in found]

    def _again(
        self, case: ClientCase, before: ClientExchange | None, kinds: set[tuple[str, str]]
    ) -> list[Finding]:
        """The findings of the same call by a restarted client, after the call before it."""
        session = self.session
        if session.spares_restarts and all(session.confirmed[each] >= _ENOUGH for each in kinds):
            return self._judged(self._seen(case))
        session.fresh()
        if before is not None:
            session.play(self.contract.operations[before.case.operation], before.case)
        found = self._judged(self._seen(case))
        session.confirmed.update({(each.check, each.constraint) for each in found} & kinds)
        return found
