"""The first calls of a client: whether it answers and sends anything, and in which protocol."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from shapeproof.contract.model import Contract, Operation
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import ClientCase, ClientExchange, ClientFamily, HttpRequest, Outcome
from shapeproof.generate.client.case_builder import ClientCaseBuilder
from shapeproof.generate.client.requests import plain_calls, request_cases
from shapeproof.generate.client.selection import has_event_stream
from shapeproof.run.choices import CALL_SECONDS
from shapeproof.run.client.judge import ClientSession
from shapeproof.run.client.unusable import (
    UselessClient,
    breakdown_words,
    silence_words,
    unsupported_words,
)
from shapeproof.run.plan import Budget, Plan
from shapeproof.targets.interface import CannotStart, ClientTarget
from shapeproof.wire.interface import Codec
from shapeproof.wire.registry import spoken_protocol

_MOST_BREAKDOWNS = 2
_MOST_CALLS = 8
"""Legal calls without any request, of operations all over the plan, after which it is useless."""
_FEW = 2
_CALLS_OF_FEW = 3
"""The same where the plan has only one or two operations: so many calls of each."""
_TRIAL_SECONDS = 20.0
"""Seconds after which no further call is tried."""
_LEAST_SECONDS = 5.0
"""What a first call may take where a run has a shorter time limit: a client may start slowly."""


@dataclass(frozen=True)
class ClientTrial:
    """The first calls of a plan, made with a client that is started for them."""

    contract: Contract
    codec: Codec
    target: ClientTarget
    plan: Plan
    seconds: float = CALL_SECONDS

    def spoken(self) -> str | None:
        """The protocol of the first request, None where it is no request to the service.

        Raises CannotStart if the client cannot be started, or breaks down at each trial, and
        UselessClient if it sends nothing, whatever it is asked.
        """
        limit = max(self.plan.time_limit or self.seconds, _LEAST_SECONDS)
        session = ClientSession(self.target, Budget(), min(self.seconds, limit))
        try:
            request = self._first_request(session)
        finally:
            session.close_server()
        return spoken_protocol(self.contract, request) if request else None

    def _first_request(self, session: ClientSession) -> HttpRequest | None:
        calls: list[ClientExchange] = []
        lacking = 0
        begun = time.monotonic()
        for operation, case in self._cases():
            call = session.play(operation, case)
            if call.result.unsupported:
                lacking += 1
                continue
            calls.append(call)
            if call.requests:
                return call.requests[0]
            if len(_breakdowns(calls)) >= _MOST_BREAKDOWNS or call.result.breakdown == "hung":
                break
            if len(calls) >= _MOST_CALLS:
                break
            if time.monotonic() - begun > _TRIAL_SECONDS:
                break
        if lacking and not calls:
            raise UselessClient(self.target.address, *unsupported_words(lacking))
        self._judge(calls)
        return None

    def _judge(self, calls: list[ClientExchange]) -> None:
        """Raise CannotStart or UselessClient for calls none of which has sent a request."""
        broken = _breakdowns(calls)
        if broken and broken[-1] is calls[-1]:
            reason, remedy = breakdown_words(broken[-1].result, self.target.kind)
            raise CannotStart(self.target.address, reason, remedy)
        if calls and _is_telling(calls):
            reason, remedy = silence_words([each for each in calls if each not in broken])
            raise UselessClient(self.target.address, reason, remedy)

    def _cases(self) -> Iterator[tuple[Operation, ClientCase]]:
        """Legal calls: of operations all over the plan, then of the others.

        Each operation has one; of one or two operations each has some.
        """
        operations = self.plan.select(self.contract)
        chosen = operations[:: max(1, len(operations) // _MOST_CALLS)][:_MOST_CALLS]
        others = [each for each in operations if each not in chosen]
        each_has = _CALLS_OF_FEW if len(operations) <= _FEW else 1
        for operation in (*chosen, *others):
            if has_event_stream(operation):
                continue
            builder = ClientCaseBuilder(self.contract, operation, self.codec)
            # Those of a large operation take seconds; its plain calls do not wait for them.
            calls = plain_calls(builder) if each_has == 1 else request_cases(builder)
            for case in islice(filter(_is_legal, calls), each_has):
                yield operation, case

    def require_own_protocol(self) -> None:
        """Make sure that the client answers, in the protocol of the contract.

        Raises CannotStart and UselessClient, and BadUsage for a client that speaks another protocol
        of the service.
        """
        spoken = self.spoken()
        if spoken not in (None, self.contract.protocol):
            reason = f"the client speaks {spoken}"
            remedy = f"give --protocol {spoken} (for pytest: protocol={spoken!r})"
            raise BadUsage(f"protocol {self.contract.protocol}", reason, remedy)


def _is_legal(case: ClientCase) -> bool:
    """Whether a client has to send a request for a case."""
    is_call = case.family is ClientFamily.REQUEST and case.outcome is Outcome.OUTPUT
    return is_call and case.fault is None and not case.paginate


def _breakdowns(calls: list[ClientExchange]) -> list[ClientExchange]:
    return [each for each in calls if each.result.breakdown is not None]


def _is_telling(calls: list[ClientExchange]) -> bool:
    """Whether the calls show a client that never sends anything.

    One that refuses the parameters of one or two operations only has a defect that is reported.
    """
    operations = {each.case.operation for each in calls}
    kinds = {each.result.error.kind if each.result.error else "ok" for each in calls}
    return len(operations) > _FEW or "validation" not in kinds
