"""The first call of a client: whether it answers at all, and which protocol it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shapeproof.checks.client.texts import last_words
from shapeproof.contract.model import Contract
from shapeproof.exceptions import BadUsage
from shapeproof.exchange import Breakdown, ClientResult
from shapeproof.generate.client import client_cases
from shapeproof.run.client.judge import CALL_SECONDS, ClientSession
from shapeproof.run.plan import Budget, Plan
from shapeproof.targets.interface import CannotStart, ClientTarget
from shapeproof.wire.interface import Codec
from shapeproof.wire.registry import spoken_protocol

_MOST_TRIALS = 2
_BREAKDOWN_WORDS: Mapping[Breakdown, str] = {
    "hung": "it does not answer in time",
    "crashed": "it ended without an answer",
    "garbage": "it answers with something other than one JSON object per line",
    "wrong id": "its answers have other ids than the calls",
    "two answers": "it answers a call twice",
    "closed": "it closed its standard output",
    "flooded": "it writes a line that is too long",
}


@dataclass(frozen=True)
class ClientTrial:
    """The first call of a plan, made with a client that is started for it."""

    contract: Contract
    codec: Codec
    target: ClientTarget
    plan: Plan
    seconds: float = CALL_SECONDS

    def spoken(self) -> str | None:
        """The protocol of the first request, None where it is no request to the service.

        Raises CannotStart if the client cannot be started, or breaks down at each trial.
        """
        session = ClientSession(self.target, Budget(), self.seconds)
        result, spoken = ClientResult(), None
        for operation in self.plan.select(self.contract)[:_MOST_TRIALS]:
            case = next(iter(client_cases(self.contract, operation, self.codec)), None)
            if case is None:
                continue
            call = session.play(operation, case)
            result = call.result
            spoken = spoken_protocol(self.contract, call.requests[0]) if call.requests else None
            if result.breakdown is None:
                break
        session.close_server()
        if result.breakdown is not None:
            said = last_words(result, "")
            reason = _BREAKDOWN_WORDS[result.breakdown] + (f" ({said})" if said else "")
            raise CannotStart(self.target.address, reason)
        return spoken

    def require_own_protocol(self) -> None:
        """Make sure that the client answers, in the protocol of the contract.

        Raises CannotStart, and BadUsage for a client that speaks another protocol of the service.
        """
        spoken = self.spoken()
        if spoken not in (None, self.contract.protocol):
            reason = f"the client speaks {spoken}"
            remedy = f"give --protocol {spoken} (for pytest: protocol={spoken!r})"
            raise BadUsage(f"protocol {self.contract.protocol}", reason, remedy)
